"""After the close no living object of the server leads to a person and to what they chose."""

import asyncio
import socket
import sys
from pathlib import Path

import msgspec

from tests.secrecy.by_strings import BALLOT, owners_of
from tests.secrecy.chance import score
from tests.secrecy.course import Course
from tests.secrecy.evidence import Evidence
from tests.secrecy.findings import on_bytes
from tests.secrecy.inside import Asked, Told
from tests.secrecy.poll import CLOSED, OPTIONS
from tests.secrecy.venue import venue

EACH = 26


async def test_no_object_leads_to_a_person_and_a_choice(tmp_path: Path) -> None:
    listening = tmp_path / "listening"
    command = (sys.executable, "-m", "tests.secrecy.inside", str(listening))
    with venue(tmp_path, "sqlite", command) as place:
        async with Course(place, EACH).held() as (truth, evidence):
            told = await asyncio.to_thread(_told, listening, evidence)
    led = {person: choices[0] for person, choices in told.pairs.items() if len(choices) == 1}
    found = [f"objects lead from people to choices: {score(led, truth)}"] if led else []
    texts = "\n".join(told.texts).encode("latin-1")
    found += map(str, on_bytes("living texts", evidence, texts, truth, step=1))
    assert not found, "\n" + "\n".join(found)


def _told(listening: Path, evidence: Evidence) -> Told:
    signs = {sign: person.actor for person in evidence.people for sign in (person.name, person.actor)}
    asked = Asked(signs | owners_of(evidence), CLOSED, list(OPTIONS), BALLOT.pattern.decode("latin-1"))
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(listening))
        with line.makefile("rwb") as said:
            said.write(msgspec.json.encode(asked) + b"\n")
            said.flush()
            return msgspec.json.decode(said.readline(), type=Told)
