"""The private links that the organiser gives to people: to whom, for which role, until when."""

import re

import msgspec

from moderation import text as wording
from moderation.permissions import Role
from server.room.base import Command, Event, Refusal, Stamp
from server.room.records import StaffLink
from server.room.state import State

# Nobody is invited into the audience, and nobody to be the server.
INVITED = frozenset(Role) - {Role.AUDIENCE, Role.SYSTEM}

_LINK = re.compile(r"[A-Za-z0-9_:.-]{1,80}")


def address_of(link: str, number: int) -> str:
    """What the vault calls the `number`-th address of a link: each has its own, so that it ends alone."""
    return f"{link}.{number}"


def link_of(address: str) -> str:
    """The link of which that is an address."""
    return address.rpartition(".")[0]


def _changes(state: State, link: str) -> int:
    known = state.staff.get(link)
    return known.changes if known else 0


class StaffInvited(Event, tag="staff-invited", frozen=True):
    """Somebody got a private link, or a new address for the one they had; it opens even if it was revoked.

    `seen` is how often the link had changed for whoever gave it, -1 if that does not matter: of two who renew
    it at the same time only one does.
    """

    link: str
    role: str
    name: str = ""
    seen: int = -1

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if not _LINK.fullmatch(self.link):
            return Refusal.MALFORMED
        if self.role not in INVITED:
            return Refusal.OUT_OF_RANGE
        if self.seen in (-1, _changes(state, self.link)):
            return None
        return Refusal.CHANGED_SINCE if self.seen else Refusal.REPEATED

    def apply(self, state: State, stamp: Stamp) -> None:
        before, changes = state.staff.get(self.link), _changes(state, self.link) + 1
        made_at, renewed_at = (before.made_at, stamp.at) if before else (stamp.at, 0)
        state.staff[self.link] = StaffLink(self.role, self.name, made_at, renewed_at, changes=changes)


class Invite(Command, tag="invite", frozen=True):
    """Give somebody a private link, or renew the one of this id; only the server itself may."""

    link: str
    role: str
    name: str = ""
    seen: int = -1

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        name = wording.line(self.name)
        too_long = wording.graphemes(name) > wording.NAME_LIMIT
        return Refusal.TOO_LONG if too_long else StaffInvited(self.link, self.role, name, self.seen)


class StaffRevoked(Event, tag="staff-revoked", frozen=True):
    """A private link no longer opens anything."""

    link: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        link = state.staff.get(self.link)
        if link is None:
            return Refusal.UNKNOWN_LINK
        return Refusal.NOTHING_CHANGED if link.revoked_at else None

    def apply(self, state: State, stamp: Stamp) -> None:
        link = state.staff[self.link]
        state.staff[self.link] = msgspec.structs.replace(link, revoked_at=stamp.at, changes=link.changes + 1)


class Revoke(Command, tag="revoke", frozen=True):
    """Let a private link open nothing any more; only the server itself may."""

    link: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return StaffRevoked(self.link)
