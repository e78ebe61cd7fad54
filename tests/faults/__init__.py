"""Faults: what breaks while a hall votes, and what everybody saw of it, held against the log."""
