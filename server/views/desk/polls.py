"""The polls of a session with their results, which the desk always sees."""

from moderation.polls import Electorate, Phase, worth_a_warning
from server.room.cleansing import is_uncleansed
from server.room.electorate import electorate
from server.room.programme import Poll, Session
from server.room.state import State
from server.room.wording import Text
from server.views.common import Bar, Count, bars, voters
from server.views.part import Listing, Part


class DeskTally(Listing, frozen=True):
    """The bars of one poll."""

    items: tuple[Bar, ...] = ()


class DeskStrangers(Part, frozen=True):
    """Why the turnout may be more than the hall: voters who came late, or were never connected; 0 if few."""

    voters: int = 0
    late: int = 0
    unseen: int = 0


class DeskPoll(Part, frozen=True):
    """A poll with its results and who may vote in it; `on_screen`: the projector shows it now.

    `in_the_log`: it is closed, and each of its ballots is still in the log for itself.
    """

    poll: str
    text: Text
    phase: Phase
    revealed: bool
    on_screen: bool
    may_vote: Electorate
    turnout: Count
    strangers: DeskStrangers
    tally: DeskTally
    in_the_log: bool = False


class DeskPolls(Listing, frozen=True):
    """The polls of the session."""

    items: tuple[DeskPoll, ...] = ()


def polls(state: State, hall: str, session: Session | None) -> DeskPolls:
    """The polls of a session."""
    planned = session.polls if session else ()
    return DeskPolls("desk-polls", tuple(_poll(state, hall, one) for one in planned))


def strangers(state: State, poll: str, part: str) -> DeskStrangers:
    """Those of a poll's voters that whoever reads the turnout should hear of."""
    box = state.boxes.get(poll)
    if box is None:
        return DeskStrangers(part)
    late, unseen = (
        count if worth_a_warning(count, box.voters) else 0 for count in (box.late_voters, box.unseen_voters)
    )
    return DeskStrangers(part, box.voters if late or unseen else 0, late, unseen)


def _poll(state: State, hall: str, poll: Poll) -> DeskPoll:
    record, scene = state.polls[poll.id], state.halls[hall].scene
    return DeskPoll(
        id=f"poll-{poll.id}",
        poll=poll.id,
        text=poll.text,
        phase=record.phase,
        revealed=record.revealed,
        on_screen=scene.kind == "poll" and scene.poll == poll.id,
        may_vote=electorate(state, poll.id),
        turnout=Count(f"pn-{poll.id}", voters(state, poll.id)),
        strangers=strangers(state, poll.id, f"ps-{poll.id}"),
        tally=DeskTally(f"pt-{poll.id}", bars(state, poll, "pb")),
        in_the_log=is_uncleansed(state, poll.id) and voters(state, poll.id) > 0,
    )
