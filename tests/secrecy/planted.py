"""Evidence in which a test has planted one leak, to see that its attacker finds it: so that all can fail."""

import hashlib
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.cli.entaku import ROOT
from tests.faults.serving import WITH_US
from tests.secrecy.by_key import pseudonym
from tests.secrecy.evidence import Evidence
from tests.secrecy.lines import Line, read_line
from tests.secrecy.poll import CLOSED, OPTIONS, SESSION, Group, Person

SEED = b"a key that a test has planted"
KEY = hashlib.sha256(SEED).digest()
BEGAN, APART = 1_796_000_000_000, 1_000
_HOLD = "import sys, time; held = sys.stdin.buffer.read(); print(flush=True); time.sleep(600)"


def crowd(each: int = 20) -> tuple[list[Person], dict[str, str]]:
    """People of all groups in the order in which they vote, a second apart, and what they choose."""
    chance, people = random.Random(each), []
    for number in range(3 * each):
        group, at = list(Group)[number % 3], BEGAN + number * APART
        name, actor = (hashlib.sha256(f"{kind} {number}".encode()).hexdigest() for kind in ("name", "actor"))
        people.append(Person(name[:32], actor[:24], BEGAN - APART * 100, group, (at,), (f"id-{number:029}",)))
    usual = {person.actor: chance.choice(OPTIONS[:3]) for person in people}
    apart = {person.actor: OPTIONS[3] for person in people if person.group is Group.WITHOUT_SCRIPTS}
    return people, usual | apart


def body(at: int, by: str, id: str, event: str, **fields: Any) -> bytes:
    """An entry of a log."""
    told = {"v": 1, "at": at, "by": by, "event": {"event": event, **fields}, "cmd": id}
    return json.dumps(told, separators=(",", ":")).encode()


def ballot(person: Person, choice: str, at: int = BEGAN, id: str = "", by: str = "") -> bytes:
    """A ballot that tells nothing but the choice, unless it is told to."""
    return body(at, by or pseudonym(KEY, person.actor), id, "ballot-cast", poll=CLOSED, choice=[choice])


def sealed(length: int) -> bytes:
    """A ballot that nobody can read."""
    return body(BEGAN, "", "", "ballot-sealed", poll=CLOSED, sealed="x" * length)


def support(person: Person, at: int) -> bytes:
    """Something else that somebody did."""
    return body(at, person.actor, "", "question-upvoted", question=SESSION)


def read(bodies: Sequence[bytes]) -> list[Line]:
    """Bodies as the lines of a log."""
    return [line for place, each in enumerate(bodies, 1) if (line := read_line(place, each))]


def evidence(people: Sequence[Person], truth: dict[str, str], bodies: Sequence[bytes] = ()) -> Evidence:
    """What there is of these people but for what is planted yet."""
    return Evidence(people, Counter(truth.values()), lines=read(bodies), keys=frozenset({KEY}))


@contextmanager
def process(program: str = _HOLD, given: bytes = b"") -> Iterator[int]:
    """A small process that holds what it is given, or makes it and says that it has; gives its number."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*WITH_US, sys.executable, "-c", program], stdin=pipe, stdout=pipe) as running:
        assert running.stdin
        assert running.stdout
        try:
            running.stdin.write(given)
            running.stdin.close()
            running.stdout.readline()
            yield running.pid
        finally:
            running.kill()


def run(program: str) -> bytes:
    """What a program prints."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
