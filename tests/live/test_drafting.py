"""Drafts by a machine: asked for when a question is published, never in anybody's way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from moderation.status import ReviewMode
from server.live.drafting import MachineAway, MachineUnable, lacking
from server.room.conduct import Mute
from server.room.questions import Ask
from server.room.reading import worded
from server.room.rewording import Reword
from server.room.screen import Stage
from server.room.sessions import SetReviewMode
from server.room.support import Upvote
from server.room.translations import DropTranslation, Translate
from server.room.triage import Approve
from server.room.wording import Text
from tests.live.hall import PATIENCE, Meeting
from tests.room.given import ANNA, BEN, Q1, Q2, Q3


class Robot:
    """A machine that puts a text between brackets, or does what a test wants it to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.trouble: list[Exception] = []
        self.free = asyncio.Event()
        self.free.set()

    async def translate(self, text: str, source: str, target: str) -> str:
        self.asked.append((text, source, target))
        await self.free.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        return f"<{target}: {text}>"


@pytest.fixture
async def robot(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Robot]:
    """A machine that drafts for the meeting, and rests for a moment only."""
    monkeypatch.setattr("server.live.drafting.REST", 0.01)
    robot = Robot()
    meeting.runtime.draft_with(robot)
    yield robot
    robot.free.set()


