"""Requests for a socket: granted and refused alike, in one piece or byte by byte."""

import asyncio
from collections.abc import Iterable

import pytest

from tests.faults.waiting import until
from tests.web.raw import CLOSE, Raw
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

# RFC 6455, 1.3: the key of its example, and the answer to it.
KEY, ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
Changes = dict[str, str | None]

FIRST = "GET /ws/audience/main?lang=en HTTP/1.1"
HEADERS = {
    "Host": "{host}",
    "Origin": "http://{host}",
    "Cookie": "{cookie}",
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}
GRANTED: dict[str, Changes] = {
    "as browsers do": {},
    "among other headers": {"User-Agent": "x", "Accept-Language": "fr", "X-Forwarded-For": "10.0.0.1"},
    "keeping alive": {"Connection": "keep-alive, Upgrade"},
    "keeping alive, closely written": {"Connection": "keep-alive,Upgrade"},
    "in small letters": {"Connection": "upgrade"},
    "in large letters": {"Upgrade": "WebSocket"},
    "with space around": {"Sec-WebSocket-Version": " 13 ", "Sec-WebSocket-Key": f"  {KEY} "},
    "with a subprotocol": {"Sec-WebSocket-Protocol": "chat, superchat"},
    "with a name in small letters": {"Upgrade": None, "upgrade": "websocket"},
    "with an empty header": {"X-Empty": ""},
    "by another path": {FIRST: "GET /ws/audience/main HTTP/1.1"},
    "by a path in other letters": {FIRST: "GET /ws/audience/%6dain?lang=en HTTP/1.1"},
    "with a folded header": {"X-Folded": "one\r\n two"},
    "with a body of nothing": {"Content-Length": "0"},
    "with other cookies": {"Cookie": "a=b; {cookie}; c=d"},
    "with an odd question": {FIRST: "GET /ws/audience/main?v=%00&lang=xx&lang=fr HTTP/1.1"},
}
REFUSED: dict[str, Changes] = {
    "without a host": {"Host": None},
    "with two hosts": {"Host": "{host}\r\nHost: {host}"},
    "from nowhere": {"Origin": None},
    "from elsewhere": {"Origin": "http://elsewhere.example"},
    "from two origins": {"Origin": "http://{host}\r\nOrigin: http://elsewhere.example"},
    "from null": {"Origin": "null"},
    "for another version": {"Sec-WebSocket-Version": "8"},
    "for no version": {"Sec-WebSocket-Version": None},
    "for two versions": {"Sec-WebSocket-Version": "13\r\nSec-WebSocket-Version: 8"},
    "without a key": {"Sec-WebSocket-Key": None},
    "with a short key": {"Sec-WebSocket-Key": "c2hvcnQ="},
    "with a key that is none": {"Sec-WebSocket-Key": "!" * 24},
    "with two keys": {"Sec-WebSocket-Key": f"{KEY}\r\nSec-WebSocket-Key: {KEY}"},
    "without a wish": {"Upgrade": None, "Connection": None},
    "with half a wish": {"Connection": "keep-alive"},
    "for something else": {"Upgrade": "h2c"},
    "by post": {FIRST: "POST /ws/audience/main?lang=en HTTP/1.1", "Content-Length": "0"},
    "with a space before a colon": {"X-Spaced ": "one"},
    "with a header of no name": {"": "one"},
    "with a header that ends early": {"X-Broken": "one\nUpgrade: h2c"},
    "with a nought in a header": {"X-Broken": "a\0b"},
    "with no header at all": {FIRST: "GET /ws/audience/main?lang=en HTTP/1.1\r\nnonsense"},
    "nowhere": {FIRST: "GET /ws/ HTTP/1.1"},
    "to a place with a slash": {FIRST: "GET /ws/audience/main/ HTTP/1.1"},
}
SENT_AWAY: dict[str, Changes] = {
    "without a cookie": {"Cookie": None},
    "with a cookie that is none": {"Cookie": "entaku=x"},
    "with a cookie that no page left": {"Cookie": f"entaku={'x' * 32}"},
    "to a hall that does not exist": {FIRST: "GET /ws/audience/nowhere HTTP/1.1"},
    "to a view that does not exist": {FIRST: "GET /ws/everything/main HTTP/1.1"},
    "to a desk": {FIRST: "GET /ws/desk/main HTTP/1.1"},
}


def request(venue: Venue, changes: Changes) -> bytes:
    """The request of a browser, changed so; a header that becomes None is left out."""
    named = {FIRST: FIRST, **HEADERS, **changes}
    first = named.pop(FIRST)
    lines = [f"{name}: {value}" for name, value in named.items() if value is not None]
    text = "\r\n".join([str(first), *lines, "", ""])
    return text.format(host=venue.origin.partition("//")[2], cookie=venue.cookie()).encode()


async def outcome(venue: Venue, pieces: Iterable[bytes]) -> tuple[int, str]:
    """The status, and what became of the socket."""
    await until(lambda: not venue.runtime.hub.all())
    port = int(venue.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    phone = Raw(reader, writer)
    try:
        await phone.send_pieces(pieces)
        async with asyncio.timeout(20):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split()[1])
        if status != 101:
            return status, "refused"
        assert f"\r\nsec-websocket-accept: {ACCEPT}\r\n".lower() in head.lower()
        assert "sec-websocket-protocol" not in head.lower()
        heard = await phone.received()
        assert heard
        if heard.kind == CLOSE:
            return status, f"closed with {int.from_bytes(heard.body[:2])}"
        await phone.is_alive()
        return status, "alive"
    except (ConnectionError, asyncio.IncompleteReadError):
        return 0, "ended"
    finally:
        writer.transport.abort()


async def outcomes(venue: Venue, changes: Changes) -> set[tuple[int, str]]:
    """What becomes of the request in one piece, in two, and in the pieces of a bad network."""
    asked = request(venue, changes)
    cut = len(asked) // 2
    step = 1 if len(asked) < 2000 else 4000
    small = [asked[at : at + step] for at in range(0, len(asked), step)]
    return {await outcome(venue, pieces) for pieces in ([asked], [asked[:cut], asked[cut:]], small)}


@pytest.mark.parametrize("how", GRANTED)
async def test_a_request_that_is_right_is_granted(venue: Venue, how: str) -> None:
    assert await outcomes(venue, GRANTED[how]) == {(101, "alive")}


@pytest.mark.parametrize("how", REFUSED)
async def test_a_request_that_is_wrong_is_refused(venue: Venue, how: str) -> None:
    found = await outcomes(venue, REFUSED[how])
    assert {what for _, what in found} <= {"refused", "ended"}
    assert all(status in {0, *range(400, 500)} for status, _ in found)
    assert len(found) == 1


@pytest.mark.parametrize("how", SENT_AWAY)
async def test_who_may_not_come_in_is_told_so_by_the_code(venue: Venue, how: str) -> None:
    assert await outcomes(venue, SENT_AWAY[how]) == {(101, "closed with 4001")}


@pytest.mark.parametrize("length", [8_000, 8_300, 10_000, 17_000, 70_000])
async def test_a_request_with_a_very_long_line_is_granted_or_refused_but_does_not_hang(
    venue: Venue, length: int
) -> None:
    found = await outcomes(venue, {"X-Long": "x" * length})
    assert {what for _, what in found} <= {"alive", "refused", "ended"}
