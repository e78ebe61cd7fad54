"""What a first visit to each page weighs on the wire, compressed: the page itself and everything it loads."""

import re

import httpx

from bench.outcome import Budget, Length, Outcome, Table
from bench.venue import Venue, venue

LOADED = re.compile(r'(?:src|href)="(/(?:static|qr)/[^"]+)"')
# What keeps a page from being shown until it is there: style sheets, and scripts that do not say otherwise.
BLOCKING = re.compile(
    r'<link[^>]*rel="stylesheet"[^>]*>|<script(?![^>]*(?:defer|async|module))[^>]*src=[^>]*>'
)


def weigh(place: Venue, address: str) -> tuple[float, int]:
    """Kilobytes, 1 kB being 1000 bytes of body as sent, without headers; and how many blocking resources."""
    with httpx.Client(follow_redirects=True) as client:
        page = client.get(address)
        page.raise_for_status()
        loaded = [client.get(place.url + found) for found in sorted(set(LOADED.findall(page.text)))]
    weight = sum(answer.num_bytes_downloaded for answer in (page, *loaded)) / 1000
    return weight, len(BLOCKING.findall(page.text))


def run(length: Length) -> Outcome:
    """Every page once, with a session live."""
    with venue() as place:
        place.order("start-session", session="rt1")
        links = place.links
        pages = {
            "audience": links["audience"],
            "desk": links["moderator"],
            "projector": links["projector"]["main"],
            "stage": links["stage"]["main"],
            "booth": links["interpreter"],
            "join": place.url,
        }
        weights = {name: weigh(place, address) for name, address in pages.items()}
    weight, blocking = weights["audience"]
    figure = f"{weight:.1f} kB, {blocking} blocking, all named by the page itself"
    rows = [(name, f"{weight:.1f}", str(blocking)) for name, (weight, blocking) in weights.items()]
    return Outcome(
        [
            Budget(
                "first audience page", figure, "≤ 60 kB, one round trip of blocking resources", weight <= 60
            )
        ],
        [
            Table(
                "Pages",
                "A first visit, compressed, with all that it loads.",
                ("page", "kB", "blocking"),
                rows,
            )
        ],
    )
