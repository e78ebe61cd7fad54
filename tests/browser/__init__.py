"""Browser tests: phones, a desk, a projector and a stage monitor against the real server."""
