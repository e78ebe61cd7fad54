"""A simulated hall: thousands of phones from one process, over nothing but HTTP and WebSocket."""
