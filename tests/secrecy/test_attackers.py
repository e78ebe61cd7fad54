"""Each attacker finds the leak that is planted for it, in files and in the memory of a small process."""

import base64
from dataclasses import replace

import msgspec
import pytest

from tests.secrecy import planted
from tests.secrecy.by_key import by_search, forms_in, pseudonym
from tests.secrecy.by_strings import BALLOT, by_page, by_strings
from tests.secrecy.chance import score
from tests.secrecy.findings import findings
from tests.secrecy.inside import Told
from tests.secrecy.memory import memory_of
from tests.secrecy.planted import APART, BEGAN, KEY, SEED, ballot, crowd, evidence, process, sealed, support
from tests.secrecy.poll import CLOSED, OPTIONS, Group

PEOPLE, TRUTH = crowd()
LONG = 32


def _logs() -> dict[str, list[bytes]]:
    """A log for each attacker of logs, ordered by chance where order is not the leak."""
    mixed = sorted(PEOPLE, key=lambda person: person.name)
    times = {person.actor: BEGAN + number * APART for number, person in enumerate(mixed)}
    known = [person for person in mixed if person.group is Group.AT_ONCE]
    other = planted.body(BEGAN, "somebody else", "", "language-set", language="fr")
    return {
        "by_time": [ballot(one, TRUTH[one.actor], times[one.actor]) for one in mixed]
        + [support(one, times[one.actor] + 2) for one in known],
        "by_neighbour": [
            body
            for one in mixed
            for body in (
                *([support(one, BEGAN)] if one in known else ()),
                ballot(one, TRUTH[one.actor]),
                other,
            )
        ],
        "by_sight": [ballot(one, TRUTH[one.actor], one.voted[0]) for one in mixed],
        "by_turn": [ballot(one, TRUTH[one.actor]) for one in PEOPLE],
        "by_length": [sealed(100 + len(TRUTH[one.actor])) for one in PEOPLE],
        "by_known_id": [ballot(one, TRUTH[one.actor], id=one.ids[0]) for one in mixed],
        "by_form_of_id": [
            ballot(one, TRUTH[one.actor], id="x" * (20 if one.group is Group.WITHOUT_SCRIPTS else LONG))
            for one in mixed
        ],
    }


@pytest.mark.parametrize("attack", _logs())
def test_a_log_that_tells_is_seen_to_tell(attack: str) -> None:
    bodies = _logs()[attack]
    found = findings(evidence(PEOPLE, TRUTH, bodies), TRUTH)
    assert attack in {finding.attack for finding in found}
    wrapped = replace(evidence(PEOPLE, TRUTH), files={"file": base64.b64encode(b"\n".join(bodies))})
    if attack in {"by_time", "by_sight", "by_known_id", "by_form_of_id"}:
        # Entries that lie about as bytes have their times and ids, but no places.
        assert ("file", attack) in {finding[:2] for finding in findings(wrapped, TRUTH)}


def test_a_log_that_tells_nothing_is_not_accused() -> None:
    mixed = sorted(PEOPLE, key=lambda person: person.name)
    readable = [ballot(one, TRUTH[one.actor], id="x" * LONG) for one in mixed]
    acts = [support(one, BEGAN + APART) for one in PEOPLE]
    for bodies in ([*acts, *readable], [*acts, *(sealed(100) for _ in PEOPLE)]):
        raw = b"\n".join(bodies)
        taken = replace(evidence(PEOPLE, TRUTH, bodies), files={"file": raw}, memories={"process": raw})
        assert findings(taken, TRUTH) == []


def test_a_snapshot_that_was_kept_while_the_poll_was_open_tells() -> None:
    known = [person for person in PEOPLE if person.group is Group.AT_ONCE]
    voter = {person.actor: pseudonym(KEY, person.actor) for person in PEOPLE}
    snapshot = {
        "boxes": {CLOSED: {"ballots": {voter[one.actor]: [TRUTH[one.actor]] for one in known}}},
        "recent": {voter[one.actor]: {"x" * LONG: 10 * place} for place, one in enumerate(known, 1)}
        | {one.actor: {"y" * LONG: 10 * place + 1} for place, one in enumerate(known, 1)},
    }
    taken = replace(evidence(PEOPLE, TRUTH), snapshots=[snapshot])
    assert "by_neighbour" in {finding.attack for finding in findings(taken, TRUTH)}


