"""Cues to the stage and announcements to the hall."""

import pytest

from moderation.cues import FOR_INTERPRETERS, FOR_MODERATORS, Preset
from moderation.text import ANNOUNCEMENT_LIMIT, CUE_LIMIT
from server.room.base import Refusal
from server.room.prompts import (
    AcknowledgeCue,
    Announce,
    AnnouncementMade,
    CueSeen,
    CueSent,
    SendCue,
)
from server.room.screen import SceneShown
from server.room.state import Announcement, Cue, Scene
from server.room.wording import Text
from tests.room.given import BOOTH, LIVE, MO, MONITOR, SECOND, START, Room, by, given

SENT_AT, SEEN_AT = START + 60 * SECOND, START + 63 * SECOND


def cue(room: Room) -> Cue:
    found = room.state.halls["main"].cue
    assert found
    return found


# cues


@pytest.mark.parametrize("preset", FOR_MODERATORS)
def test_a_moderator_sends_any_of_their_presets(preset: Preset) -> None:
    given(LIVE).when(SendCue("main", preset)).then(CueSent("main", preset))


@pytest.mark.parametrize("preset", FOR_INTERPRETERS)
def test_an_interpreter_sends_one_of_theirs(preset: Preset) -> None:
    given(LIVE).when(SendCue("main", preset), by=BOOTH).then(CueSent("main", preset))


@pytest.mark.parametrize("preset", ["conclude", "two-minutes", ""])
def test_an_interpreter_does_not_lead_the_debate(preset: str) -> None:
    given(LIVE).when(SendCue("main", preset, en="Stop"), by=BOOTH).then(Refusal.NOT_ALLOWED)


def test_a_cue_has_a_number_of_its_own_and_the_time_of_the_log() -> None:
    room = given(LIVE, by(MO, CueSent("main", "conclude", speaker="tours"), at=SENT_AT))
    assert cue(room) == Cue(str(room.state.seq), SENT_AT, "conclude", speaker="tours")


def test_free_words_are_cleaned_in_each_language() -> None:
    sent = CueSent("main", "", Text(fr="Plus fort", ja="大きく"))
    given(LIVE).when(SendCue("main", fr=" Plus  fort ", ja="大き\u202eく", en="\u200b")).then(sent)


def test_free_words_must_fit_on_the_monitor() -> None:
    given(LIVE).when(SendCue("main", fr="é" * CUE_LIMIT)).then(CueSent("main", "", Text(fr="é" * CUE_LIMIT)))
    given(LIVE).when(SendCue("main", fr="ok", ja="が" * (CUE_LIMIT + 1))).then(Refusal.TOO_LONG)


def test_a_cue_says_something() -> None:
    given(LIVE).when(SendCue("main")).then(Refusal.EMPTY)
    given(LIVE).when(SendCue("main", en="  ")).then(Refusal.EMPTY)
    given(LIVE).when(SendCue("main", "faster")).then(Refusal.UNKNOWN_CUE)
    given(LIVE).when(SendCue("cellar", "conclude")).then(Refusal.UNKNOWN_HALL)


def test_a_new_cue_replaces_the_one_before() -> None:
    room = given(LIVE, CueSent("main", "louder"), CueSent("main", "conclude"))
    assert cue(room).preset == "conclude"
    assert room.state.halls["side"].cue is None


def test_a_cue_that_was_seen_comes_back_with_the_time() -> None:
    room = given(LIVE, CueSent("main", "conclude"))
    id = cue(room).id
    room.when(AcknowledgeCue("main", id), by=MONITOR, at=SEEN_AT).then(CueSeen("main", id))
    assert (cue(room).preset, cue(room).seen_at) == ("conclude", SEEN_AT)


def test_a_cue_is_seen_once() -> None:
    room = given(LIVE, CueSent("main", "conclude"))
    id = cue(room).id
    room.and_given(by(MONITOR, CueSeen("main", id)))
    room.when(AcknowledgeCue("main", id), by=MONITOR).then(Refusal.NOTHING_CHANGED)


def test_seeing_the_cue_before_it_does_not_count_for_the_new_one() -> None:
    room = given(LIVE, CueSent("main", "louder"))
    old = cue(room).id
    room.and_given(CueSent("main", "conclude"))
    room.when(AcknowledgeCue("main", old), by=MONITOR).then(Refusal.UNKNOWN_CUE)
    assert cue(room).seen_at == 0


def test_there_must_be_a_cue_to_be_seen() -> None:
    given(LIVE).when(AcknowledgeCue("main", "1"), by=MONITOR).then(Refusal.UNKNOWN_CUE)
    given(LIVE).when(AcknowledgeCue("cellar", "1"), by=MONITOR).then(Refusal.UNKNOWN_HALL)


# announcements


def test_an_announcement_goes_to_one_hall() -> None:
    room = (
        given(LIVE)
        .when(Announce("main", "Thé", "お茶", " Tea "))
        .then(AnnouncementMade("main", Text("Thé", "お茶", "Tea")))
    )
    assert room.state.halls["main"].announcement == Announcement(
        str(room.state.seq), Text("Thé", "お茶", "Tea")
    )
    assert room.state.halls["side"].announcement is None


def test_an_announcement_replaces_the_one_before() -> None:
    room = given(LIVE, AnnouncementMade("main", Text(en="Tea")), AnnouncementMade("main", Text(en="Bus")))
    made = room.state.halls["main"].announcement
    assert made
    assert made.text == Text(en="Bus")


def test_an_announcement_without_words_takes_the_one_before_away() -> None:
    room = given(LIVE, AnnouncementMade("main", Text(en="Tea")))
    room.when(Announce("main", en="\u200b")).then(AnnouncementMade("main"))
    assert room.state.halls["main"].announcement is None


def test_the_screen_stops_showing_an_announcement_that_is_taken_away() -> None:
    room = given(LIVE, AnnouncementMade("main", Text(en="Tea")), SceneShown("main", Scene("announcement")))
    assert room.and_given(AnnouncementMade("main")).state.halls["main"].scene == Scene()


def test_there_must_be_an_announcement_to_take_away() -> None:
    given(LIVE).when(Announce("main")).then(Refusal.NOTHING_CHANGED)
    given(LIVE).when(Announce("cellar", en="Tea")).then(Refusal.UNKNOWN_HALL)


def test_an_announcement_must_be_short() -> None:
    given(LIVE).when(Announce("main", en="x" * (ANNOUNCEMENT_LIMIT + 1))).then(Refusal.TOO_LONG)
    given(LIVE).when(Announce("main", en="\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)
