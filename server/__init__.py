"""Entaku's server: a meeting told as one ordered log, folded alike everywhere and shown on every screen."""

__version__ = "0.1.0"
