"""Letting a phone of the hall in without a detour, because thousands may come back in the same second.

Only one to which there is nothing to say but "welcome": everyone else the app judges, which has words for it.
What both ask is the same: `trusted`, `participant_of`, `has_room`.
"""

import os
import re
from asyncio import Transport
from functools import lru_cache
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake
from websockets.server import ServerProtocol

from server.web.doors import participant_of
from server.web.handshake import Handshake, answer
from server.web.house import house_of
from server.web.origin import trusted
from server.web.seating import has_room, sit_down
from server.web.upgrade import Handover, SharedDeflate

VIEW = "audience"
_PLACE = re.compile(rf"/ws/{VIEW}/([a-z0-9-]+)")


class Arrival(NamedTuple):
    """A connection that wants to be a socket; `early` is what it said without waiting for an answer."""

    app: Starlette
    state: ServerState
    transport: Transport
    asked: Handshake
    early: bytes


def admit(arrival: Arrival) -> bool:
    """Let a phone in and give it its seat; False if it is for the app to answer."""
    _, state, transport, asked, early = arrival
    place = _PLACE.fullmatch(asked.path)
    agreed = _agreed(asked.named.get(b"sec-websocket-extensions", b""))
    if place is None or agreed is None:
        return False
    connection, hall = _connection(arrival), place[1]
    house, who = house_of(connection), participant_of(connection)
    if who is None or hall not in house.halls or not trusted(connection) or not has_room(house, who):
        return False
    headers, deflates = agreed
    _write(transport, answer(asked, [*state.default_headers, *headers]))
    sit_down(connection, who, VIEW, hall, Handover(transport, deflates, early, state.connections))
    return True


def _connection(arrival: Arrival) -> HTTPConnection:
    """The request as those who judge it want to see it."""
    return HTTPConnection(
        {
            "type": "websocket",
            "scheme": "wss" if arrival.transport.get_extra_info("sslcontext") else "ws",
            "path": arrival.asked.path,
            "query_string": arrival.asked.query,
            "headers": arrival.asked.headers,
            "app": arrival.app,
        }
    )


@lru_cache(maxsize=64)
def _agreed(offer: bytes) -> tuple[list[tuple[bytes, bytes]], bool] | None:
    """What is answered to an offer of extensions, and whether messages may be compressed.

    None if it cannot be read. Kept, because the browsers of a hall make the same few.
    """
    headers = Headers()
    if offer:
        headers["Sec-WebSocket-Extensions"] = offer.decode("latin-1")
    try:
        said, extensions = ServerProtocol(extensions=[SharedDeflate()]).process_extensions(headers)
    except InvalidHandshake:
        return None
    return ([(b"Sec-WebSocket-Extensions", said.encode())] if said else []), bool(extensions)


def _write(transport: Transport, answer: bytes) -> None:
    """Straight to the kernel, as the line will, which must find nothing waiting in the transport."""
    sock = transport.get_extra_info("socket")
    if sock is None or transport.get_extra_info("sslcontext"):
        transport.write(answer)
        return
    try:
        sent = os.write(sock.fileno(), answer)
    except OSError:
        sent = 0  # it takes no more, or is gone: the transport finds out which
    if sent < len(answer):
        transport.write(answer[sent:])
