"""Where entries are kept: an ordered, durable log of opaque bytes for each meeting."""
