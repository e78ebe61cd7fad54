"""When the workers of a meeting adopt newer rules; the clock is ours."""

from pathlib import Path

import pytest

from server.live.adoption import SETTLED_AFTER, Adoption
from server.live.hub import Hub
from server.live.neighbours import TELL_EVERY
from server.live.presence import FORGOTTEN_AFTER, Attendance
from server.live.runtime import Runtime
from server.log.storage import in_folder
from server.room.base import SYSTEM, Command, Stamp
from server.room.codec import encode
from server.room.registry import rules_known
from server.room.rules import AdoptRules, RulesAdopted
from server.room.state import State
from tests.live.hall import MEETING, seated
from tests.room.given import ANNA

# What workers of release 0.1.0 tell, without and with somebody in the hall.
SILENT, OLDER = b"{}", b'{"main":{"phones":12,"readings":[["mo","q","desk",""]]}}'
NEWEST = AdoptRules(rules_known())


class Listener:
    """A worker that listens, and looks every second as `keep_in_touch` does."""

    def __init__(self) -> None:
        self.state, self.ordered, self.now = State(), list[Command](), 100.0
        self.adoption = Adoption(self.state, self.ordered.append)
        self.adoption.begin(self.now)

    def goes_on(self, seconds: float, *notes: bytes, listening: int = -1) -> list[Command]:
        """What it has ordered after so many seconds in which the others told these notes."""
        end = self.now + seconds
        while self.now < end:
            self.now += TELL_EVERY
            for worker, note in enumerate(notes):
                self.adoption.heard(f"worker-{worker}", note, self.now)
            self.adoption.look(len(notes) + 1 if listening < 0 else listening, self.now)
        return self.ordered


def note() -> bytes:
    """What a worker of this release tells."""
    return Attendance(Hub()).note(0.0)


def test_it_takes_longer_than_workers_are_silent_or_remembered() -> None:
    assert SETTLED_AFTER > FORGOTTEN_AFTER + TELL_EVERY


def test_a_worker_that_is_alone_adopts_once_it_has_listened_for_long_enough() -> None:
    listener = Listener()
    assert listener.goes_on(SETTLED_AFTER - 1) == []
    assert listener.goes_on(1) == [NEWEST]


def test_workers_that_all_know_the_rules_adopt_them() -> None:
    assert Listener().goes_on(SETTLED_AFTER, note(), note()) == [NEWEST]


@pytest.mark.parametrize("older", [SILENT, OLDER, b"", b"\xff", b'{"":{"rules":1}}', b'{"":{"rules":"two"}}'])
def test_while_a_worker_of_an_older_release_is_heard_nothing_is_adopted(older: bytes) -> None:
    listener = Listener()
    assert listener.goes_on(60, note(), older) == []
    assert listener.goes_on(FORGOTTEN_AFTER + SETTLED_AFTER, note()) == [NEWEST]


def test_an_older_worker_that_begins_to_speak_in_between_is_waited_for() -> None:
    listener = Listener()
    listener.goes_on(SETTLED_AFTER - 1, note())
    listener.goes_on(1, note(), OLDER)
    assert listener.goes_on(SETTLED_AFTER - 1, note()) == []


def test_a_worker_that_listens_and_says_nothing_may_know_nothing() -> None:
    assert Listener().goes_on(60, note(), listening=3) == []


def test_while_nobody_can_be_told_nothing_is_adopted() -> None:
    assert Listener().goes_on(60, note(), listening=0) == []


def test_what_is_adopted_is_not_adopted_again_and_what_was_not_written_is_tried_again() -> None:
    listener = Listener()
    assert listener.goes_on(2 * SETTLED_AFTER) == [NEWEST, NEWEST]
    listener.state.rules = rules_known()
    assert listener.goes_on(60) == [NEWEST, NEWEST]


@pytest.mark.parametrize("newer", [False, True])
async def test_a_release_that_finds_newer_rules_than_its_own_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, newer: bool
) -> None:
    stamp = Stamp(0, 1_700_000_000_000, SYSTEM.id, SYSTEM.role, "")
    async with in_folder(tmp_path) as storage:
        await storage.log.append(MEETING, [encode(RulesAdopted(rules_known() + newer), stamp)])
        await (await Runtime.open(storage, MEETING)).close()
    assert ("a newer release has served" in caplog.text) is newer


def test_what_a_worker_tells_of_itself_is_no_hall() -> None:
    hub = Hub()
    hub.add(seated(by=ANNA)[0])
    mine, theirs = Attendance(Hub()), Attendance(hub)
    mine.heard("other", theirs.note(0.0), 0.0)
    assert mine.of("main", 0.0).phones == 1
