"""The live layer: a meeting running on a real log and vault."""
