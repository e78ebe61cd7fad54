"""The shared log: a Redis, for any number of workers."""
