"""What both edges do with a parsed command: is it for this role and hall, is it too fast, carry it out."""

import secrets

import msgspec

from moderation.permissions import Role, may
from server.live.writer import Answer, Answered, answer_of
from server.room.base import NO_VISIT, Actor, Command, Refusal, Visit
from server.room.polls import Vote
from server.views.rival import Rival, rival
from server.web.doors import Visitor
from server.web.house import House
from server.web.parse import Order

NOT_SAVED = frozenset({Refusal.STORAGE_FULL, Refusal.STORAGE_UNAVAILABLE})


def hand_in(house: House, who: Visitor, order: Order, answered: Answered) -> None:
    """Have a command carried out; `answered` as by `Runtime.hand_in`."""
    command, (person, role) = order.command, who.actor
    name = str(type(command).__struct_config__.tag)
    hall = getattr(command, "hall", "")
    if not may(role, name) or (hall and hall not in who.halls and hall in house.halls):
        answered(Refusal.NOT_ALLOWED)
    elif order.id in house.state.recent.get(person, ()) and not isinstance(command, Vote):
        # What was already carried out is answered again rather than called too fast. Not so a ballot: its id
        # is known of its voter only, so this one is another command's.
        house.runtime.hand_in(command, who.actor, order.id, answered)
    elif house.limits.allows_command(name, role, person, house.crowd):
        taken = _Taken(house, name, who.actor, answered)
        house.runtime.hand_in(command, who.actor, order.id or new_id(), taken, _visit(house, who, command))
    else:
        answered(Refusal.SLOW_DOWN)


async def carry_out(house: House, who: Visitor, order: Order) -> Answer:
    """Hand a command in and wait for the answer; an acceptance means that it is durable and counted."""
    return await answer_of(lambda answered: hand_in(house, who, order, answered))


def lost_to(house: House, who: Visitor, command: Command, answer: Answer) -> Rival | None:
    """Who was faster than this member of the staff, if that is why they were refused; phones never hear."""
    if not isinstance(answer, Refusal) or who.actor.role == Role.AUDIENCE:
        return None
    return rival(house.state, answer, questions_of(command), who.actor.id)


def questions_of(command: Command) -> list[str]:
    """The questions that a command is about."""
    named = (getattr(command, field, "") for field in ("question", "into"))
    return [question for question in named if question]


def _visit(house: House, who: Visitor, command: Command) -> Visit:
    """What a ballot should say of its voter's visit; nothing else says anything of it."""
    if isinstance(command, Vote):
        return Visit(who.since, not house.crowd.is_known(who.actor.id))
    return NO_VISIT


class _Taken(msgspec.Struct, frozen=True, gc=False):
    """What a command took of the buckets, and who hears its answer."""

    house: House
    name: str
    actor: Actor
    answered: Answered

    def __call__(self, answer: Answer) -> None:
        if isinstance(answer, Refusal) and answer in NOT_SAVED:
            # It comes again by itself until it is saved, and must not be called too fast for that.
            self.house.limits.give_back(self.name, self.actor.role, self.actor.id, self.house.crowd)
        self.answered(answer)


def new_id() -> str:
    """An id for a command or a question, as a page mints it for its forms."""
    return secrets.token_urlsafe(15)
