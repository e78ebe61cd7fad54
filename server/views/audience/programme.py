"""The programme of the meeting, with what is live in it."""

from typing import Literal

from server.room.state import State
from server.room.wording import Text
from server.views.part import Listing, Part


class Line(Part, frozen=True):
    """One session in the programme."""

    session: str
    hall: str
    hall_name: Text
    title: Text
    kind: str
    phase: Literal["planned", "live", "ended"]
    sdgs: tuple[int, ...] = ()
    introduction: Text = Text()


class Lines(Listing, frozen=True):
    """The programme of the meeting, what is live first to the eye."""

    items: tuple[Line, ...] = ()


def lines(state: State) -> Lines:
    """The programme with what is live in it."""
    plan = state.programme
    if plan is None:
        return Lines("programme")
    halls = {hall.id: hall.name for hall in plan.halls}
    return Lines(
        "programme",
        tuple(
            Line(
                id=f"s-{one.id}",
                session=one.id,
                hall=one.hall,
                hall_name=halls.get(one.hall, Text()),
                title=one.title,
                kind=one.kind,
                phase=state.sessions[one.id].phase,
                sdgs=one.sdgs,
                introduction=one.introduction,
            )
            for one in plan.sessions
        ),
    )
