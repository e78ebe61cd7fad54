"""What has not been reviewed, or is not for the hall any more, is in no part and no word of its screens."""

from collections.abc import Iterator

import pytest

from moderation.status import VISIBLE, Status
from server.render.html import render_part
from server.render.patches import render_patches, render_whole
from server.room.care import QuestionLabelled, QuestionNoted, QuestionReplied, QuestionRouted
from server.room.conduct import ParticipantMuted
from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.questions import QuestionAsked, QuestionEdited, QuestionWithdrawn
from server.room.rewording import QuestionReworded
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionApproved, QuestionDismissed
from server.room.undo import ActionUndone
from server.views.me import me
from server.views.part import diff
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SAM, SERVER, Fact, Room, asked, by, given
from tests.views.screens import changes, shown, written

PUBLIC = ("audience", "projector", "stage", "speaker", "booth")
# Each text says where it was written, so that it is known wherever it turns up.
WRITTEN = (
    by(ANNA, NameSet("Secret name")),
    by(ANNA, QuestionAsked(Q1, "rt1", "Secret as asked?", "en", "Secret name")),
    by(ANNA, QuestionEdited(Q1, "Secret as edited?", "en")),
)
ADDED = (
    by(SAM, QuestionReworded(Q1, "Secret as reworded?", "en")),
    by(SAM, QuestionTranslated(Q1, "fr", "Secret translation", 2)),
    by(SERVER, QuestionTranslated(Q1, "ja", "Secret draft", 2, machine=True)),
    by(SAM, QuestionNoted(Q1, "Secret note")),
    by(SAM, QuestionLabelled(Q1, "Secret label", on=True)),
    by(SAM, QuestionReplied(Q1, "Secret reply", "en")),
    by(SAM, QuestionRouted(Q1, "tours")),
)
ENDS: dict[Status, Fact] = {
    Status.DISMISSED: by(MO, QuestionDismissed(Q1, "Secret reason")),
    Status.WITHDRAWN: by(ANNA, QuestionWithdrawn(Q1)),
    Status.MERGED: by(MO, QuestionsMerged(Q1, Q2)),
}
HIDDEN = (Status.PENDING, *ENDS)


def start() -> Room:
    """Another question, which the hall sees."""
    return given(LIVE, by(BEN, asked("And another?", Q2)), by(SAM, QuestionApproved(Q2)))


def published() -> Room:
    """A question with every word that anybody can add to it."""
    room = start().and_given(*WRITTEN, by(MO, QuestionApproved(Q1, edits=1)))
    return room.and_given(*ADDED)


def hidden(status: Status, *, muted: bool = False) -> Room:
    """The same question when the hall may not see it any more; its approval undone, it waits again."""
    room = start().and_given(*WRITTEN, by(MO, QuestionApproved(Q1, edits=1)))
    approved = room.state.seq
    if muted:
        room.and_given(by(SAM, ParticipantMuted(ANNA.id, on=True)))
    room.and_given(*ADDED)
    return room.and_given(ENDS.get(status) or by(MO, ActionUndone(approved)))


def texts(room: Room) -> Iterator[tuple[str, str]]:
    """All that is sent to anybody but its author and the staff, as parts and in each language."""
    for view in PUBLIC:
        page = shown(room, view)
        yield view, written(page)
        for lang in ("fr", "ja", "en"):
            yield f"{view} in {lang}", render_whole(page, lang)
    yield "another's own", render_part(me(room.state, "main", BEN.id, {}), "en")


def test_every_status_that_the_hall_may_not_see_is_tried() -> None:
    assert set(HIDDEN) == set(Status) - VISIBLE - {Status.PLANNED}


@pytest.mark.parametrize("muted", [False, True])
@pytest.mark.parametrize("status", HIDDEN)
def test_no_word_about_a_question_out_of_sight_is_sent_to_the_hall(status: Status, muted: bool) -> None:
    room = hidden(status, muted=muted)
    assert room.state.standings[Q1].status is status
    assert status is Status.WITHDRAWN or "Secret" in written(shown(room, "desk"))
    for where, text in texts(room):
        assert "Secret" not in text, where


@pytest.mark.parametrize("view", PUBLIC)
@pytest.mark.parametrize("status", HIDDEN)
def test_taking_it_away_sends_no_word_of_it(status: Status, view: str) -> None:
    patches = diff(shown(published(), view), shown(hidden(status), view))
    for lang in ("fr", "ja", "en"):
        assert "Secret" not in render_patches(patches, lang)


@pytest.mark.parametrize("view", PUBLIC)
def test_what_is_written_while_it_waits_is_pushed_to_nobody(view: str) -> None:
    room = start().and_given(*WRITTEN)
    kept = [fact for fact in ADDED if not isinstance(fact.event, QuestionReplied)]
    assert changes(room, view, *kept) == []


def test_the_hall_reads_what_is_for_it_once_the_question_is_published_and_never_what_staff_keep() -> None:
    sent = "".join(text for _, text in texts(published()))
    read = ("as reworded?", "translation", "draft", "reply", "name")
    assert [words for words in read if f"Secret {words}" not in sent] == []
    assert [
        words for words in ("note", "label", "as asked?", "as edited?") if f"Secret {words}" in sent
    ] == []
