"""Who has a private link: those of the programme, and the people to whom the organiser gave one."""

from collections.abc import Iterator
from typing import NamedTuple

from moderation.permissions import Role
from server.room.programme import Programme
from server.room.state import State
from server.room.wording import Text

# For whom the organiser makes links; all other doors are those of the programme.
INVITED = (Role.LEAD, Role.MODERATOR, Role.TRANSLATOR, Role.INTERPRETER, Role.OBSERVER)

_ALONE = (Role.ORGANISER, Role.MODERATOR, Role.INTERPRETER)
_PER_HALL = (Role.PROJECTOR, Role.STAGE)


class WayIn(NamedTuple):
    """A link that the programme asks for: a role, and for which hall or speaker if it has several."""

    role: str
    subject: str = ""
    name: Text = Text()


class Colleague(NamedTuple):
    """Somebody to whom the organiser gave a link of their own; times in Unix milliseconds, 0 for not yet."""

    link: str
    role: str
    name: str
    made_at: int
    renewed_at: int
    revoked_at: int
    changes: int


def ways_in(programme: Programme) -> Iterator[WayIn]:
    """Everybody who has a link of their own by the programme."""
    yield from (WayIn(role) for role in _ALONE)
    yield from (WayIn(role, hall.id, hall.name) for role in _PER_HALL for hall in programme.halls)
    yield from (WayIn(Role.SPEAKER, speaker.id, speaker.name) for _, speaker in programme.speakers())


def colleagues(state: State) -> list[Colleague]:
    """Everybody to whom the organiser gave a link, the newest first; those who have one before the others."""
    newest_first = [
        Colleague(id, link.role, link.name, link.made_at, link.renewed_at, link.revoked_at, link.changes)
        for id, link in reversed(state.staff.items())
    ]
    return sorted(newest_first, key=lambda one: one.revoked_at > 0)
