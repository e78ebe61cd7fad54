"""What a moderator is asked to look at, and what not."""
