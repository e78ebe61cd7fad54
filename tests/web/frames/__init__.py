"""Frames as bytes: RFC 6455 and RFC 7692, whatever a client sends and however it arrives."""
