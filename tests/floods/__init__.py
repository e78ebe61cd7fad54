"""Floods: a server attacked from outside, over HTTP and WebSocket, while honest people use it."""
