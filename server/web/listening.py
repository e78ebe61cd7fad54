"""Listening sockets: what waits on them, and an end to connections whose reader is gone."""

import socket
from typing import Any

BACKLOG = 4096
READER_GONE_AFTER = 8_000  # milliseconds without a byte taken
SEND_BUFFER = 64 * 1024


def listen(host: str, port: int, shared: bool = False) -> socket.socket:
    """A listening socket whose connections hold little for a slow reader, and end when the reader is gone.

    Shared: other workers of this machine listen on the same port, and the kernel spreads phones over them.
    Raises OSError when the address is taken or is not this machine's.
    """
    listening, address = _socket_for(host, port)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READER_GONE_AFTER)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def reserve(host: str, port: int) -> socket.socket:
    """A socket that listens to nobody and keeps the port for those that share it. Raises OSError."""
    reserved, address = _socket_for(host, port)
    try:
        # Bound like any other, so that of two who come at once one is refused; only then open to sharing, and
        # closed to whoever would take the port in a moment when nobody listens.
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError:
        reserved.close()
        raise
    return reserved


def _socket_for(host: str, port: int) -> tuple[socket.socket, Any]:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.socket(family, kind, protocol), address
