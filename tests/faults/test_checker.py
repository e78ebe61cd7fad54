"""The history checker finds each kind of violation, and nothing where there is none."""

from itertools import count

import msgspec
import pytest

from server.log.base import Stored
from server.room.base import Event, Stamp
from server.room.codec import encode
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.sessions import SessionStarted
from tests.faults.agreement import Seen, check_workers, projectors
from tests.faults.checker import check_commands, check_polls, lost_acknowledgements
from tests.faults.history import Act
from tests.faults.ledger import Ledger
from tests.room.plan import PLAN

POLL = "rt1-p1"
OPENED = 3


def written(*facts: tuple[Event, str, str]) -> list[Stored]:
    """A log in which the poll is open from entry 3 on, and then these events by somebody for some command."""
    start = [(ProgrammePlanned(PLAN), "", ""), (SessionStarted("rt1"), "", ""), (PollOpened(POLL), "", "")]
    stamped = ((event, Stamp(0, 1, by, "", command)) for event, by, command in (*start, *facts))
    return [Stored(seq, encode(event, stamp)) for seq, (event, stamp) in zip(count(1), stamped, strict=False)]


def ballot(voter: str, command: str, choice: str = "a") -> tuple[Event, str, str]:
    return BallotCast(POLL, (choice,)), voter, command


CLOSE = (PollClosed(POLL), "mo", "")


def voted(by: str, id: str, seq: int = 0, refused: str = "", sendings: int = 1) -> Act:
    return Act(by, "vote", id, POLL, sendings=sendings, seq=seq, refused=refused)


def rules(acts: list[Act], ledger: Ledger) -> list[str]:
    return [violation.rule for violation in (*check_commands(acts, ledger), *check_polls(acts, ledger))]


def test_a_history_that_the_log_bears_out_has_no_violation() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v2", "c2"), ballot("v1", "c3", "b"), CLOSE))
    acts = [voted("anna", "c1", 4), voted("ben", "c2", 5), voted("anna", "c3", 6)]
    assert rules([*acts, voted("chie", "c4", refused="poll-not-open")], ledger) == []


def test_an_acknowledgement_without_an_entry_is_found() -> None:
    assert "I1" in rules([voted("anna", "c1", 4)], Ledger(written()))


def test_an_acknowledgement_of_another_place_is_found() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v2", "c2")))
    assert "I1" in rules([voted("anna", "c1", 5)], ledger)


def test_an_acknowledged_command_that_took_effect_twice_is_found() -> None:
    # Under two pseudonyms, as two workers with different keys would write it.
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v2", "c1")))
    assert "I1" in rules([voted("anna", "c1", 4)], ledger)


def test_a_repeated_entry_that_the_fold_ignores_is_no_violation() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v1", "c1"), CLOSE))
    assert rules([voted("anna", "c1", 4, sendings=2)], ledger) == []


def test_an_acknowledged_command_that_the_fold_refused_is_found() -> None:
    ledger = Ledger(written(ballot("v1", "c1", "no-such-option")))
    assert "I1" in rules([voted("anna", "c1", 4)], ledger)


def test_an_unacknowledged_command_may_be_there_once_but_not_twice() -> None:
    once = Ledger(written(ballot("v1", "c1")))
    assert rules([voted("anna", "c1")], once) == []
    twice = Ledger(written(ballot("v1", "c1"), ballot("v2", "c1")))
    assert rules([voted("anna", "c1")], twice) == ["I2"]


def test_a_refused_command_that_took_effect_is_found_unless_an_earlier_sending_may_have_done_it() -> None:
    ledger = Ledger(written(ballot("v1", "c1")))
    assert rules([voted("anna", "c1", refused="slow-down")], ledger) == ["I2"]
    assert rules([voted("anna", "c1", refused="poll-not-open", sendings=2)], ledger) == []


def test_an_acknowledged_ballot_after_the_close_is_found() -> None:
    ledger = Ledger(written(CLOSE, ballot("v1", "c1")))
    assert rules([voted("anna", "c1", 5)], ledger) == ["I1", "I3"]


@pytest.mark.parametrize("wrong", [{"voters": 3}, {"tally": {"a": 2}}, {"tally": {"a": 1, "b": 2}}])
def test_a_tally_that_is_not_that_of_the_ballots_is_found(wrong: dict[str, object]) -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v2", "c2"), ballot("v1", "c3", "b"), CLOSE))
    assert ledger.state.boxes[POLL].tally == {"a": 1, "b": 1}
    ledger.state.boxes[POLL] = msgspec.structs.replace(ledger.state.boxes[POLL], **wrong)
    assert rules([], ledger) == ["I3"]


def test_a_ballot_that_comes_after_the_close_does_not_count() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), CLOSE, ballot("v2", "c2")))
    assert ledger.state.boxes[POLL].voters == 1
    assert rules([voted("anna", "c1", 4), voted("ben", "c2", refused="poll-not-open")], ledger) == []


def test_a_phone_that_was_two_voters_is_found() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v2", "c2"), CLOSE))
    assert rules([voted("anna", "c1", 4), voted("anna", "c2", 5)], ledger) == ["I3"]


def test_two_phones_that_were_one_voter_are_found() -> None:
    ledger = Ledger(written(ballot("v1", "c1"), ballot("v1", "c2"), CLOSE))
    assert rules([voted("anna", "c1", 4), voted("ben", "c2", 5)], ledger) == ["I3"]


def test_acknowledgements_that_were_cut_off_are_told_from_those_that_stand() -> None:
    before = Ledger(written(ballot("v1", "c1"), ballot("v2", "c2"), ballot("v3", "c3")))
    after = Ledger(written(ballot("v1", "c1"), ballot("v4", "c4")))
    cut = [voted("ben", "c2", 5), voted("chie", "c3", 6)]
    standing = [voted("anna", "c1", 4), voted("dan", "c4", 5)]
    assert lost_acknowledgements([*standing, *cut], before, after) == cut
    assert rules(standing, after) == []


def test_workers_that_agree_with_the_log_are_no_violation() -> None:
    ledger = Ledger(written(ballot("v1", "c1")))
    worker = Seen("w1", 4, projectors(ledger.state), ledger.digest)
    assert check_workers([worker, worker], ledger) == []


def test_a_worker_that_is_behind_or_has_diverged_is_found() -> None:
    ledger, elsewhere = Ledger(written(ballot("v1", "c1"))), Ledger(written())
    right = projectors(ledger.state)
    workers = {
        "behind": Seen("behind", 3, right, ledger.digest),
        "diverged": Seen("diverged", 4, right, elsewhere.digest),
        "shows": Seen("shows", 4, projectors(elsewhere.state), ledger.digest),
    }
    for name, worker in workers.items():
        assert [found.rule for found in check_workers([worker], ledger)] == ["I5"], name
