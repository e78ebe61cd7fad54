"""The socket of a screen: who may come in, until the connection is handed over to its seat."""

from starlette.websockets import WebSocket

from server.log.base import LogUnavailable
from server.web.conversation import ENDED
from server.web.doors import VIEWERS, visitor
from server.web.house import house_of
from server.web.seating import has_room, sit_down
from server.web.upgrade import hand_over

TRY_AGAIN = 1013


async def converse(websocket: WebSocket) -> None:
    """Let a screen in, or say why not."""
    house, view, hall = house_of(websocket), websocket.path_params["view"], websocket.path_params["hall"]
    try:
        who = await visitor(websocket, view, hall) if view in VIEWERS and hall in house.halls else None
    except LogUnavailable:
        # Nobody can tell now whether a private link still counts.
        await websocket.accept()
        await websocket.close(TRY_AGAIN)
        return
    await websocket.accept()
    if who is None:
        # A browser cannot see why a handshake fails, but it can see this code, and stops coming back.
        await websocket.close(ENDED)
    elif has_room(house, who):
        sit_down(websocket, who, view, hall, hand_over(websocket))
    else:
        await websocket.close(TRY_AGAIN)