async def at_last(condition: Callable[[], bool]) -> None:
    """It becomes true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - it becomes so in the log, which tells nobody
            await asyncio.sleep(0.005)


async def until(meeting: Meeting, question: str, text: Text) -> None:
    """The question is read like this at last."""
    await at_last(lambda: worded(meeting.runtime.state, question).text == text)


async def published(meeting: Meeting, question: str, text: str) -> None:
    await meeting.done(Ask(question, "rt1", text, language="fr"), by=ANNA)


async def test_what_the_hall_lacks_of_a_published_question_is_drafted_and_marked(
    meeting: Meeting, robot: Robot
) -> None:
    await published(meeting, Q1, "Pourquoi ?")
    await until(meeting, Q1, Text(fr="Pourquoi ?", ja="<ja: Pourquoi ?>"))
    assert robot.asked == [("Pourquoi ?", "fr", "ja")]
    assert worded(meeting.runtime.state, Q1).machine == ("ja",)


async def test_nothing_is_asked_for_a_question_that_waits_or_is_only_supported(
    meeting: Meeting, robot: Robot
) -> None:
    await meeting.done(SetReviewMode("rt1", ReviewMode.REVIEW))
    await published(meeting, Q1, "Pourquoi ?")
    await published(meeting, Q2, "Comment ?")
    await meeting.done(Approve(Q2))
    await until(meeting, Q2, Text(fr="Comment ?", ja="<ja: Comment ?>"))
    await meeting.done(DropTranslation(Q2, "ja"))
    await meeting.done(Upvote(Q2), by=BEN)
    await published(meeting, Q3, "Où ?")
    await meeting.done(Approve(Q3))
    await until(meeting, Q3, Text(fr="Où ?", ja="<ja: Où ?>"))
    assert [text for text, _, _ in robot.asked] == ["Comment ?", "Où ?"]


async def test_what_somebody_muted_asks_goes_to_no_machine_unless_it_is_published(
    meeting: Meeting, robot: Robot
) -> None:
    await published(meeting, Q1, "Pourquoi ?")
    await until(meeting, Q1, Text(fr="Pourquoi ?", ja="<ja: Pourquoi ?>"))
    await meeting.done(Mute(Q1, on=True))
    await meeting.done(Ask(Q2, "rt1", "Comment ?", "fr"), by=ANNA)
    assert lacking(meeting.runtime.state, Q2) == ()
    await meeting.done(Reword(Q1, "Pourquoi donc ?"))
    await until(meeting, Q1, Text(fr="Pourquoi donc ?", ja="<ja: Pourquoi donc ?>"))
    assert [text for text, _, _ in robot.asked] == ["Pourquoi ?", "Pourquoi donc ?"]


async def test_a_person_who_is_faster_than_the_machine_is_not_overwritten(
    meeting: Meeting, robot: Robot
) -> None:
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await meeting.done(Translate(Q1, "ja", "なぜですか。"))
    robot.free.set()
    await published(meeting, Q2, "Comment ?")
    await until(meeting, Q2, Text(fr="Comment ?", ja="<ja: Comment ?>"))
    assert worded(meeting.runtime.state, Q1).text.ja == "なぜですか。"
    assert worded(meeting.runtime.state, Q1).machine == ()


async def test_what_a_person_translated_stays_theirs_when_the_text_is_changed(
    meeting: Meeting, robot: Robot
) -> None:
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await meeting.done(Translate(Q1, "ja", "なぜですか。"), Reword(Q1, "Pourquoi donc ?"), Stage(Q1))
    robot.free.set()
    await published(meeting, Q2, "Comment ?")
    await until(meeting, Q2, Text(fr="Comment ?", ja="<ja: Comment ?>"))
    kept = meeting.runtime.state.edition(Q1).translation("ja")
    assert kept
    assert (kept.text, kept.machine) == ("なぜですか。", False)


async def test_a_draft_that_somebody_took_away_does_not_come_back(meeting: Meeting, robot: Robot) -> None:
    await published(meeting, Q1, "Pourquoi ?")
    await until(meeting, Q1, Text(fr="Pourquoi ?", ja="<ja: Pourquoi ?>"))
    await meeting.done(DropTranslation(Q1, "ja"), Stage(Q1))
    await published(meeting, Q2, "Comment ?")
    await until(meeting, Q2, Text(fr="Comment ?", ja="<ja: Comment ?>"))
    assert [text for text, _, _ in robot.asked] == ["Pourquoi ?", "Comment ?"]


async def test_what_is_reworded_meanwhile_is_drafted_anew(meeting: Meeting, robot: Robot) -> None:
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await meeting.done(Reword(Q1, "Pourquoi donc ?"))
    robot.free.set()
    await until(meeting, Q1, Text(fr="Pourquoi donc ?", ja="<ja: Pourquoi donc ?>"))


async def test_what_comes_on_stage_is_drafted_first(meeting: Meeting, robot: Robot) -> None:
    robot.free.clear()
    for question, text in ((Q1, "Un ?"), (Q2, "Deux ?"), (Q3, "Trois ?")):
        await published(meeting, question, text)
    await meeting.done(Stage(Q3))
    robot.free.set()
    await until(meeting, Q2, Text(fr="Deux ?", ja="<ja: Deux ?>"))
    assert [text for text, _, _ in robot.asked] == ["Un ?", "Trois ?", "Deux ?"]


async def test_a_machine_that_is_away_is_told_of_once_and_asked_again_later(
    meeting: Meeting, robot: Robot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "entaku.drafting")
    robot.trouble = [MachineAway("no answer"), MachineAway("no answer"), MachineAway("no answer")]
    await published(meeting, Q1, "Pourquoi ?")
    await until(meeting, Q1, Text(fr="Pourquoi ?", ja="<ja: Pourquoi ?>"))
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "the translator does not answer, and is left alone for a while: no answer",
        "the translator answers again",
    ]
    assert "Pourquoi" not in caplog.text


@pytest.mark.parametrize("trouble", [MachineUnable("400 Bad Request"), ZeroDivisionError()])
async def test_what_cannot_be_translated_keeps_nothing_else_waiting(
    meeting: Meeting, robot: Robot, trouble: Exception
) -> None:
    robot.trouble = [trouble]
    await published(meeting, Q1, "Pourquoi ?")
    await published(meeting, Q2, "Comment ?")
    await until(meeting, Q2, Text(fr="Comment ?", ja="<ja: Comment ?>"))
    assert worded(meeting.runtime.state, Q1).text == Text(fr="Pourquoi ?")


async def test_a_machine_that_does_not_answer_in_time_counts_as_away(
    meeting: Meeting, robot: Robot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("server.live.drafting.TIMEOUT", 0.01)
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await at_last(lambda: bool(caplog.records))
    robot.free.set()
    await until(meeting, Q1, Text(fr="Pourquoi ?", ja="<ja: Pourquoi ?>"))


async def test_nobody_waits_for_a_machine(meeting: Meeting, robot: Robot) -> None:
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await meeting.done(Stage(Q1), Translate(Q1, "ja", "なぜですか。"))


async def test_a_meeting_stops_while_a_machine_thinks(meeting: Meeting, robot: Robot) -> None:
    robot.free.clear()
    await published(meeting, Q1, "Pourquoi ?")
    await at_last(lambda: bool(robot.asked))
    async with asyncio.timeout(PATIENCE):
        await meeting.restart()
    assert worded(meeting.runtime.state, Q1).text == Text(fr="Pourquoi ?")


async def test_more_than_a_machine_can_do_is_not_kept_for_it(
    meeting: Meeting, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.live.drafting.MOST_WANTED", 1)
    robot.free.clear()
    await published(meeting, Q1, "Un ?")
    await at_last(lambda: bool(robot.asked))
    await published(meeting, Q2, "Deux ?")
    await published(meeting, Q3, "Trois ?")
    robot.free.set()
    await until(meeting, Q2, Text(fr="Deux ?", ja="<ja: Deux ?>"))
    assert [text for text, _, _ in robot.asked] == ["Un ?", "Deux ?"]


async def test_without_a_machine_nothing_is_drafted(meeting: Meeting) -> None:
    await published(meeting, Q1, "Pourquoi ?")
    await meeting.done(Stage(Q1))
    assert worded(meeting.runtime.state, Q1).missing == ("ja",)
