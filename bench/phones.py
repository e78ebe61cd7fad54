"""Phones that cost the bench next to nothing: prepared frames on plain sockets, answers merely counted."""

import asyncio
import json
import secrets
from asyncio import StreamReader, StreamWriter
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET /ws/audience/{hall}?lang=fr HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
    "Cookie: entaku={person}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyAhIQ==\r\n\r\n"
)
ANSWER, REFUSAL = b'{"ack"', b'"refused"'


class LightPhone:
    """A connected phone of a new participant."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, url: str, hall: str = "main") -> "LightPhone":
        """Come in and open the socket."""
        place = urlsplit(url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        person = secrets.token_urlsafe(24)
        writer.write(HANDSHAKE.format(hall=hall, host=place.netloc, origin=url, person=person).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(answer.decode())
        return cls(reader, writer)

    async def vote(self, poll: str, choices: list[str]) -> None:
        """Cast these ballots one after the other; returns when all of them are accepted."""
        self._writer.write(b"".join(_frame(poll, choice) for choice in choices))
        answered, rest = 0, b""
        while answered < len(choices):
            read = await self._reader.read(65_536)
            heard = rest + read
            if not read or REFUSAL in heard:
                raise RuntimeError("a ballot was refused, or its phone cut off")
            answered += heard.count(ANSWER)
            # Less than an answer's beginning, so that none is counted twice.
            rest = heard[1 - len(ANSWER) :]

    def close(self) -> None:
        """Go away."""
        self._writer.close()


def _frame(poll: str, choice: str) -> bytes:
    """A ballot as a masked text frame; its mask of zeros leaves the words as they are."""
    command = {"do": "vote", "poll": poll, "choice": [choice]}
    body = json.dumps({"id": secrets.token_urlsafe(15), "command": command}).encode()
    return b"\x81" + bytes([0x80 | 126]) + len(body).to_bytes(2) + bytes(4) + body
