"""Screens are kept in step: patches to whoever is up to date, the whole to whoever is not."""

import itertools
import re

import pytest

from server.live import board, nearby
from server.live.board import Board
from server.live.hub import Channel
from server.render.html import render_part
from server.render.patches import render_patches
from server.room.base import Actor
from server.room.people import NameSet
from server.room.screen import QuestionStaged, StageCleared
from server.room.sessions import SessionStarted
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionApproved
from server.views.desk import Desk
from server.views.part import Part, Patch
from tests.live.hall import seated
from tests.live.house import PHONES, SCREEN, House
from tests.room.given import ANNA, BEN, CHIE, MO, Q1, Q2, Q3, asked, by


def targets(message: str) -> list[tuple[str, str]]:
    """The elements that a message changes, and how."""
    found = re.finditer(r'<hx-partial hx-target="#([^"]*)" hx-swap="([^"]*)"', message)
    return [(one[1], one[2]) for one in found]


def test_a_screen_that_has_the_newest_page_is_sent_nothing(house: House) -> None:
    assert house.sits().pushed == []


def test_a_screen_with_an_older_page_is_sent_the_whole_in_its_language(house: House) -> None:
    old = house.screens.page(PHONES).version
    house.room.and_given(by(BEN, QuestionUpvoted(Q1)))
    house.screens.page(PHONES, fresh=True)
    for lang in ("fr", "ja"):
        seat, screen = seated(lang=lang)
        house.screens.sit(seat, old)
        assert screen.messages[-1] is house.screens.whole(PHONES, lang)


@pytest.mark.parametrize("version", ["", "nonsense", "00000000.1"])
def test_a_screen_with_a_page_of_another_run_is_sent_the_whole(house: House, version: str) -> None:
    seat, screen = seated()
    house.screens.sit(seat, version)
    assert screen.messages == [house.screens.whole(PHONES, "fr")]


def test_what_changed_and_nothing_else_is_sent(house: House) -> None:
    phone = house.sits()
    house.happens(by(BEN, QuestionUpvoted(Q1)))
    (message,) = phone.pushed
    assert targets(message) == [(f"n-{Q1}", "outerMorph")]


def test_nothing_is_sent_when_nothing_changed_for_this_screen(house: House) -> None:
    phone, projector = house.sits(), house.sits("projector", SCREEN)
    house.happens()
    house.happens(by(BEN, asked("When?", "question-number-3")))
    assert (phone.pushed, projector.pushed) == ([], [])


def test_several_changes_of_one_tick_are_one_message(house: House) -> None:
    phone = house.sits()
    house.happens(by(BEN, QuestionUpvoted(Q1)), by(CHIE, QuestionUpvoted(Q1)), QuestionApproved(Q2))
    (message,) = phone.pushed
    assert (f"n-{Q1}", "outerMorph") in targets(message)
    assert ("questions", "beforeend") in targets(message)


def test_a_change_is_rendered_once_per_language(house: House) -> None:
    anna, ben, chie = house.sits(by=ANNA), house.sits(by=BEN), house.sits(by=CHIE, lang="ja")
    house.happens(QuestionApproved(Q2))
    assert anna.messages[0] is ben.messages[0]
    assert chie.messages[0] is not anna.messages[0]
    assert targets(chie.pushed[0]) == targets(anna.pushed[0])


