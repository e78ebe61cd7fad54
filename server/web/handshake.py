"""The request for a socket as browsers make it, read in one go; what is not exactly that, others read."""

import re
from base64 import b64encode
from hashlib import sha1
from typing import NamedTuple

from server.web.parse import LARGEST

_HEAD = re.compile(
    rb"GET (/[!-~]+) HTTP/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+)\r\n"
)
_KEY = re.compile(rb"[A-Za-z0-9+/]{22}==")
_NEEDED = frozenset({b"host", b"connection", b"upgrade", b"sec-websocket-key", b"sec-websocket-version"})
# With one of these, a body or an answer to something else comes first.
_MORE = frozenset({b"content-length", b"transfer-encoding", b"expect"})
_SALT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3

Headers = list[tuple[bytes, bytes]]


class Handshake(NamedTuple):
    """What a browser asks for; header names in lower case, each of them once."""

    path: str
    query: bytes
    headers: Headers
    named: dict[bytes, bytes]


def read_handshake(head: bytes) -> Handshake | None:
    """The request, if this is one for a socket, complete, and leaves no question open."""
    found = _HEAD.fullmatch(head) if len(head) <= LARGEST else None
    if found is None:
        return None
    headers = []
    for line in found[2][:-2].split(b"\r\n"):
        name, _, value = line.partition(b":")
        headers.append((name.lower(), value.strip(b" \t")))
    named = dict(headers)
    if len(named) < len(headers) or not _asks_for_a_socket(named):
        return None
    path, _, query = found[1].partition(b"?")
    return Handshake(path.decode(), query, headers, named)


def answer(asked: Handshake, more: Headers) -> bytes:
    """The answer that opens the socket."""
    proof = b64encode(sha1(asked.named[b"sec-websocket-key"] + _SALT, usedforsecurity=False).digest())
    lines = [b"%s: %s\r\n" % header for header in more]
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %s\r\n%s\r\n" % (proof, b"".join(lines))
    )


def _asks_for_a_socket(named: dict[bytes, bytes]) -> bool:
    return (
        named.keys() >= _NEEDED
        and named.keys().isdisjoint(_MORE)
        and named[b"upgrade"].lower() == b"websocket"
        and b"upgrade" in named[b"connection"].lower().replace(b" ", b"").split(b",")
        and named[b"sec-websocket-version"] == b"13"
        and _KEY.fullmatch(named[b"sec-websocket-key"]) is not None
    )
