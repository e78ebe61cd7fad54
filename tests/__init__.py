"""Entaku's tests, named as sentences about its behaviour."""
