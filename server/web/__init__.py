"""The HTTP and WebSocket edges: parse, authenticate, limit, answer."""