def test_a_key_in_a_process_or_in_a_file_names_everybody() -> None:
    taken = evidence(PEOPLE, TRUTH, [ballot(one, TRUTH[one.actor]) for one in PEOPLE])
    with process(given=bytes(1_000_001) + KEY + bytes(100_000)) as pid:
        raw = memory_of(pid)
    assert set(forms_in(taken, raw)) == {"first half", "second half"}
    assert score(by_search(taken, bytes(24) + KEY + bytes(8)), TRUTH).right == len(PEOPLE)
    assert score(by_search(taken, bytes(25) + KEY + bytes(8), step=1), TRUTH).right == len(PEOPLE)
    with process(f"import hashlib; key = bytearray(hashlib.sha256({SEED!r}).digest()); {_WAIT}") as pid:
        assert score(by_search(taken, memory_of(pid)), TRUTH).right == len(PEOPLE)


_WAIT = "import time; print(flush=True); time.sleep(600)"


@pytest.mark.parametrize(
    ("held", "form"),
    [
        ("hmac.new(key, digestmod='sha256')", "inner state"),
        ("hmac.new(key, digestmod='sha256')", "outer state"),
        ("key.hex()", "hex"),
        ("base64.b64encode(key)", "base64"),
        ("bytes(byte ^ 0x36 for byte in key)", "inner pad"),
        ("struct.pack('<8I', *struct.unpack('>8I', key))", "cipher's words"),
    ],
)
def test_what_is_made_of_a_key_is_found_as_well(held: str, form: str) -> None:
    made = f"key = hashlib.sha256({SEED!r}).digest(); held = {held}; del key"
    with process(f"import base64, hashlib, hmac, struct; {made}; {_WAIT}") as pid:
        assert form in forms_in(evidence(PEOPLE, TRUTH), memory_of(pid))


def test_a_request_that_stays_in_memory_names_its_sender() -> None:
    requests = [
        f"Cookie: entaku={one.name}.1.x\r\n\r\npoll={CLOSED}&choice={TRUTH[one.actor]}".encode()
        for one in PEOPLE
    ]
    with process(given=bytes(5_000).join(requests)) as pid:
        raw = memory_of(pid)
    assert score(by_strings(evidence(PEOPLE, TRUTH), raw), TRUTH).right == len(PEOPLE)


def test_a_frame_is_found_by_its_id_beside_a_person() -> None:
    frames = [
        b'{"id":"%s","command":{"poll":"%s","choice":["%s"],"do":"vote"}}'
        % (one.ids[0].encode(), CLOSED.encode(), TRUTH[one.actor].encode())
        for one in PEOPLE
    ]
    answers = [f"{one.actor} {one.ids[0]}".encode() for one in PEOPLE]
    with process(given=bytes(5_000).join([*frames, *answers])) as pid:
        raw = memory_of(pid)
    assert score(by_strings(evidence(PEOPLE, TRUTH), raw), TRUTH).right == len(PEOPLE)


def test_a_page_is_known_by_its_name() -> None:
    named = [planted.body(BEGAN, one.actor, "", "name-set", name=f"Anne {one.name}") for one in PEOPLE]
    pages = [
        f'<section id="me" class="me" data-upvoted="" data-ballots="{CLOSED}:{TRUTH[one.actor]} " data-named>'
        f'<input type="text" id="name" name="name" value="Anne {one.name}"></section>'.encode()
        for one in PEOPLE
    ]
    with process(given=bytes(5_000).join(pages)) as pid:
        raw = memory_of(pid)
    assert score(by_page(evidence(PEOPLE, TRUTH, named), raw), TRUTH).right == len(PEOPLE)


def test_an_object_that_leads_to_both_is_found() -> None:
    program = f"""
from functools import lru_cache
from tests.secrecy.inside import Asked, told
import sys, msgspec
class Me(msgspec.Struct, frozen=True, gc=False):
    who: str
    ballots: tuple
made = lru_cache(lambda me: None)
for person, choice in {TRUTH!r}.items():
    made(Me("".join(person), (({CLOSED!r}, (choice,)),)))
signs = {{person: person for person in {list(TRUTH)!r}}}
asked = Asked(signs, {CLOSED!r}, {list(OPTIONS)!r}, {BALLOT.pattern.decode("latin-1")!r})
print(msgspec.json.encode(told(asked)).decode())
"""
    result = planted.run(program)
    told = msgspec.json.decode(result, type=Told)
    assert {person: [choice] for person, choice in TRUTH.items()} == told.pairs
