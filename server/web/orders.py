"""What both edges do with a parsed command: is it for this role and hall, is it too fast, carry it out."""

import secrets
from typing import TypeAlias

from moderation.permissions import may
from server.live.writer import Accepted
from server.room.base import Refusal
from server.web.doors import Visitor
from server.web.house import House
from server.web.parse import Order

Answer: TypeAlias = Accepted | Refusal

NOT_SAVED = frozenset({Refusal.STORAGE_FULL, Refusal.STORAGE_UNAVAILABLE})


async def carry_out(house: House, who: Visitor, order: Order) -> Answer:
    """The answer to a command; an acceptance means that it is durable and counted."""
    name = str(type(order.command).__struct_config__.tag)
    hall = getattr(order.command, "hall", "")
    known_elsewhere = hall in house.halls and hall not in who.halls
    if not may(who.actor.role, name) or known_elsewhere:
        return Refusal.NOT_ALLOWED
    # What was already carried out is answered again rather than called too fast.
    repeated = order.id in house.state.recent.get(who.actor.id, ())
    if not repeated and not house.limits.allows_command(name, who.actor.role, who.actor.id):
        return Refusal.SLOW_DOWN
    answer = await house.runtime.submit(order.command, who.actor, order.id or new_id())
    if answer in NOT_SAVED and not repeated:
        # It comes again by itself until it is saved, and must not be called too fast for that.
        house.limits.give_back(name, who.actor.role, who.actor.id)
    return answer


def new_id() -> str:
    """An id for a command or a question, as a page mints it for its forms."""
    return secrets.token_urlsafe(15)
