"""What the questions on the desk can be filtered by, labelled with, and routed to."""

from typing import NamedTuple

import msgspec

from server.room.programme import Session
from server.room.state import State
from server.room.wording import Text
from server.views.desk.labels import Label, labels_of, named
from server.views.desk.queues import Queues
from server.views.part import Part


class Seat(msgspec.Struct, frozen=True):
    """A speaker and the delegation that they belong to."""

    id: str
    name: Text
    delegation: str


class DeskFilter(Part, frozen=True):
    """What the filter offers: the programme's labels, the desk's own, and who sits on stage."""

    suggested: tuple[Label, ...] = ()
    own: tuple[Label, ...] = ()
    speakers: tuple[Seat, ...] = ()


class DeskLabels(Part, frozen=True):
    """The labels that a question can be given with one press."""

    suggested: tuple[Label, ...] = ()
    own: tuple[Label, ...] = ()


class DeskRoute(Part, frozen=True):
    """To whom a question can be given."""

    speakers: tuple[Seat, ...] = ()


class Choices(NamedTuple):
    """The same choices, as a filter and as what can be done."""

    filter: DeskFilter
    labels: DeskLabels
    route: DeskRoute


def choices(state: State, session: Session | None, lists: Queues) -> Choices:
    """What can be chosen now."""
    suggested = named(state.programme, session)
    own = labels_of(sorted(_codes(lists) - {one.code for one in suggested}), ())
    seats = tuple(Seat(one.id, one.name, one.delegation) for one in (session.speakers if session else ()))
    return Choices(
        DeskFilter("desk-filter", suggested, own, seats),
        DeskLabels("desk-labels", suggested, own),
        DeskRoute("desk-route", seats),
    )


def _codes(lists: Queues) -> set[str]:
    """The labels in use."""
    queues = (getattr(lists, name) for name in Queues.__struct_fields__)
    return {label.code for queue in queues for one in queue.items for label in one.labels}
