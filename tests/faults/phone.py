"""A phone: it keeps in an outbox what it sent, and sends it again under the same id until it is answered."""

import json
from typing import Any

from tests.faults.history import Act
from tests.faults.line import Line


class Phone:
    """Somebody in the audience. Commands leave in order, and several may be on their way."""

    def __init__(self, name: str, line: Line) -> None:
        self.name, self.line = name, line
        self.outbox: dict[str, tuple[Act, str]] = {}
        self._again: list[str] = []

    async def stay(self, spread: float) -> None:
        """Be in the hall until cancelled."""
        await self.line.stay(self._send_all, self._take, spread)

    def act(self, act: Act, **fields: Any) -> None:
        """Begin a command: it leaves now, or as soon as there is a line."""
        self.outbox[act.id] = (act, json.dumps({"id": act.id, "command": {"do": act.op, **fields}}))
        self._send(act.id)

    def beat(self) -> None:
        """Send again what storage could not take."""
        again, self._again = self._again, []
        for id in again:
            self._send(id)

    def _send_all(self) -> None:
        for id in self.outbox:
            self._send(id)

    def _send(self, id: str) -> None:
        if id in self.outbox:
            act, frame = self.outbox[id]
            # Noted before it is known to have left: what may have left, may have been carried out.
            act.was_sent()
            self.line.send(frame)

    def _take(self, message: bytes) -> None:
        if not message.startswith(b"{"):
            return
        answer = json.loads(message)
        id = answer.get("ack")
        if id not in self.outbox:
            return
        if self.outbox[id][0].was_answered(answer):
            del self.outbox[id]
        else:
            self._again.append(id)
