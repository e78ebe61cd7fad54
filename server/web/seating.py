"""Seating: what a screen that may come in is given, whichever way it came."""

from starlette.requests import HTTPConnection

from moderation.permissions import Role
from server.live.seat import Seat
from server.room.wording import LANGUAGES
from server.web.conversation import Conversation
from server.web.doors import Visitor
from server.web.house import House, house_of
from server.web.language import language_of
from server.web.line import Line
from server.web.upgrade import Handover

MOST_SOCKETS = 32


def has_room(house: House, who: Visitor) -> bool:
    """Whether this person may have one more screen."""
    return sum(1 for _ in house.runtime.hub.seats_of((who.actor.id,))) < MOST_SOCKETS


def sit_down(connection: HTTPConnection, who: Visitor, view: str, hall: str, handover: Handover) -> None:
    """Give a screen its seat; from then on it is kept up to date, and may speak."""
    house, asked = house_of(connection), connection.query_params
    if who.actor.role == Role.AUDIENCE:
        house.crowd.connected(who.actor.id)
    lang = asked.get("lang", "")
    line = Line(handover, house.patrol)
    lang = lang if lang in LANGUAGES else language_of(connection)
    seat = Seat(view, hall, lang, who.actor, line, who.speaker, who.since)
    Conversation(house, who, seat, line).begin(asked.get("v", ""))
