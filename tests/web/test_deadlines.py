"""Every step that is the client's has a deadline: nobody holds a connection by trickling."""

import asyncio
import logging
import re
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from server.web import body, joining, lingering, patient
from server.web.parse import LARGEST
from server.web.patient import PatientHttp
from tests.web.venue import CODE, Venue

TOGETHER = 60
PATIENCE = 20.0
VERY_LARGE = 30_000_000
UPGRADE = (
    "GET /ws/audience/main HTTP/1.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
POST = "POST /do/set-name HTTP/1.1"
LATE = "Content-Length: 900000"
FOREIGN = "Origin: https://evil.example"

# What is sent at once, line by line, before one byte follows the other; and the status of the last answer.
TRICKLES: dict[str, tuple[tuple[str, ...], str]] = {
    "a head": (("GET / HTTP/1.1", "X-Never: "), ""),
    "the head of a page for which a crowd waits": ((f"GET /m/{CODE} HTTP/1.1", "X-Never: "), ""),
    "lines of nothing": (("", ""), "400"),
    "a body": ((POST, "OURS", LATE, "", "n"), "408"),
    "a body in chunks": ((POST, "OURS", "Transfer-Encoding: chunked", "", "FFFF", ""), "408"),
    "a body that is asked for": ((POST, "OURS", "Expect: 100-continue", LATE, "", ""), "408"),
    "a body of an older browser": (("POST /do/set-name HTTP/1.0", "HOST", "OURS", LATE, "", ""), "408"),
    "a body from elsewhere": ((POST, FOREIGN, LATE, "", ""), "403"),
    "a body without a page": (("POST /nowhere HTTP/1.1", "OURS", LATE, "", ""), "404"),
    "a body in another method": (("PUT / HTTP/1.1", "OURS", LATE, "", ""), "405"),
    "a body that is too large": ((POST, "OURS", LATE, "", "n" * (LARGEST + 1)), "413"),
    "a body of a page": ((f"GET /m/{CODE} HTTP/1.1", LATE, "", ""), "200"),
    "a body after another request": (("GET / HTTP/1.1", "", POST, "HOST", "OURS", LATE, "", ""), "408"),
    "a body that is not in chunks": ((POST, FOREIGN, "Transfer-Encoding: chunked", "", "FF", ""), "403"),
    "a handshake with a body": ((*UPGRADE, "OURS", "Content-Length: 9", "", ""), "400"),
    "a handshake from elsewhere": ((*UPGRADE, FOREIGN, "", ""), "403"),
    "a handshake that is none": ((*UPGRADE[:-1], "OURS", "", ""), "400"),
}  # fmt: skip


@asynccontextmanager
async def connected(venue: Venue) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A plain connection to the server, which takes no more at once than it is made to."""
    port = int(venue.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def said(venue: Venue, lines: tuple[str, ...]) -> bytes:
    """The lines with the headers that a page of this server sends."""
    host = f"Host: {venue.origin.removeprefix('http://')}"
    text = "\r\n".join(lines).replace("OURS", f"Origin: {venue.origin}").replace("HOST", host)
    return text.replace(" HTTP/1.1\r\n", f" HTTP/1.1\r\n{host}\r\n", 1).encode()


async def trickle(venue: Venue, lines: tuple[str, ...]) -> bytes:
    """What is answered to somebody who never stops, until the server ends it."""
    async with connected(venue) as (reader, writer):
        writer.write(said(venue, lines))

        async def go_on() -> None:
            with suppress(ConnectionError):
                while not writer.transport.is_closing():
                    writer.write(b"n")
                    await asyncio.sleep(0.02)

        going, answer = asyncio.create_task(go_on()), bytearray()
        try:
            async with asyncio.timeout(PATIENCE):
                with suppress(ConnectionError):
                    while got := await reader.read(65536):
                        answer += got
        finally:
            going.cancel()
    return bytes(answer)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines for which a test can wait; uvicorn's own are as they are."""
    monkeypatch.setattr(patient, "HEADERS_WITHIN", 0.3)
    monkeypatch.setattr(body, "PATIENCE", 0.3)
    monkeypatch.setattr(lingering, "LINGER", 0.2)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", TRICKLES)
async def test_whoever_trickles_is_answered_and_let_go(
    venue: Venue, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    lines, status = TRICKLES[name]
    answer = await trickle(venue, lines)
    statuses = re.findall(rb"HTTP/1.1 (\d{3})", answer)
    assert (statuses[-1].decode() if statuses else "") == status
    if status and not name.startswith("a handshake"):
        assert b"connection: close" in answer.lower()
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_many_who_trickle_are_gone_and_others_are_served_meanwhile(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for those who mean it, however busy the machine.
    monkeypatch.setattr(patient, "HEADERS_WITHIN", 4.0)
    monkeypatch.setattr(body, "PATIENCE", 4.0)
    ways = list(TRICKLES.values())
    held = [asyncio.create_task(trickle(venue, ways[at % len(ways)][0])) for at in range(TOGETHER)]
    phone = await venue.phone()
    assert (await phone.get(f"/m/{CODE}")).status_code == 200
    assert (await phone.command("set-name", name="Zoé")).status_code == 200
    await asyncio.gather(*held)


async def test_an_answer_reaches_whoever_sends_all_of_it_first(venue: Venue) -> None:
    def send_and_read() -> bytes:
        address = ("127.0.0.1", int(venue.origin.rpartition(":")[2]))
        with socket.create_connection(address, PATIENCE) as sock:
            sock.sendall(said(venue, (POST, FOREIGN, f"Content-Length: {VERY_LARGE}", "", "")))
            sock.sendall(b"n" * VERY_LARGE)
            return sock.recv(100)

    assert (await asyncio.to_thread(send_and_read)).startswith(b"HTTP/1.1 403 ")


async def test_a_body_that_was_read_keeps_the_connection(venue: Venue) -> None:
    phone = await venue.phone()
    for _ in range(2):
        answer = await phone.command("set-name", name="Zoé")
        assert "connection" not in answer.headers


async def test_a_connection_on_which_nothing_is_asked_any_more_is_ended(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_over = PatientHttp.take_over

    def hasty(http: PatientHttp, *given: Any) -> None:
        http.timeout_keep_alive = 0
        take_over(http, *given)

    monkeypatch.setattr(PatientHttp, "take_over", hasty)
    async with connected(venue) as (reader, writer):
        writer.write(said(venue, ("GET /health HTTP/1.1", "", "")))
        assert (await asyncio.wait_for(reader.read(), PATIENCE)).startswith(b"HTTP/1.1 200")


async def test_whoever_takes_an_answer_too_slowly_is_cut(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient, "TAKEN_WITHIN", 0.3)
    monkeypatch.setattr(joining, "render_page", lambda *_: "x" * VERY_LARGE)
    taken = 0
    async with connected(venue) as (reader, writer):
        writer.write(said(venue, ("GET / HTTP/1.1", "", "")))
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                while got := await reader.read(50_000):
                    taken += len(got)
                    await asyncio.sleep(0.05)
    assert taken < VERY_LARGE


async def test_whoever_takes_a_large_answer_gets_all_of_it(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "render_page", lambda *_: "x" * VERY_LARGE)
    assert len((await (await venue.stranger()).get("/")).content) == VERY_LARGE
