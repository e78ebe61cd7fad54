"""The meeting's policy, pure: what may be said, shown and done, by whom, and when."""