def test_a_whole_is_rendered_once_per_version_and_language(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []

    def counted(root: Part, lang: str) -> str:
        rendered.append(lang)
        return f"whole in {lang}"

    monkeypatch.setattr(board, "render_whole", counted)
    for _ in range(3):
        for lang in ("fr", "ja"):
            seat, screen = seated(lang=lang)
            house.screens.sit(seat, "old")
            assert screen.pushed == [f"whole in {lang}"]
    assert rendered == ["fr", "ja"]
    house.happens(by(BEN, QuestionUpvoted(Q1)))
    house.screens.whole(PHONES, "fr")
    assert rendered == ["fr", "ja", "fr"]


def test_another_hall_is_left_in_peace(house: House) -> None:
    side = house.sits(hall="side")
    house.happens(QuestionStaged(Q1))
    assert side.pushed == []


def test_phones_change_on_a_slower_beat_than_the_projector(house: House) -> None:
    phone, projector = house.sits(), house.sits("projector", SCREEN)
    seen = []
    for facts in ([QuestionStaged(Q1)], [], [], [], []):
        house.happens(*facts, slow=False)
        seen.append((len(phone.pushed), len(projector.pushed)))
    assert seen == [(0, 1)] * 4 + [(1, 1)]


def test_the_phones_of_a_large_hall_change_more_slowly_still(house: House) -> None:
    phone, *_ = [house.sits(by=ANNA._replace(id=f"person-{n}")) for n in range(10_000)]
    house.happens(QuestionStaged(Q1), slow=False)
    seen = []
    for _ in range(10):
        house.happens(slow=False)
        seen.append(len(phone.pushed))
    assert seen == [0] * 8 + [1] * 2


def test_a_desk_that_takes_long_to_look_at_is_looked_at_less_often_and_holds_nobody_up(house: House) -> None:
    desk = house.sits("desk", MO)
    house.slowness = 0.1
    house.happens(QuestionStaged(Q1), slow=False)
    house.slowness = 0.0
    projector = house.sits("projector", SCREEN)
    seen = []
    for facts in ([StageCleared("main")], [], [], []):
        house.happens(*facts, slow=False)
        seen.append((len(desk.pushed), len(projector.pushed)))
    assert seen == [(1, 1)] * 3 + [(2, 1)]
    house.happens(QuestionStaged(Q1), slow=False)
    assert len(desk.pushed) == 3


def test_a_desk_says_that_similar_questions_are_looked_for_and_they_are_though_no_desk_is_connected(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "A_WHILE", -1.0)  # every look compares one question
    for _ in range(2):
        desk = house.screens.page(Channel("desk", "main"), fresh=True).root
        assert isinstance(desk, Desk)
        assert "Recherche de questions semblables…" in render_part(desk.bar, "fr")
        assert desk.bar.searching
        house.room.and_given(by(CHIE, asked("Why?", f"question-as-well-{house.room.state.seq}")))
    for _ in range(4):
        house.happens()
    desk = house.screens.page(Channel("desk", "main"), fresh=True).root
    assert isinstance(desk, Desk)
    assert not desk.bar.searching
    assert "semblables" not in render_part(desk.bar, "fr")
    assert len(desk.live.items[0].similar.near) == 2


def test_a_turn_that_cannot_be_rendered_in_one_language_is_made_up_for_with_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    french, japanese = house.sits(by=ANNA), house.sits(by=BEN, lang="ja")

    def broken(patches: list[Patch], lang: str) -> str:
        if lang == "ja":
            raise ValueError("no words for it")
        return render_patches(patches, lang)

    monkeypatch.setattr("server.live.screens.render_patches", broken)
    house.happens(QuestionStaged(Q1))
    monkeypatch.undo()
    house.happens(by(CHIE, QuestionUpvoted(Q1)))
    assert len(french.messages) == 2
    assert japanese.messages == [house.screens.whole(PHONES, "ja")]


def test_a_screen_that_comes_while_others_are_brought_up_to_date_is_not_told_twice(house: House) -> None:
    house.sits()
    house.room.and_given(QuestionApproved(Q2))
    newcomer = house.sits(by=BEN)
    house.happens()
    assert newcomer.pushed == []


def test_a_screen_that_left_is_sent_nothing_more(house: House) -> None:
    seat, screen = seated()
    house.screens.sit(seat, house.screens.page(PHONES).version)
    house.screens.stand(seat)
    house.screens.stand(seat)
    house.happens(QuestionStaged(Q1))
    assert screen.pushed == []


def test_the_version_changes_when_the_page_does_and_only_then(house: House) -> None:
    first = house.screens.page(PHONES, fresh=True)
    assert house.screens.page(PHONES, fresh=True) == first
    house.room.and_given(by(MO, SessionStarted("ws")), by(BEN, QuestionUpvoted(Q1)))
    second = house.screens.page(PHONES, fresh=True)
    assert second.version != first.version
    assert second.root != first.root


def test_a_page_made_a_moment_ago_will_do_unless_a_fresh_one_is_wanted(house: House) -> None:
    first = house.screens.page(PHONES)
    house.room.and_given(by(BEN, QuestionUpvoted(Q1)))
    assert house.screens.page(PHONES, fresh=True).version != first.version


def test_two_runs_never_have_a_version_in_common() -> None:
    versions = {House().screens.page(PHONES).version for _ in range(20)}
    assert len(versions) == 20


def test_a_board_that_was_never_refreshed_has_no_page() -> None:
    with pytest.raises(LookupError):
        _ = Board(PHONES, "run", itertools.count()).page


# staff who read


def beaten(house: House, by: Actor, shows: str, view: str = "desk") -> None:
    seat, _ = seated(view, by=by)
    house.screens.hub.add(seat)
    house.screens.beat(seat, shows)


def readers(house: House, view: str = "desk") -> list[tuple[str, str]]:
    presence = house.screens._vicinity.of(Channel(view, "main"), 0)
    return [(reader.name, reader.question) for reader in presence.readers]


def test_a_desk_sees_by_name_who_reads_which_question(house: House) -> None:
    house.happens(by(MO, NameSet("Aiko")))
    beaten(house, MO, f"question:{Q1}")
    beaten(house, Actor("another", "lead"), f"question:{Q2}")
    assert sorted(readers(house)) == [("", Q2), ("Aiko", Q1)]


def test_a_question_that_does_not_exist_is_read_by_nobody(house: House) -> None:
    beaten(house, MO, "question:unheard-of")
    assert readers(house) == []


def test_an_observer_is_not_shown_as_a_reader(house: House) -> None:
    beaten(house, Actor("observer", "observer"), f"question:{Q1}")
    assert readers(house) == []


@pytest.mark.parametrize("view", ["audience", "projector", "stage", "booth"])
def test_who_reads_what_concerns_no_screen_but_the_staff_s(house: House, view: str) -> None:
    beaten(house, MO, f"question:{Q1}")
    assert readers(house)
    assert readers(house, view) == []


def test_what_was_found_alike_in_one_log_is_not_believed_of_another(house: House) -> None:
    house.room.and_given(asked("Why?", Q3))
    desk = Channel("desk", "main")
    assert near(house.screens.page(desk, fresh=True).root, Q3) == [Q1]
    # Another log may say something else under the same number.
    house.room.state.questions[Q1].text = "Where do the buses go?"
    house.screens.renew()
    assert near(house.screens.page(desk, fresh=True).root, Q3) == []


def near(root: Part, question: str) -> list[str]:
    """The questions that the desk suggests beside a question that waits."""
    assert isinstance(root, Desk)
    found = next(one for one in root.pending.items if one.question == question)
    return [one.other for one in found.similar.near]
