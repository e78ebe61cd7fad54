"""Attacks on a log: by time, by neighbours, by what somebody saw, by command ids, by lengths."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from tests.secrecy.chance import Guesses
from tests.secrecy.evidence import Evidence
from tests.secrecy.lines import Line, ballots, final, known
from tests.secrecy.matching import Pair, nearest
from tests.secrecy.poll import OPTIONS, Group

# Milliseconds: what a phone sends in one go, and how exactly somebody in the hall sees when a phone votes.
AT_ONCE, SEEN_WITHIN = 40, 250
HEX_IDS = 32


def by_time(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """The ballot whose time is next to that of something else that somebody did, a first visit included."""
    votes = ballots(lines)
    acts = [(line.by, line.at) for line in known(lines, (person.actor for person in evidence.people))]
    acts += [(person.actor, person.since) for person in evidence.people]
    return _named(votes, _close(((who, at, AT_ONCE) for who, at in acts), [vote.at for vote in votes]))


def by_neighbour(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """The ballot that stands next to something else that somebody did; of two, the nearer in time."""
    votes = ballots(lines)
    return _named(
        votes,
        nearest(
            Pair(abs(act.at - vote.at), act.by, number)
            for act in known(lines, (person.actor for person in evidence.people))
            for number, vote in enumerate(votes)
            if abs(act.place - vote.place) == 1
        ),
    )


def by_sight(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """The ballot at the moment at which somebody was seen to vote."""
    votes = ballots(lines)
    seen = ((person.actor, at, SEEN_WITHIN) for person in evidence.people for at in person.voted[-1:])
    return _named(votes, _close(seen, [vote.at for vote in votes]))


def by_turn(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """The n-th ballot is that of whoever was the n-th to vote."""
    votes = ballots(lines)
    return _named(votes, _turns(evidence, votes))


def by_length(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """A longer ballot holds a longer choice, even where it cannot be read; who cast it is known by its turn.

    Phones with scripts and without have ids of different lengths: each kind is measured by itself.
    """
    votes, guesses = ballots(lines), dict[str, str]()
    turns = _turns(evidence, votes)
    for without in (True, False):
        sizes = {
            person.actor: votes[turns[person.actor]].size
            for person in evidence.people
            if (person.group is Group.WITHOUT_SCRIPTS) is without and person.actor in turns
        }
        guesses |= _measured(sizes)
    return guesses


def by_known_id(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """The ballot under an id that somebody's phone remembers."""
    votes = ballots(lines)
    chosen = dict(zip((vote.id for vote in votes), final(votes), strict=True))
    return {
        person.actor: chosen[id]
        for person in evidence.people
        for id in person.ids
        if chosen.get(id) in evidence.tally
    }


def by_form_of_id(evidence: Evidence, lines: Sequence[Line]) -> Guesses:
    """Phones without scripts have no ids of their own: what most of those chose who have none, they chose."""
    votes = [vote for vote in ballots(lines) if vote.choice and vote.id]
    tallies: defaultdict[bool, Counter[str]] = defaultdict(Counter)
    last = {
        vote.by: (len(vote.id) == HEX_IDS, choice) for vote, choice in zip(votes, final(votes), strict=True)
    }
    for has_script, choice in last.values():
        tallies[has_script][choice] += 1
    if len(tallies) < 2:
        return {}
    (likely, _), *_ = tallies[False].most_common(1)
    return {person.actor: likely for person in evidence.people if person.group is Group.WITHOUT_SCRIPTS}


def _close(acts: Iterable[tuple[str, int, int]], places: Sequence[int]) -> dict[str, int]:
    """Who acted at most so far from which of these places."""
    return nearest(
        Pair(abs(at - place), who, number)
        for who, at, within in acts
        for number, place in enumerate(places)
        if abs(at - place) <= within
    )


def _turns(evidence: Evidence, votes: Sequence[Line]) -> dict[str, int]:
    """By person, the number of the ballot that they cast last, when all were seen to vote in this order."""
    seen = sorted((at, person.actor) for person in evidence.people for at in person.voted)
    return {actor: number for number, (_, actor) in enumerate(seen[: len(votes)])}


def _measured(sizes: dict[str, int]) -> Guesses:
    """What people chose, if the sizes of their ballots differ as the options' lengths do."""
    lengths = {len(option): option for option in OPTIONS}
    if len(set(sizes.values())) < 2:
        return {}
    bases = {size - length for size in sizes.values() for length in lengths}
    base = max(sorted(bases), key=lambda base: sum(size - base in lengths for size in sizes.values()))
    return {who: lengths[size - base] for who, size in sizes.items() if size - base in lengths}


def _named(votes: Sequence[Line], numbers: dict[str, int]) -> Guesses:
    chosen = final(votes)
    return {person: chosen[number] for person, number in numbers.items() if chosen[number]}


LOG_ATTACKS: tuple[Callable[[Evidence, Sequence[Line]], Guesses], ...] = (
    by_time,
    by_neighbour,
    by_sight,
    by_turn,
    by_length,
    by_known_id,
    by_form_of_id,
)
