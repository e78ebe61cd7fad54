"""One HTTP request, as plain as can be: for the page that a phone opens, the meeting's state and the lead."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from server.rehearsal.target import Target

WITHIN = 30.0  # seconds
_objects = msgspec.json.Decoder(dict[str, object])


@dataclass(frozen=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def cookies(self) -> str:
        """The cookies that were left, to be sent back."""
        return self.headers.get("set-cookie", "")

    def json(self) -> dict[str, object]:
        """The body as an object; an empty one if it is none."""
        with suppress(msgspec.DecodeError):
            return _objects.decode(self.body)
        return {}


def why(error: OSError) -> str:
    """What a failed request failed of, in words and without its number."""
    return error.strerror or str(error) or "no answer in time"


async def fetch(
    target: Target,
    path: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Ask once; raises OSError or TimeoutError when there is no whole answer."""
    # HTTP/1.0, so that the end of the answer is the end of the connection, whatever proxies are between.
    said = {"Host": target.netloc, "User-Agent": "entaku-rehearse", **(headers or {})}
    if method == "POST":
        said |= {"Origin": target.origin, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    async with asyncio.timeout(WITHIN):
        reader, writer = await asyncio.open_connection(
            target.address, target.port, ssl=target.tls, server_hostname=target.host if target.tls else None
        )
        try:
            writer.write(f"{method} {path} HTTP/1.0\r\n{head}\r\n".encode() + body)
            whole = await reader.read(-1)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
    return _answer(whole)


def _answer(whole: bytes) -> Answer:
    head, found, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not found or not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise ConnectionError("what answered does not speak HTTP")
    headers: dict[str, str] = {}
    cookies = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.partition(";")[0].strip())
        headers[name.lower()] = value.strip()
    return Answer(int(rest[:3]), headers | {"set-cookie": "; ".join(cookies)}, body)
