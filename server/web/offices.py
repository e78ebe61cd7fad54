"""What those pages share that are no screen of a hall: who may not see them, and what stands around."""

from collections.abc import Iterable

from starlette.requests import Request

from moderation.permissions import Role
from server.render.figures import moment_of
from server.render.notices import Problem
from server.render.roles import role_words
from server.web.doors import passes
from server.web.errors import Refusing
from server.web.house import house_of
from server.web.language import choices, language_of


def without_pass(request: Request, roles: Iterable[Role], hall: str = "") -> Refusing:
    """What somebody is told who has none of these roles: whoever was let in before, that it has ended."""
    had_one = any(True for role in roles for _ in passes(request, role, hall))
    return Refusing(403, Problem.LINK_ENDED if had_one else Problem.NEEDS_LINK)


def office(request: Request, here: str, role: str) -> dict[str, object]:
    """What every such page shows to somebody in this role; `here` is its address."""
    house, lang = house_of(request), language_of(request)
    return {
        "here": here,
        "is_organiser": role == Role.ORGANISER,
        "desk": f"/desk/{house.main_hall}",
        "code": house.runtime.meeting,
        "languages": choices(request, f"/{here}"),
        "role_words": lambda role: role_words(role, lang),
        "moment_of": lambda ms: moment_of(ms, lang),
    }
