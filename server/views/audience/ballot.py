"""The poll that a phone shows: open, with its results, or none."""

from typing import Literal

from moderation.polls import Electorate, Phase
from server.room.electorate import electorate
from server.room.programme import Poll, Session
from server.room.state import State
from server.room.wording import Text
from server.views.common import Bar, Count, bars, newest_poll, voters
from server.views.part import Listing, Part


class Choice(Part, frozen=True):
    """One option that can be chosen."""

    option: str
    text: Text


class Ballot(Part, frozen=True):
    """The open poll, the results if they may be seen, or nothing (`phase` draft)."""

    turnout: Count
    poll: str = ""
    text: Text = Text()
    phase: Phase = Phase.DRAFT
    kind: Literal["single", "multiple"] = "single"
    at_most: int = 0
    may_vote: Electorate = "everyone"
    choices: tuple[Choice, ...] = ()
    results: "Results | None" = None


class Results(Listing, frozen=True):
    """Bars, as text too."""

    items: tuple[Bar, ...] = ()


def ballot(state: State, session: Session | None) -> Ballot:
    """The poll of a session that phones show."""
    poll = newest_poll(state, session) if session else None
    if poll is None:
        return Ballot("ballot", Count("turnout", 0))
    record = state.polls[poll.id]
    return Ballot(
        id="ballot",
        turnout=Count("turnout", voters(state, poll.id)),
        poll=poll.id,
        text=poll.text,
        phase=record.phase,
        kind=poll.kind,
        at_most=poll.at_most,
        may_vote=electorate(state, poll.id),
        choices=_choices(poll),
        results=Results("results", bars(state, poll, "bar")) if record.revealed else None,
    )


def _choices(poll: Poll) -> tuple[Choice, ...]:
    return tuple(Choice(f"choice-{poll.id}_{one.id}", one.id, one.text) for one in poll.options)
