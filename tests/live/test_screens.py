"""Screens are kept in step: patches to whoever is up to date, the whole to whoever is not."""

import re

import pytest

from server.live import board
from server.live.board import Board
from server.live.hub import Channel, Hub
from server.live.screens import Screens
from server.room.base import Actor
from server.room.polls import PollOpened, PollRevealed
from server.room.questions import QuestionUpvoted
from server.room.screen import QuestionStaged
from server.room.sessions import SessionStarted
from server.room.state import State
from server.room.triage import QuestionApproved
from server.views.me import Me, me
from server.views.part import Part
from server.views.presence import Presence
from tests.live.hall import Screen, seated
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Given, asked, by, given

PHONES, PROJECTOR = Channel("audience", "main"), Channel("projector", "main")
SCREEN = Actor("screen", "projector")


class House:
    """Screens over a room, without a clock: every refresh is asked for."""

    def __init__(self) -> None:
        self.room = given(LIVE, asked("Why?"), QuestionApproved(Q1), asked("Really?", Q2))
        self.hub = Hub()
        self.screens = Screens(self.room.state, self.hub, self.my_part)
        self.broken: set[str] = set()

    async def my_part(self, hall: str, person: str) -> Me:
        return me(self.room.state, hall, person, {})

    def happens(self, *facts: Given, slow: bool = True) -> None:
        """Something happens, and a tick later the screens know."""
        self.room.and_given(*facts)
        self.screens.refresh_read(slow)

    def sits(self, view: str = "audience", by: Actor = ANNA, lang: str = "fr", hall: str = "main") -> Screen:
        """Somebody comes with the newest page."""
        seat, screen = seated(view, by, lang, hall)
        self.screens.sit(seat, self.screens.page(Channel(view, hall), fresh=True).version)
        return screen


@pytest.fixture
def house() -> House:
    return House()


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
        assert screen.pushed[-1] is house.screens.whole(PHONES, lang)


@pytest.mark.parametrize("version", ["", "nonsense", "00000000.1"])
def test_a_screen_with_a_page_of_another_run_is_sent_the_whole(house: House, version: str) -> None:
    seat, screen = seated()
    house.screens.sit(seat, version)
    assert screen.pushed == [house.screens.whole(PHONES, "fr")]


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
    assert anna.pushed[0] is ben.pushed[0]
    assert chie.pushed[0] is not anna.pushed[0]
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
    house.happens(QuestionStaged(Q1), slow=False)
    assert (len(phone.pushed), len(projector.pushed)) == (0, 1)
    house.happens(slow=True)
    assert (len(phone.pushed), len(projector.pushed)) == (1, 1)


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
        _ = Board("audience", "main", "run").page


# what is personal


async def test_my_part_comes_on_arrival_and_only_to_me(house: House) -> None:
    anna, ben = house.sits(by=ANNA), house.sits(by=BEN)
    await house.screens.send_personal()
    assert "Really?" in anna.said[0]
    assert "Really?" not in ben.said[0]
    assert (len(anna.said), len(ben.said)) == (1, 1)


async def test_my_part_comes_again_when_it_may_have_changed_and_to_all_my_phones(house: House) -> None:
    phones, ben = [house.sits(by=ANNA), house.sits(by=ANNA, lang="ja")], house.sits(by=BEN)
    await house.screens.send_personal()
    house.screens.touch("anna")
    house.screens.touch("anna")
    await house.screens.send_personal()
    assert [len(screen.said) for screen in (*phones, ben)] == [2, 2, 1]


async def test_a_desk_is_told_what_its_own_undo_would_take_back(house: House) -> None:
    desk, other = house.sits("desk", MO, "en"), house.sits("desk", Actor("mia", "moderator"), "en")
    await house.screens.send_personal()
    assert "Question approved" in desk.said[0]
    assert "Question approved" not in other.said[0]


async def test_a_projector_has_no_personal_part(house: House) -> None:
    screen = house.sits("projector", SCREEN)
    house.screens.touch(SCREEN.id)
    await house.screens.send_personal()
    assert screen.said == []


async def test_everyone_on_a_phone_can_be_touched(house: House) -> None:
    screens = [house.sits(by=who) for who in (ANNA, BEN)] + [house.sits(by=CHIE, hall="side")]
    await house.screens.send_personal()
    house.screens.touch_everyone()
    await house.screens.send_personal()
    assert [len(screen.said) for screen in screens] == [2, 2, 2]


async def test_people_who_are_not_here_take_no_room(house: House) -> None:
    for number in range(1_000):
        house.screens.touch(f"voter-{number}")
    assert not house.screens._touched


async def test_a_crowd_is_served_in_turns(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.live.screens.PEOPLE_PER_TURN", 2)
    screens = [house.sits(by=who) for who in (ANNA, BEN, CHIE)]
    await house.screens.send_personal()
    assert [len(screen.said) for screen in screens] == [1, 1, 0]
    await house.screens.send_personal()
    assert [len(screen.said) for screen in screens] == [1, 1, 1]


async def test_nothing_personal_and_nothing_unreviewed_is_broadcast(house: House) -> None:
    screens = [house.sits(), house.sits("projector", SCREEN), house.sits("stage"), house.sits("booth")]
    house.happens(QuestionStaged(Q1), PollOpened("rt1-p1"), PollRevealed("rt1-p1"))
    messages = [message for screen in screens for message in screen.pushed]
    messages += [
        house.screens.whole(Channel(view, "main"), "fr")
        for view in ("audience", "projector", "stage", "booth")
    ]
    assert len(messages) >= 6
    assert not [message for message in messages if "anna" in message or "Really?" in message]


# what goes wrong


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A desk that cannot be made while the list is not empty."""
    trouble = [True]
    make = board.VIEWS["desk"]

    def sometimes(state: State, hall: str, presence: Presence) -> Part:
        if trouble:
            raise ZeroDivisionError
        return make(state, hall, presence)

    monkeypatch.setitem(board.VIEWS, "desk", sometimes)
    return trouble


def test_one_screen_that_cannot_be_made_does_not_stop_the_others(house: House, broken: list[bool]) -> None:
    broken.clear()
    desk, projector = house.sits("desk", MO), house.sits("projector", SCREEN)
    broken.append(True)
    house.happens(QuestionStaged(Q1))
    assert (len(desk.pushed), len(projector.pushed)) == (0, 1)
    broken.clear()
    house.happens()
    assert len(desk.pushed) == 1


def test_a_page_that_could_not_be_made_is_tried_again(house: House, broken: list[bool]) -> None:
    channel = Channel("desk", "main")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            house.screens.page(channel)
    broken.clear()
    assert house.screens.page(channel).root.id == "desk"


# the projector's heartbeat


def test_the_desk_sees_whether_the_screen_shows_what_it_should(house: House) -> None:
    seat, _ = seated("projector", SCREEN)
    house.screens.sit(seat, "")
    desk = Channel("desk", "main")
    assert health(house.screens.page(desk, fresh=True).root) == "absent"
    house.screens.beat(seat, "waiting:")
    assert health(house.screens.page(desk, fresh=True).root) == "fresh"
    house.screens.stand(seat)
    assert health(house.screens.page(desk, fresh=True).root) == "absent"


def test_a_phone_that_beats_is_no_screen(house: House) -> None:
    seat, _ = seated()
    house.screens.sit(seat, "")
    house.screens.beat(seat, "waiting:")
    assert health(house.screens.page(Channel("desk", "main"), fresh=True).root) == "absent"


def health(desk: Part) -> object:
    return desk.bar.screen  # type: ignore[attr-defined]
