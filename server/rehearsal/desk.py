"""What a simulated moderator sees at the desk, and what is done there next."""

import random
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

APPROVED_AT_ONCE = 4
DISMISSED = 0.08
SHORTEST, LONGEST = 4.0, 30.0  # seconds between two acts


class _Session(msgspec.Struct):
    session: str
    phase: str


class _Question(msgspec.Struct):
    question: str
    status: str


class _Poll(msgspec.Struct):
    poll: str
    phase: str


class _Sessions(msgspec.Struct):
    items: list[_Session]


class _Questions(msgspec.Struct):
    items: list[_Question]


class _Polls(msgspec.Struct):
    items: list[_Poll]


class Desk(msgspec.Struct):
    """The desk of one hall, as far as it matters here."""

    sessions: _Sessions
    pending: _Questions
    live: _Questions
    prepared: _Questions
    polls: _Polls

    @property
    def live_session(self) -> str:
        """The session that is live, if one is."""
        return next((one.session for one in self.sessions.items if one.phase == "live"), "")


class Step(NamedTuple):
    """A command of the desk and what it is about."""

    do: str
    fields: dict[str, str]


def review(desk: Desk, chance: random.Random) -> Iterator[Step]:
    """Some of the questions that wait are approved, and a few are not retained."""
    for one in desk.pending.items[:APPROVED_AT_ONCE]:
        yield Step("dismiss" if chance.random() < DISMISSED else "approve", {"question": one.question})


def begin(desk: Desk) -> Iterator[Step]:
    """The next session that was not held yet."""
    planned = [one.session for one in desk.sessions.items if one.phase == "planned"]
    yield from (Step("start-session", {"session": session}) for session in planned[:1])


def act(desk: Desk, number: int) -> Iterator[Step]:
    """What comes next: a prepared question, a poll, its result, a question of the audience; and again."""
    if not desk.live_session:
        yield from begin(desk)
    elif number % 4 == 0:
        planned = [one.question for one in desk.prepared.items if one.status == "planned"]
        yield from (Step("stage", {"question": question}) for question in planned[:1])
    elif number % 4 == 1:
        drafts = [one.poll for one in desk.polls.items if one.phase == "draft"]
        yield from (Step("open-poll", {"poll": poll}) for poll in drafts[:1])
        if not drafts:
            yield from begin(desk)
    elif number % 4 == 2:
        for one in desk.polls.items:
            if one.phase == "open":
                yield Step("close-poll", {"poll": one.poll})
                yield Step("reveal-poll", {"poll": one.poll})
    else:
        yield from _from_audience(desk)


def _from_audience(desk: Desk) -> Iterator[Step]:
    for status, do in (("on_stage", "answer"), ("live", "stage")):
        found = [one.question for one in desk.live.items if one.status == status]
        yield from (Step(do, {"question": question}) for question in found[:1])


def pause(desk: Desk, seconds: float) -> float:
    """How long to wait between two acts, for those of all sessions that are left to fit into the time."""
    sessions = sum(one.phase != "ended" for one in desk.sessions.items)
    acts = max(4, 4 * len(desk.polls.items)) * max(1, sessions)
    return min(max(seconds / (acts + 1), SHORTEST), LONGEST)
