"""The rules of a meeting: which versions of events it may write, and how each version is judged."""

from typing import ClassVar

import msgspec
import pytest

from moderation.permissions import Role
from server.room.base import Command, Event, Refusal, Stamp
from server.room.codec import Entry, decode, encode
from server.room.decide import decide
from server.room.questions import Ask, QuestionAsked, QuestionAskedV1
from server.room.registry import EVENTS, VERSIONS, rules_known
from server.room.rules import AdoptRules, RulesAdopted
from server.room.screen import Blank, ScreenBlanked
from server.room.state import State
from tests.room.given import ANNA, LIVE, MO, Q1, SERVER, Room, given

STAMP = Stamp(1, 1_700_000_000_000, "anna", "audience", "")
ASK = Ask(Q1, "rt1", "Why?")


def before_the_adoption() -> Room:
    room = given(LIVE)
    room.state.rules = 1
    return room


def test_a_meeting_begins_with_the_first_rules_and_only_the_server_adopts_others() -> None:
    assert State().rules == 1
    room = before_the_adoption()
    for by in (ANNA, MO):
        room.when(AdoptRules(2), by=by).then(Refusal.NOT_ALLOWED)
    assert room.when(AdoptRules(2), by=SERVER).then(RulesAdopted(2)).state.rules == 2


@pytest.mark.parametrize("rules", [2, 1, 0, -1])
def test_a_meeting_never_goes_back(rules: int) -> None:
    room = before_the_adoption().and_given(RulesAdopted(2))
    room.when(AdoptRules(rules), by=SERVER).then(Refusal.NOTHING_CHANGED)
    assert room.after(RulesAdopted(rules)) is Refusal.NOTHING_CHANGED
    assert room.state.rules == 2


def test_before_the_adoption_the_older_version_is_written_and_after_it_the_newer_one() -> None:
    before_the_adoption().when(ASK).then(QuestionAskedV1(Q1, "rt1", "Why?", "en"))
    before_the_adoption().and_given(RulesAdopted(2)).when(ASK).then(QuestionAsked(Q1, "rt1", "Why?", "en"))


class ScreenBlankedV2(ScreenBlanked, tag="screen-blanked", frozen=True):
    """A version for which there is no older one to write instead."""

    version: ClassVar[int] = 2
    from_rules: ClassVar[int] = 3


class BlankAnew(Command, tag="blank", frozen=True):
    """Darken the projector in the newer way."""

    hall: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ScreenBlankedV2(self.hall)


def test_what_no_rules_of_the_meeting_allow_yet_is_refused() -> None:
    room = given()
    room.when(BlankAnew("main")).then(Refusal.NOT_YET)
    room.state.rules = 3
    assert decide(room.state, BlankAnew("main"), Stamp(0, 1, "mo", Role.MODERATOR, "")) == ScreenBlankedV2(
        "main"
    )
    given().when(Blank("main")).then(ScreenBlanked("main"))


@pytest.mark.parametrize("kind", [QuestionAsked, QuestionAskedV1])
def test_an_entry_is_of_the_version_that_wrote_it(kind: type[QuestionAsked]) -> None:
    event = kind(Q1, "rt1", "Why?", "en")
    body = encode(event, STAMP)
    assert msgspec.json.decode(body)["v"] == kind.version
    found = decode(1, body)
    assert found == Entry(STAMP, event)
    assert type(found.event) is kind


@pytest.mark.parametrize("version", [-1, 0, 3, 2**40])
def test_a_version_that_is_not_known_is_kept_and_ignored(version: int) -> None:
    body = msgspec.json.decode(encode(QuestionAsked(Q1, "rt1", "Why?", "en"), STAMP)) | {"v": version}
    assert decode(1, msgspec.json.encode(body)) == Entry(STAMP, None)


def test_the_versions_of_an_event_follow_each_other_and_share_a_class() -> None:
    for name, newest in EVENTS.items():
        kinds = [kind for (tag, _), kind in sorted(VERSIONS.items()) if tag == name]
        assert [kind.version for kind in kinds] == list(range(1, len(kinds) + 1))
        assert [kind.from_rules for kind in kinds] == sorted(kind.from_rules for kind in kinds)
        assert kinds[-1] is newest
        shared = next(base for base in newest.mro() if all(issubclass(kind, base) for kind in kinds))
        assert shared is not Event
    assert rules_known() == 2
