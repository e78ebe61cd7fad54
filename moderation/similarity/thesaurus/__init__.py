"""What a hall of cities says in several ways: on each line words that say the same, the first for all."""
