"""Leaving: every screen is told to come back, some at a time, so that other workers can take them in."""

from asyncio import sleep

from moderation.permissions import Role
from server.live.hub import Hub

COME_BACK = 1012  # the WebSocket's close code for a service that restarts
AT_ONCE = 250
PAUSE = 0.1  # seconds
MOST_PAUSES = 90


async def send_away(hub: Hub) -> None:
    """Tell the staff's screens first: whoever leads the meeting must be back at once."""
    seats = sorted(hub.all(), key=lambda seat: seat.actor.role == Role.AUDIENCE)
    at_once = max(AT_ONCE, -(-len(seats) // MOST_PAUSES))
    for first in range(0, len(seats), at_once):
        for seat in seats[first : first + at_once]:
            seat.outlet.close(COME_BACK)
        await sleep(PAUSE)
