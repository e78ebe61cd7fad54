"""The links that the organiser gives to people."""

import pytest

from moderation.permissions import Role
from server.room.base import Refusal
from server.room.people import NameSet
from server.room.reading import staff_name
from server.room.records import StaffLink
from server.room.staff import Invite, Revoke, StaffInvited, StaffRevoked
from tests.room.given import MO, SERVER, START, Room, by, given

INVITED = by(SERVER, StaffInvited("link-1", "moderator", "Zoé"), START)
REVOKED = by(SERVER, StaffRevoked("link-1"), START + 1)


def link(room: Room) -> StaffLink:
    return room.state.staff["link-1"]


def test_an_invitation_says_for_whom_and_for_what() -> None:
    command = Invite("link-1", "moderator", " Zoé\n")
    room = given().when(command, by=SERVER, at=START).then(StaffInvited("link-1", "moderator", "Zoé"))
    assert link(room) == StaffLink("moderator", "Zoé", made_at=START, changes=1)


def test_an_invitation_to_a_link_that_exists_renews_it() -> None:
    room = given(INVITED).when(Invite("link-1", "lead", "Zoé"), by=SERVER, at=START + 5).happens()
    assert link(room) == StaffLink("lead", "Zoé", made_at=START, renewed_at=START + 5, changes=2)


def test_of_several_who_renew_a_link_at_the_same_time_one_does() -> None:
    room = given(INVITED)
    for seen in (0, 2):
        room.when(Invite("link-1", "lead", "Zoé", seen=seen), by=SERVER).then(
            Refusal.CHANGED_SINCE if seen else Refusal.REPEATED
        )
    renewed = StaffInvited("link-1", "lead", "Zoé", seen=1)
    room.and_given(by(SERVER, renewed))
    assert room.after(by(SERVER, renewed)) is Refusal.CHANGED_SINCE


def test_a_link_that_was_revoked_meanwhile_is_not_renewed() -> None:
    room = given(INVITED, REVOKED)
    room.when(Invite("link-1", "moderator", "Zoé", seen=1), by=SERVER).then(Refusal.CHANGED_SINCE)
    room.when(Invite("link-1", "moderator", "Zoé", seen=2), by=SERVER).happens()


def test_a_revoked_link_says_since_when() -> None:
    room = given(INVITED).when(Revoke("link-1"), by=SERVER, at=START + 5).then(StaffRevoked("link-1"))
    assert link(room).revoked_at == START + 5
    room.when(Revoke("link-1"), by=SERVER).then(Refusal.NOTHING_CHANGED)


def test_a_revoked_link_that_is_renewed_opens_again() -> None:
    room = (
        given(INVITED, REVOKED).when(Invite("link-1", "moderator", "Zoé"), by=SERVER, at=START + 5).happens()
    )
    assert link(room) == StaffLink("moderator", "Zoé", START, START + 5, changes=3)


def test_a_link_that_nobody_got_cannot_be_revoked() -> None:
    given().when(Revoke("link-1"), by=SERVER).then(Refusal.UNKNOWN_LINK)


@pytest.mark.parametrize("role", ["audience", "system", "admin", "", "Moderator"])
def test_nobody_is_invited_to_be_the_audience_or_the_server(role: str) -> None:
    given().when(Invite("link-1", role), by=SERVER).then(Refusal.OUT_OF_RANGE)


@pytest.mark.parametrize("id", ["", "a link", "x" * 81, "link\n"])
def test_a_link_has_a_plain_id(id: str) -> None:
    given().when(Invite(id, "moderator"), by=SERVER).then(Refusal.MALFORMED)


def test_a_name_is_short() -> None:
    given().when(Invite("link-1", "moderator", "が" * 41), by=SERVER).then(Refusal.TOO_LONG)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_nobody_but_the_server_invites_or_revokes(role: Role) -> None:
    somebody = MO._replace(role=role)
    given().when(Invite("link-1", "moderator"), by=somebody).then(Refusal.NOT_ALLOWED)
    given(INVITED).when(Revoke("link-1"), by=somebody).then(Refusal.NOT_ALLOWED)


def test_somebody_is_called_as_they_say_or_else_as_they_were_invited() -> None:
    room = given(INVITED)
    assert staff_name(room.state, "link-1") == "Zoé"
    room.and_given(by(MO._replace(id="link-1"), NameSet("Zoé M.")))
    assert staff_name(room.state, "link-1") == "Zoé M."
