"""All attacks on all that was taken, and which of them know more than chance does."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from tests.secrecy.by_key import by_search, forms_in
from tests.secrecy.by_log import LOG_ATTACKS
from tests.secrecy.by_strings import by_page, by_strings
from tests.secrecy.chance import Guesses, score
from tests.secrecy.evidence import Evidence
from tests.secrecy.lines import Line, carved
from tests.secrecy.poll import Group
from tests.secrecy.snapshot import lines_in

_WRAPPED = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")


# How many people freed memory may still name, by attack: what docs/operating.md tells, and no more.
MAY_REMAIN: Mapping[str, int] = {}


class Finding(NamedTuple):
    """An attack that knows something: where, which, about whom, how much, and how many people it names."""

    place: str
    attack: str
    group: str
    told: str
    named: int

    def __str__(self) -> str:
        return f"{self.place}, {self.attack}, {self.group}: {self.told}"


def findings(evidence: Evidence, truth: Mapping[str, str]) -> list[Finding]:
    """Whatever is left of who chose what."""
    found = list(_on_lines("the log", evidence, evidence.lines, truth))
    for number, snapshot in enumerate(evidence.snapshots):
        found += _on_lines(f"snapshot {number}", evidence, lines_in(snapshot), truth)
    for name, raw in evidence.files.items():
        found += on_bytes(name, evidence, raw + unwrapped(raw), truth, step=1)
    for name, raw in evidence.memories.items():
        told = on_bytes(f"memory of {name}", evidence, raw, truth)
        found += [one for one in told if one.named > MAY_REMAIN.get(one.attack, 0)]
    return found


def on_bytes(
    place: str, evidence: Evidence, raw: bytes, truth: Mapping[str, str], step: int = 8
) -> Iterator[Finding]:
    """What bytes tell: as keys, as entries, as strings beside each other, as pages."""
    for form in forms_in(evidence, raw):
        yield Finding(place, "by_known_key", "everybody", f"the key, as {form}", len(truth))
    yield from _sure(place, "by_search", by_search(evidence, raw, step), truth)
    yield from _sure(place, "by_page", by_page(evidence, raw), truth)
    yield from _luck(place, "by_strings", evidence, by_strings(evidence, raw), truth)
    yield from _on_lines(place, evidence, carved(raw), truth)


def unwrapped(raw: bytes) -> bytes:
    """What lies in these bytes as base64, side by side."""
    pieces = []
    for match in _WRAPPED.finditer(raw):
        text = match[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        with suppress(binascii.Error):
            pieces.append(base64.b64decode(text + b"=" * (-len(text) % 4)))
    return b"\n".join(pieces)


def _on_lines(
    place: str, evidence: Evidence, lines: Sequence[Line], truth: Mapping[str, str]
) -> Iterator[Finding]:
    for attack in LOG_ATTACKS:
        yield from _luck(place, attack.__name__, evidence, attack(evidence, lines), truth)


def _sure(place: str, attack: str, guesses: Guesses, truth: Mapping[str, str]) -> Iterator[Finding]:
    """An attack that guesses nothing unless it knows."""
    if guesses:
        yield Finding(place, attack, "everybody", str(score(guesses, truth)), len(guesses))


def _luck(
    place: str, attack: str, evidence: Evidence, guesses: Guesses, truth: Mapping[str, str]
) -> Iterator[Finding]:
    """An attack that guesses whatever it can: it is a leak if luck does not explain it."""
    for group in (None, *Group):
        mine = {
            person.actor: guesses[person.actor]
            for person in evidence.people
            if group in (None, person.group) and person.actor in guesses
        }
        scored = score(mine, truth)
        if scored.is_leak:
            yield Finding(place, attack, group or "everybody", str(scored), scored.right)
