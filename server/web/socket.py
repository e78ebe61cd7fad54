"""The socket of a screen: commands and heartbeats in, in order; parts and acknowledgements out."""

import asyncio
import logging
from contextlib import suppress

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from moderation.permissions import Role
from server.live.seat import Seat
from server.live.writer import Accepted
from server.log.base import LogUnavailable
from server.render.words import refusal_message
from server.room.base import Refusal
from server.room.wording import LANGUAGES
from server.web.doors import VIEWERS, Visitor, still_valid, visitor
from server.web.house import House, house_of
from server.web.language import language_of
from server.web.orders import Answer, carry_out
from server.web.outlet import TRY_AGAIN, SocketOutlet
from server.web.parse import Heartbeat, Order, Refused, read_frame
from server.web.upgrade import cut

ENDED = 4001
NOT_TEXT = 1003
MOST_SOCKETS = 32
CHECK_EVERY = 3.0  # seconds
BREATH = 0.25  # seconds

log_ = logging.getLogger("entaku.web")

_encode = msgspec.json.Encoder().encode


async def converse(websocket: WebSocket) -> None:
    """One connection of one screen, from the handshake to the close."""
    house, view, hall = house_of(websocket), websocket.path_params["view"], websocket.path_params["hall"]
    who = await visitor(websocket, view, hall) if view in VIEWERS and hall in house.halls else None
    await websocket.accept()
    if who is None:
        # A browser cannot see why a handshake fails, but it can see this code, and stops coming back.
        await websocket.close(ENDED)
    elif sum(1 for _ in house.runtime.hub.seats_of((who.actor.id,))) >= MOST_SOCKETS:
        await websocket.close(TRY_AGAIN)
    else:
        await _Conversation(house, websocket, who, view, hall).run()


class _Conversation:
    """What one socket's reader, writer and doorkeeper share."""

    def __init__(self, house: House, websocket: WebSocket, who: Visitor, view: str, hall: str) -> None:
        asked = websocket.query_params.get("lang", "")
        self._lang = asked if asked in LANGUAGES else language_of(websocket)
        self._house, self._websocket, self._who = house, websocket, who
        self._outlet = SocketOutlet(lambda: house.runtime.whole(view, hall, self._lang))
        self._seat = Seat(view, hall, self._lang, who.actor, self._outlet)

    async def run(self) -> None:
        """Until either side closes."""
        version = self._websocket.query_params.get("v", "")
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(self._write()), group.create_task(self._watch_the_door())]
            try:
                self._house.runtime.sit(self._seat, version)
                await self._read()
            finally:
                self._house.runtime.stand(self._seat)
                for task in others:
                    task.cancel()

    async def _write(self) -> None:
        try:
            await self._websocket.close(await self._outlet.write(self._websocket.send_text))
        except WebSocketDisconnect:
            return  # the reader sees it too, and ends the conversation
        except TimeoutError:
            log_.info("cut a reader that takes nothing view=%s", self._seat.view)
            cut(self._websocket)

    async def _watch_the_door(self) -> None:
        while self._who.actor.role != Role.AUDIENCE:
            await asyncio.sleep(CHECK_EVERY)
            # While the vault cannot be read, a screen goes on showing; it is commands that need it.
            with suppress(LogUnavailable):
                if not await still_valid(self._house, self._who):
                    self._outlet.close(ENDED)

    async def _read(self) -> None:
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            if not self._house.limits.allows("frames", self._who.actor.id):
                # Not reading is what slows a flood down: the sender's own buffers fill.
                await asyncio.sleep(BREATH)
            text = message.get("text")
            if text is None:
                self._outlet.close(NOT_TEXT)
            else:
                await self._take(text)

    async def _take(self, text: str) -> None:
        said = read_frame(text)
        if isinstance(said, Heartbeat):
            self._house.runtime.beat(self._seat, said.shows)
            self._say(self._beaten(said.beat))
        elif isinstance(said, Refused):
            self._acknowledge(said.id, said.code)
        else:
            self._acknowledge(said.id, await self._answer(said))

    def _beaten(self, beat: int) -> dict[str, object]:
        runtime = self._house.runtime
        answer: dict[str, object] = {"now": runtime.now(), "beat": beat}
        return answer | {"behind": True} if runtime.behind else answer

    async def _answer(self, order: Order) -> Answer:
        try:
            if not await still_valid(self._house, self._who):
                return Refusal.NOT_ALLOWED
        except LogUnavailable:
            return Refusal.STORAGE_UNAVAILABLE
        return await carry_out(self._house, self._who, order)

    def _acknowledge(self, id: str, answer: Answer) -> None:
        if isinstance(answer, Accepted):
            self._say({"ack": id, "seq": str(answer.seq)})
        else:
            self._say({"ack": id, "refused": answer, "message": refusal_message(answer, self._lang)})

    def _say(self, message: dict[str, object]) -> None:
        self._outlet.say(_encode(message).decode())
