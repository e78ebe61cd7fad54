"""Polls' keys, outside databases: in files that can be overwritten, agreed on between machines."""
