"""The bar at the top of the desk: where I am, and whether all is well."""

import msgspec

from moderation.status import ReviewMode
from server.room.programme import Session
from server.room.state import State
from server.room.wording import Text
from server.views.common import Count, newest_poll
from server.views.desk.polls import DeskStrangers, strangers
from server.views.desk.queues import asked_in, is_waiting
from server.views.part import Part
from server.views.presence import Presence, ScreenHealth


class DeskDoubt(DeskStrangers, frozen=True):
    """The strangers among the voters in few words, which lead to the poll and say more there."""


class DeskBar(Part, frozen=True):
    """Where I am and whether all is well; `strangers` are those of the poll that the phones show.

    `searching`: similar questions have not all been found yet.
    """

    hall: str
    hall_name: Text
    session: str
    title: Text
    started_at: int
    mode: ReviewMode
    connected: Count
    strangers: DeskDoubt
    pending: Count
    screen: ScreenHealth
    stages: int
    searching: bool


def bar(state: State, hall: str, session: Session | None, presence: Presence) -> DeskBar:
    """The bar of a hall."""
    planned = state.programme.hall(hall) if state.programme else None
    record = state.sessions[session.id] if session else None
    poll = newest_poll(state, session) if session else None
    doubt = strangers(state, poll.id if poll else "", "desk-doubt")
    waiting = sum(is_waiting(state, one) for one in asked_in(state, session))
    return DeskBar(
        id="desk-bar",
        hall=hall,
        hall_name=planned.name if planned else Text(),
        session=session.id if session else "",
        title=session.title if session else Text(),
        started_at=record.started_at if record else 0,
        mode=record.mode if record else ReviewMode.REVIEW,
        connected=Count("desk-connected", presence.phones),
        strangers=DeskDoubt(*msgspec.structs.astuple(doubt)),
        pending=Count("desk-pending", waiting),
        screen=presence.screen,
        stages=presence.stages,
        searching=presence.searching,
    )
