"""A first visit to the page of a meeting, for the cookie that it leaves."""

import asyncio
from urllib.parse import urlsplit


async def visited(origin: str, code: str) -> str:
    """What a phone sends as `Cookie` after its first visit; raises OSError when nobody answers."""
    place = urlsplit(origin)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(f"GET /m/{code} HTTP/1.0\r\nHost: {place.netloc}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError as error:
        raise ConnectionError("the page was not answered") from error
    finally:
        writer.transport.abort()
    first, *lines = head.split("\r\n")
    if not first.startswith("HTTP/1.1 200 "):
        raise ConnectionError(f"the page was answered with {first}")
    named = (line.partition(":") for line in lines)
    cookies = [value.partition(";")[0].strip() for name, _, value in named if name.lower() == "set-cookie"]
    return "; ".join(cookies)
