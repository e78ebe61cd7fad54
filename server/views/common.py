"""Parts and readings of the state that several views share."""

from typing import Literal

from moderation.polls import Phase
from server.room.programme import Poll, Session
from server.room.state import Hall, State
from server.room.wording import Text
from server.views.part import Part, Wording, said

Asked = Literal["prepared", "audience"]


class Count(Part, frozen=True):
    """A number that changes often and is swapped alone."""

    n: int


class Clock(Part, frozen=True):
    """A countdown; running, it ends at `ends_at` (Unix ms, server's clock), paused, `left` ms remain."""

    total: int = 0
    ends_at: int = 0
    left: int = 0
    state: Literal["none", "running", "paused"] = "none"


class Bar(Part, frozen=True):
    """One option of a poll with its result; `share` is in whole percent of the voters."""

    text: Text
    votes: int
    share: int


def clock(id: str, hall: Hall) -> Clock:
    """The countdown of a hall."""
    timer = hall.timer
    if timer is None:
        return Clock(id)
    return Clock(id, timer.total, timer.ends_at, timer.left, "running" if timer.running else "paused")


def current_session(state: State, hall: str) -> Session | None:
    """The session that is live in a hall."""
    record = state.halls.get(hall)
    return state.planned_session(record.session) if record else None


def wording_of(state: State, question: str) -> tuple[Wording, Asked] | None:
    """The words of a question, prepared or asked, and which of the two it is."""
    if prepared := state.prepared(question):
        return Wording(prepared[1].text), "prepared"
    asked = state.questions.get(question)
    return (said(asked.language, asked.text), "audience") if asked else None


def bars(state: State, poll: Poll, prefix: str) -> tuple[Bar, ...]:
    """The results of a poll in the order of its options."""
    box = state.boxes.get(poll.id)
    votes = [box.tally.get(option.id, 0) if box else 0 for option in poll.options]
    voters = box.voters if box else 0
    return tuple(
        Bar(f"{prefix}-{poll.id}_{option.id}", option.text, n, round(100 * n / voters) if voters else 0)
        for option, n in zip(poll.options, votes, strict=True)
    )


def voters(state: State, poll: str) -> int:
    """How many people have a ballot in this poll."""
    box = state.boxes.get(poll)
    return box.voters if box else 0


def newest_poll(state: State, session: Session) -> Poll | None:
    """The poll that phones show: an open one, else the one on the screen, else the last that was held."""
    held = [poll for poll in session.polls if state.polls[poll.id].phase is not Phase.DRAFT]
    hall = state.halls.get(session.hall)
    on_screen = [poll for poll in held if hall and hall.scene.poll == poll.id]
    open_ = [poll for poll in held if state.polls[poll.id].phase is Phase.OPEN]
    found = [poll for poll in on_screen if poll in open_] or open_ or on_screen or held
    return found[-1] if found else None
