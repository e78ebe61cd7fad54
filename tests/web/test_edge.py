"""The server's edge: connections that never finish what they say are let go."""

import asyncio

import pytest

from server.web import patient
from server.web.parse import LARGEST
from tests.web.venue import CODE, Venue


async def said(venue: Venue, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What the server answers to these pieces of a request before it closes the connection."""
    port = int(venue.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""  # cut before it had said everything
    finally:
        writer.close()


async def test_a_connection_that_never_finishes_its_headers_is_ended(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient, "HEADERS_WITHIN", 0.05)
    assert await said(venue) == b""
    assert await said(venue, b"GET / HTTP/1.1\r\nHost: x\r\n") == b""
    assert await said(venue, *[b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 3], pause=0.01) == b""


async def test_a_request_in_several_pieces_is_answered(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "HEADERS_WITHIN", 5.0)
    pieces = [b"GET /health HTTP/1.1\r\n", b"Host: x\r\n", b"Connection: close\r\n", b"\r\n"]
    assert (await said(venue, *pieces, pause=0.01)).startswith(b"HTTP/1.1 200")


async def test_a_socket_that_is_open_has_no_deadline(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "HEADERS_WITHIN", 0.05)
    screen = await (await venue.phone()).screen()
    await asyncio.sleep(0.2)
    assert "seq" in await screen.do("set-name", name="Zoé")


async def test_headers_above_the_limit_are_refused(venue: Venue) -> None:
    endless = [b"GET / HTTP/1.1\r\nHost: x\r\nX: ", *[b"x" * LARGEST] * 20]
    assert not (await said(venue, *endless, pause=0.001)).startswith(b"HTTP/1.1 200")
    assert (await (await venue.phone()).get(f"/m/{CODE}")).status_code == 200


HANDSHAKE = (
    "GET /ws/audience/main HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
HEADS = {
    "a page": "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n",
    "the page of the hall": f"GET /m/{CODE} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n",
    "a socket": HANDSHAKE,
    "a form": "POST /join HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n",
    "a second request": "GET /health HTTP/1.1\r\nHost: {host}\r\n\r\nGET / HTTP/1.1\r\nHost: {host}\r\n",
}


@pytest.mark.parametrize("ways", ["many", "one"])
@pytest.mark.parametrize("size", [LARGEST + 1, 20 * 1024, 47 * 1024, 200 * 1024])
@pytest.mark.parametrize("head", HEADS)
async def test_a_head_above_the_limit_is_refused_even_in_one_piece(
    venue: Venue, head: str, size: int, ways: str
) -> None:
    filling = [f"X{at}: {'x' * 1000}" for at in range(size // 1000 + 1)] if ways == "many" else []
    longest = "\r\n".join(filling or [f"X: {'x' * size}"])
    text = f"{HEADS[head].format(host=venue.origin[7:])}{longest}\r\n\r\n"
    answer = await said(venue, text.encode())
    assert b"HTTP/1.1 431 " in answer
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("head", ["a page", "the page of the hall", "a second request"])
async def test_a_head_just_below_the_limit_is_answered(venue: Venue, head: str) -> None:
    text = HEADS[head].format(host=venue.origin[7:])
    last = text[text.rfind("GET ") :]
    text += f"Connection: close\r\nX: {'x' * (LARGEST - len(last) - 64)}\r\n\r\n"
    assert (await said(venue, text.encode())).count(b"HTTP/1.1 200 ") == text.count("GET ")
