"""Several workers of one meeting on one machine: the supervisor, and what it starts."""
