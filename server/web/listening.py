"""Listening sockets: how many may wait on them, and an end to connections whose other side is gone."""

import socket
from typing import Any

# As many as the kernel lets wait until they are accepted; what that is, server/machine.py looks at.
BACKLOG = 65_535
# How many are accepted in one turn of the event loop, see `doors`.
DOORS = 16
READER_GONE_AFTER = 8_000  # milliseconds without a byte taken
# A phone that left without a word, and to which nothing is sent, is asked by the kernel whether it is there.
ASKED_AFTER, ASKED_EVERY, ASKED_TIMES = 30, 5, 3  # seconds, seconds, and how often without an answer
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
        _let_go_of_the_dead(listening)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def doors(listening: socket.socket) -> list[socket.socket]:
    """The same listening socket several times.

    uvloop accepts one connection on each in a turn of the event loop. With a single one, whoever comes last
    of a whole hall, who may be the moderator, would wait for as many turns as there are phones before them.
    """
    return [listening, *(listening.dup() for _ in range(DOORS - 1))]


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


def _let_go_of_the_dead(listening: socket.socket) -> None:
    """What accepted connections inherit; other systems than Linux may not have all of it."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_USER_TIMEOUT", READER_GONE_AFTER),
        ("TCP_KEEPIDLE", ASKED_AFTER),
        ("TCP_KEEPINTVL", ASKED_EVERY),
        ("TCP_KEEPCNT", ASKED_TIMES),
    ):
        if hasattr(socket, name):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _socket_for(host: str, port: int) -> tuple[socket.socket, Any]:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.socket(family, kind, protocol), address
