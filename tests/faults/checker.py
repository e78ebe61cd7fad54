"""The history checker: what phones, screens and workers saw, held against the log that storage has.

I1  An acknowledged command took effect at the acknowledged place, and nowhere else. Entries may carry its
    id more than once, because a phone sends again what was not answered and another worker writes it down
    again: what counts is the entry to which the fold gives effect. A ballot that is sent again after the
    close is acknowledged at the outcome's place, whatever its own.
I2  A command without acknowledgement took effect at most once; one that was refused at its only sending,
    never.
I3  A closed poll has one ballot for each voter: the last valid one between its opening and its close, in
    the order of the log. Every acknowledged ballot stands in between, one phone is one voter, and two
    phones are two.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from moderation.polls import valid_choice
from server.room.base import Stamp
from server.room.polls import BallotCast
from tests.faults.history import Act
from tests.faults.ledger import Ledger

MOST_TOLD = 12


class Violation(NamedTuple):
    """Which rule was broken, and how."""

    rule: str
    what: str


def require_none(found: Sequence[Violation]) -> None:
    """Fail if there are any, and say which."""
    told = "\n".join(f"{rule}: {what}" for rule, what in found[:MOST_TOLD])
    assert not found, f"{len(found)} violations\n{told}"


def check_commands(acts: Iterable[Act], ledger: Ledger) -> list[Violation]:
    """I1 and I2."""
    return [violation for act in acts for violation in _of_command(act, ledger)]


def _of_command(act: Act, ledger: Ledger) -> Iterator[Violation]:
    effects = ledger.effects.get(act.id, [])
    if act.seq and effects != [ledger.place_of(act)]:
        yield Violation("I1", f"{act.op} {act.id} was acknowledged as {act.seq}, took effect at {effects}")
    if not act.seq and len(effects) > 1:
        yield Violation("I2", f"{act.op} {act.id} was never acknowledged, took effect at {effects}")
    if act.refused and act.sendings == 1 and effects:
        yield Violation("I2", f"{act.op} {act.id} was refused ({act.refused}), took effect at {effects}")


def lost_acknowledgements(acts: Iterable[Act], before: Ledger, after: Ledger) -> list[Act]:
    """The acts whose acknowledged entry was in the log once and was cut off it later."""
    kept = after.kept_of(before)
    return [act for act in acts if act.seq > kept and act.seq in before.effects.get(act.id, ())]


def check_polls(acts: Iterable[Act], ledger: Ledger) -> list[Violation]:
    """I3."""
    ballots = [act for act in acts if act.op == "vote" and act.seq]
    found = [violation for poll in ledger.closed for violation in _of_tally(poll, ledger)]
    found += [violation for act in ballots for violation in _of_ballot(act, ledger)]
    return found + list(_of_voters(ballots, ledger))


def _of_tally(poll: str, ledger: Ledger) -> Iterator[Violation]:
    ballots = _ballots_at_the_close(poll, ledger)
    counted = Counter(option for choice in ballots.values() for option in choice)
    box = ledger.state.boxes[poll]
    if box.voters != len(ballots):
        yield Violation("I3", f"{poll} counts {box.voters} voters, the log has {len(ballots)}")
    if +Counter(box.tally) != counted:
        yield Violation("I3", f"{poll} counts {dict(box.tally)}, the log has {dict(counted)}")


def _ballots_at_the_close(poll: str, ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Each voter's last ballot, by the order of the log alone: the fold's own judgement is not asked."""
    planned = ledger.state.planned_poll(poll)
    if planned is None:
        raise LookupError(f"{poll} is no longer planned: its ballots cannot be judged again")
    one, options = planned[1], [option.id for option in planned[1].options]
    seen: set[tuple[str, str]] = set()
    ballots: dict[str, tuple[str, ...]] = {}
    for entry in ledger.entries[ledger.opened[poll] : ledger.closed[poll] - 1]:
        stamp, event = entry.stamp, entry.event
        if not isinstance(event, BallotCast) or event.poll != poll or _is_repeated(stamp, seen):
            continue
        if valid_choice(one.kind, options, one.at_most, event.choice):
            ballots[stamp.by] = event.choice
    return ballots


def _is_repeated(stamp: Stamp, seen: set[tuple[str, str]]) -> bool:
    """Whether this voter's command has stood in the log before; what has no id never counts as repeated."""
    if not stamp.command:
        return False
    repeated = (stamp.by, stamp.command) in seen
    seen.add((stamp.by, stamp.command))
    return repeated


def _of_ballot(act: Act, ledger: Ledger) -> Iterator[Violation]:
    opened = ledger.opened.get(act.poll, ledger.head)
    closed = ledger.closed.get(act.poll, ledger.head + 1)
    if not opened < ledger.place_of(act) < closed:
        yield Violation(
            "I3", f"ballot {act.id} was acknowledged as {act.seq}: {act.poll} was open {opened}–{closed}"
        )


def _of_voters(ballots: Iterable[Act], ledger: Ledger) -> Iterator[Violation]:
    voters: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    phones: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for act in ballots:
        if act.seq <= ledger.head:
            voter = ledger.entries[ledger.place_of(act) - 1].stamp.by
            voters[act.poll, act.by].add(voter)
            phones[act.poll, voter].add(act.by)
    for (poll, phone), several in voters.items():
        if len(several) > 1:
            yield Violation("I3", f"in {poll} the phone {phone} was {len(several)} voters")
    for (poll, voter), several in phones.items():
        if len(several) > 1:
            yield Violation("I3", f"in {poll} the voter {voter} was {len(several)} phones")
