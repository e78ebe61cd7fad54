"""A running meeting: from a command to every screen, with the clock ticking."""

import pytest

from moderation.status import ReviewMode
from server.live.writer import Accepted
from server.room.base import Actor, Command
from server.room.polls import OpenPoll, Vote
from server.room.questions import Ask
from server.room.screen import Blank, Stage, Unstage
from server.room.sessions import SetReviewMode, StartSession
from server.room.support import Upvote
from server.room.translations import Translate
from server.room.triage import Approve, Dismiss, Erase
from server.room.undo import Undo
from tests.live.hall import Meeting, Screen, seated
from tests.room.given import ANNA, BEN, MO, Q1

SCREEN = Actor("screen", "projector")


def sits(meeting: Meeting, view: str = "audience", by: Actor = ANNA) -> Screen:
    """Somebody comes with the newest page."""
    seat, screen = seated(view, by)
    meeting.runtime.sit(seat, meeting.runtime.page(view, "main", fresh=True).version)
    return screen


def arrived(messages: list[str], *words: str) -> bool:
    return any(all(word in message for word in words) for message in messages)


async def test_a_question_goes_from_a_phone_to_every_screen(meeting: Meeting) -> None:
    phone, desk = sits(meeting, by=BEN), sits(meeting, "desk", MO)
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    await phone.until(lambda: arrived(phone.pushed, "Why so late?"))
    await desk.until(lambda: arrived(desk.pushed, "Why so late?"))


async def test_a_command_reaches_the_projector(meeting: Meeting) -> None:
    projector = sits(meeting, "projector", SCREEN)
    await meeting.done(Blank("main"))
    await projector.until(lambda: arrived(projector.pushed, "dark:"))


async def test_my_question_and_its_life_are_told_to_me(meeting: Meeting) -> None:
    await meeting.done(SetReviewMode("rt1", ReviewMode.REVIEW))
    anna, ben = sits(meeting, by=ANNA), sits(meeting, by=BEN)
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    await anna.until(lambda: arrived(anna.said, "Why so late?"))
    anna.clear()
    await meeting.done(Dismiss(Q1, "Asked before"))
    await anna.until(lambda: arrived(anna.said, "Asked before"))
    assert not arrived(ben.said + ben.pushed, "Why so late?")
    assert not arrived(ben.said + ben.pushed, "Asked before")


@pytest.mark.parametrize("after", [Stage("rt1-q1"), Unstage("main")])
async def test_an_author_is_told_that_their_question_has_left_the_stage(
    meeting: Meeting, after: Command
) -> None:
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    await meeting.done(Stage(Q1))
    anna = sits(meeting, by=ANNA)
    await anna.until(lambda: arrived(anna.said, "Why so late?", "stack on_stage"))
    anna.clear()
    await meeting.done(after)
    await anna.until(lambda: arrived(anna.said, "Why so late?"))
    assert not arrived(anna.said, "stack on_stage")


async def test_a_translator_is_told_what_their_undo_would_take_back_and_no_other(meeting: Meeting) -> None:
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    translator, other = (Actor(f"translator-{one}", "translator") for one in "ab")
    mine, theirs = sits(meeting, "translate", translator), sits(meeting, "translate", other)
    await meeting.done(Translate(Q1, "ja", "なぜ"), by=translator)
    await mine.until(lambda: arrived(mine.said, "undoable", "Traduction modifiée"))
    mine.clear()
    await meeting.done(Undo(), by=translator)
    await mine.until(lambda: arrived(mine.said, "undoable"))
    assert not arrived(mine.said + theirs.said, "Traduction modifiée")


async def test_my_ballot_is_told_to_me_and_to_nobody_else(meeting: Meeting) -> None:
    anna, ben = sits(meeting, by=ANNA), sits(meeting, by=BEN)
    await meeting.done(OpenPoll("rt1-p1"))
    await anna.until(lambda: bool(anna.said))
    await meeting.done(Vote("rt1-p1", ("b",)), by=ANNA)
    await anna.until(lambda: arrived(anna.said, "rt1-p1:b"))
    assert not arrived(ben.said, "rt1-p1:b")


async def test_what_i_support_is_told_to_me(meeting: Meeting) -> None:
    await meeting.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    ben = sits(meeting, by=BEN)
    await ben.until(lambda: bool(ben.said))
    await meeting.done(Upvote(Q1), by=BEN)
    await ben.until(lambda: arrived(ben.said, "data-upvoted", Q1))


async def test_an_erased_question_leaves_the_author_s_part_too(meeting: Meeting) -> None:
    anna = sits(meeting)
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    await anna.until(lambda: arrived(anna.said, "Why so late?"))
    anna.clear()
    await meeting.done(Erase(Q1))
    await anna.until(lambda: bool(anna.said))
    assert not arrived(anna.said[-1:], "Why so late?")


async def test_a_new_session_changes_everybody_s_part(meeting: Meeting) -> None:
    await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
    anna = sits(meeting)
    await anna.until(lambda: arrived(anna.said, "Why so late?"))
    anna.clear()
    await meeting.done(StartSession("rt2"))
    await anna.until(lambda: bool(anna.said))
    assert not arrived(anna.said, "Why so late?")


async def test_the_end_tells_every_screen_to_come_back(meeting: Meeting) -> None:
    screens = [sits(meeting), sits(meeting, "desk", MO)]
    await meeting.runtime.close()
    assert [screen.codes for screen in screens] == [[1012], [1012]]


async def test_a_tick_that_fails_is_not_the_last(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = sits(meeting)
    await anna.until(lambda: bool(anna.said))

    async def broken() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as breaking:
        breaking.setattr(meeting.runtime._screens, "send_personal", broken)
        await meeting.done(Ask(Q1, "rt1", "Why so late?"), by=ANNA)
        await anna.until(lambda: arrived(anna.pushed, "Why so late?"))
    await anna.until(lambda: arrived(anna.said, "Why so late?"))


async def test_a_repeated_approval_is_answered_like_the_first(meeting: Meeting) -> None:
    await meeting.done(SetReviewMode("rt1", ReviewMode.REVIEW))
    await meeting.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    first = await meeting.do(Approve(Q1), MO, "m" * 16)
    assert isinstance(first, Accepted)
    assert await meeting.do(Approve(Q1), MO, "m" * 16) == first
