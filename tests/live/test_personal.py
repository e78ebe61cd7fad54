"""What is personal is sent to the one it belongs to."""

import weakref

import pytest

from server.live import personal
from server.live.hub import Channel
from server.live.message import Message
from server.live.personal import PERSONAL_WITHIN
from server.room.base import Actor
from server.room.polls import PollOpened
from server.room.results import PollRevealed
from server.room.screen import QuestionStaged
from tests.live.house import SCREEN, House
from tests.room.given import ANNA, BEN, CHIE, MO, Q1


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


async def test_what_is_the_same_for_several_is_made_once_and_then_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[Message]()

    class Noted(Message):
        def __init__(self, text: str) -> None:
            super().__init__(text)
            made.append(self)

    monkeypatch.setattr(personal, "Message", Noted)
    for name in ("first", "second", "third"):
        house.sits(by=Actor(name, "audience"))
    await house.screens.send_personal()
    assert len(made) == 1
    message = weakref.ref(made.pop())
    assert message() is None


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
    assert not house.screens.personal


async def test_a_crowd_is_served_in_turns(house: House) -> None:
    screens = [house.sits(by=who) for who in (ANNA, BEN, CHIE)]
    house.slowness = PERSONAL_WITHIN / 2.5
    await house.screens.send_personal()
    assert [len(screen.said) for screen in screens] == [1, 1, 0]
    await house.screens.send_personal()
    assert [len(screen.said) for screen in screens] == [1, 1, 1]


async def test_nothing_personal_and_nothing_unreviewed_is_broadcast(house: House) -> None:
    screens = [house.sits(), house.sits("projector", SCREEN), house.sits("stage"), house.sits("booth")]
    house.happens(QuestionStaged(Q1), PollOpened("rt1-p1"), PollRevealed("rt1-p1"))
    messages = [message for screen in screens for message in screen.pushed]
    messages += [
        house.screens.whole(Channel(view, "main"), "fr").text
        for view in ("audience", "projector", "stage", "booth")
    ]
    assert len(messages) >= 6
    assert not [message for message in messages if "anna" in message or "Really?" in message]
