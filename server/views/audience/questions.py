"""The published questions as phones list them, and how one asks."""

from collections import Counter
from heapq import nsmallest

from moderation.status import VISIBLE, ReviewMode, Status
from server.room.programme import Session
from server.room.state import Question, State
from server.views.common import Count, by_rank, reading, reply_in, votes_for
from server.views.part import Listing, Part, Wording

SHOWN = 100
SECOND = 1000  # milliseconds

# A tuple finds a member by identity, a set would hash each status of a full hall at every tick.
_SEEN = tuple(VISIBLE)


class Card(Part, frozen=True):
    """A published question in the list.

    `asked_at` is exact to the second, and for those of one second a millisecond more for each, for the recent
    order: a number would tell by its gaps how many wait. `reworded`: these are no longer its author's own
    words. `reply` is for everybody.
    """

    question: str
    wording: Wording
    name: str
    status: Status
    asked_at: int
    votes: Count
    pinned: bool = False
    reworded: bool = False
    reply: Wording | None = None


class More(Part, frozen=True):
    """How many questions with less support are not sent to phones."""

    n: int = 0


class Questions(Listing, frozen=True):
    """The published questions, those that are pinned first and the most supported before others."""

    items: tuple[Card, ...] = ()
    more: More = More("more-questions")


class Asking(Part, frozen=True):
    """Whether and how questions are taken now; the form itself never moves.

    Each person may ask one question in `pace` seconds and `each` in all, 0 for no limit.
    """

    session: str = ""
    mode: ReviewMode = ReviewMode.CLOSED
    pace: int = 0
    each: int = 0


def questions(state: State, session: Session | None) -> Questions:
    """The questions of a session that the hall may read."""
    if session is None:
        return Questions("questions")
    asked = [one for one in state.questions.values() if one.session == session.id]
    visible = [one for one in asked if state.standings[one.id].status in _SEEN]
    shown = nsmallest(SHOWN, visible, key=by_rank(state))
    asked_at = _to_the_second(shown)
    cards = tuple(_card(state, one, asked_at[one.id]) for one in shown)
    return Questions("questions", cards, More("more-questions", len(visible) - len(shown)))


def _to_the_second(shown: list[Question]) -> dict[str, int]:
    """When these were asked, in their order; the second of those that nobody may see is not taken up."""
    moments: dict[str, int] = {}
    taken: Counter[int] = Counter()
    for one in sorted(shown, key=lambda question: question.number):
        second = one.asked_at // SECOND
        moments[one.id] = second * SECOND + taken[second]
        taken[second] += 1
    return moments


def _card(state: State, question: Question, asked_at: int) -> Card:
    care = state.care(question.id)
    return Card(
        id=f"q-{question.id}",
        question=question.id,
        wording=reading(state, question.id),
        name=question.name,
        status=state.standings[question.id].status,
        asked_at=asked_at,
        votes=Count(f"n-{question.id}", votes_for(state, question)),
        pinned=care.pinned,
        reworded=bool(state.edition(question.id).text),
        reply=reply_in(care),
    )


def asking(state: State, session: Session | None) -> Asking:
    """How questions are taken in a session."""
    if session is None:
        return Asking("asking")
    record = state.sessions[session.id]
    return Asking("asking", session.id, record.mode, record.pace, record.each)
