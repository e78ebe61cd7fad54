"""Parts and readings of the state that several views share."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from moderation.polls import Phase
from moderation.status import Status
from server.room.programme import Poll, Session
from server.room.reading import supporters, worded
from server.room.records import Care
from server.room.state import Hall, Question, State
from server.room.wording import LANGUAGES, Text
from server.views.part import Part, Wording, said

Asked = Literal["prepared", "audience"]
Rank: TypeAlias = tuple[bool, bool, int, int]


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
    if state.prepared(question):
        return reading(state, question), "prepared"
    return (reading(state, question), "audience") if question in state.questions else None


def reading(state: State, question: str) -> Wording:
    """How a question is read now; a prepared one was written in all its languages but those of a machine."""
    asked = state.questions.get(question)
    # Most questions of a full hall are as they were asked, and all of them may be read at every tick.
    if asked and question not in state.editions:
        return said(asked.language, asked.text)
    found = worded(state, question)
    return Wording(found.text, found.original if asked or found.machine else "", found.machine)


def languages_of_hall(state: State) -> tuple[str, ...]:
    """The two languages that the hall reads side by side."""
    return state.programme.languages if state.programme else LANGUAGES[:2]


def missing_in(wording: Wording, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these languages in which something does not exist yet."""
    return tuple(lang for lang in languages if not wording.text.in_(lang))


def read_aloud(wording: Wording, pair: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in which the hall reads a question: its own two, the original first.

    An original that is not one of them gives way once people have put it into both.
    """
    own = [lang for lang in pair if wording.text.in_(lang)]
    sure = [lang for lang in own if lang not in wording.machine]
    original = wording.original or next(iter(sure or wording.text.languages()), "")
    if original in own or len(sure) < len(pair):
        return tuple(dict.fromkeys((original, *own)))
    return tuple(own)


def reply_in(care: Care) -> Wording | None:
    """What was answered in writing, for everybody to read."""
    return said(care.reply.language, care.reply.text) if care.reply else None


def votes_for(state: State, question: Question) -> int:
    """How many people support a question, or one that was merged with it."""
    merged = state.standings[question.id].merged
    return supporters(state, question.id) if merged else len(question.upvoters)


def by_rank(state: State) -> Callable[[Question], Rank]:
    """The order of the hall's questions: what is pinned, what has most support, the oldest of equals.

    Those that were answered come after those that were not.
    """
    pinned = {id for id, care in state.cares.items() if care.pinned}
    standings = state.standings

    def rank(one: Question) -> Rank:
        id = one.id
        standing = standings[id]
        votes = supporters(state, id) if standing.merged else len(one.upvoters)
        return (id not in pinned, standing.status is Status.ANSWERED, -votes, one.asked_at)

    return rank


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
