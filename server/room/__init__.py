"""The pure core of a meeting: commands, events and state, and the functions decide and fold between them."""
