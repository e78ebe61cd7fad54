"""The polls of a session with their results, which the desk always sees."""

from moderation.polls import Phase
from server.room.programme import Poll, Session
from server.room.state import State
from server.room.wording import Text
from server.views.common import Bar, Count, bars, voters
from server.views.part import Listing, Part


class DeskTally(Listing, frozen=True):
    """The bars of one poll."""

    items: tuple[Bar, ...] = ()


class DeskPoll(Part, frozen=True):
    """A poll with its results; `on_screen`: the projector shows it now."""

    poll: str
    text: Text
    phase: Phase
    revealed: bool
    on_screen: bool
    turnout: Count
    tally: DeskTally


class DeskPolls(Listing, frozen=True):
    """The polls of the session."""

    items: tuple[DeskPoll, ...] = ()


def polls(state: State, hall: str, session: Session | None) -> DeskPolls:
    """The polls of a session."""
    planned = session.polls if session else ()
    return DeskPolls("desk-polls", tuple(_poll(state, hall, one) for one in planned))


def _poll(state: State, hall: str, poll: Poll) -> DeskPoll:
    record, scene = state.polls[poll.id], state.halls[hall].scene
    return DeskPoll(
        id=f"poll-{poll.id}",
        poll=poll.id,
        text=poll.text,
        phase=record.phase,
        revealed=record.revealed,
        on_screen=scene.kind == "poll" and scene.poll == poll.id,
        turnout=Count(f"pn-{poll.id}", voters(state, poll.id)),
        tally=DeskTally(f"pt-{poll.id}", bars(state, poll, "pb")),
    )
