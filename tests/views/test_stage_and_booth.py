"""The speaker's monitor and the interpreter's booth."""

from server.room.polls import PollOpened
from server.room.prompts import CueSeen, CueSent
from server.room.screen import QuestionStaged, ScreenBlanked
from server.room.support import QuestionUpvoted
from server.room.timer import TimerStarted
from server.room.triage import QuestionAnswered, QuestionApproved
from server.room.wording import Text
from server.views.booth import Booth
from server.views.part import Wording
from server.views.stage import StageCue, StageView
from tests.room.given import BEN, LIVE, MO, MONITOR, Q1, Q2, START, Room, asked, by, given
from tests.room.plan import RT1
from tests.views.screens import changes, shown, written


def monitor(room: Room, hall: str = "main") -> StageView:
    made = shown(room, "stage", hall)
    assert isinstance(made, StageView)
    return made


def booth(room: Room) -> Booth:
    made = shown(room, "booth")
    assert isinstance(made, Booth)
    return made


def cue_id(room: Room) -> str:
    cue = room.state.halls["main"].cue
    assert cue
    return cue.id


# the monitor


def test_the_monitor_shows_the_question_even_when_the_hall_s_screen_shows_something_else() -> None:
    room = given(LIVE, QuestionStaged("rt1-q1"), PollOpened("rt1-p1"), ScreenBlanked("main"))
    assert monitor(room).question.wording == Wording(RT1.questions[0].text)


def test_the_monitor_shows_an_audience_question_with_the_language_it_was_asked_in() -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1), QuestionStaged(Q1))
    assert monitor(room).question.wording == Wording(Text(en="Why?"), "en")


def test_a_cue_stays_until_it_is_seen() -> None:
    room = given(LIVE, CueSent("main", "conclude", speaker="kobe"))
    cue = monitor(room).cue
    assert (cue.preset, cue.cue, cue.speaker) == ("conclude", cue_id(room), RT1.speakers[1].name)
    room.and_given(by(MONITOR, CueSeen("main", cue_id(room))))
    assert monitor(room).cue == StageCue("stage-cue", "main")


def test_a_cue_to_nobody_in_particular_or_to_somebody_unknown_names_nobody() -> None:
    assert monitor(given(LIVE, CueSent("main", "", Text(en="Stop")))).cue.speaker == Text()
    assert monitor(given(LIVE, CueSent("main", "conclude", speaker="nobody"))).cue.speaker == Text()


def test_a_cue_goes_to_its_own_hall() -> None:
    assert monitor(given(LIVE, CueSent("main", "conclude")), "side").cue.cue == ""


def test_the_monitor_counts_down() -> None:
    room = given(LIVE, by(MO, TimerStarted("main", 60), at=START))
    assert (monitor(room).clock.state, monitor(room).clock.ends_at) == ("running", START + 60_000)


def test_the_monitor_shows_no_question_of_the_queue() -> None:
    room = given(LIVE, asked("Why us?"), QuestionApproved(Q1), asked("Why them?", Q2))
    assert "Why" not in written(monitor(room))
    assert changes(room, "stage", by(BEN, QuestionUpvoted(Q1))) == []


# the booth


def test_the_booth_sees_exactly_what_is_projected() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    assert booth(room).mini == shown(room, "projector")


def test_the_booth_sees_the_next_prepared_and_the_most_supported_questions() -> None:
    room = given(LIVE, *(asked(f"{n}?", f"question-number-{n}") for n in range(4)))
    room.and_given(*(QuestionApproved(f"question-number-{n}") for n in range(4)))
    room.and_given(by(BEN, QuestionUpvoted("question-number-3")), QuestionStaged("rt1-q1"))
    texts = [one.wording.text for one in booth(room).next_up.items]
    assert texts == [RT1.questions[1].text, Text(en="3?"), Text(en="0?"), Text(en="1?")]


def test_what_waits_for_review_or_was_answered_is_not_next() -> None:
    room = given(LIVE, asked("1?"), asked("2?", Q2), QuestionApproved(Q2), QuestionAnswered(Q2))
    room.and_given(QuestionAnswered("rt1-q1"), QuestionAnswered("rt1-q2"))
    assert booth(room).next_up.items == ()


def test_the_booth_knows_who_sits_at_the_table_and_what_they_speak() -> None:
    assert [(one.name, one.language) for one in booth(given(LIVE)).table.items] == [
        (speaker.name, speaker.language) for speaker in RT1.speakers
    ]
    assert booth(given()).table.items == ()
