"""What a first visit to each page weighs on the wire, compressed: the page itself and everything it loads."""

import asyncio
import re

import httpx

from bench.venue import Venue, venue

LOADED = re.compile(r'(?:src|href)="(/(?:static|qr)/[^"]+)"')


async def _weight(place: Venue, address: str) -> float:
    """Kilobytes, 1 kB being 1000 bytes of body as sent, without headers."""
    async with httpx.AsyncClient(follow_redirects=True) as client:
        page = await client.get(address)
        page.raise_for_status()
        loaded = [await client.get(place.url + found) for found in sorted(set(LOADED.findall(page.text)))]
    return sum(answer.num_bytes_downloaded for answer in (page, *loaded)) / 1000


async def measure() -> dict[str, float]:
    """Every page once, with a session live."""
    async with venue() as place:
        await place.order("start-session", session="rt1")
        pages = {
            "audience": place.links["audience"],
            "desk": place.links["moderator"],
            "projector": place.links["projector"]["main"],
            "stage": place.links["stage"]["main"],
            "booth": place.links["interpreter"],
            "join": place.url,
        }
        return {f"{name} page, kB": await _weight(place, address) for name, address in pages.items()}


def run() -> dict[str, float]:
    """Measure once."""
    return asyncio.run(measure())
