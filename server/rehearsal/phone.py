"""A phone in the hall: what it sends waits in its outbox until it is answered, over any number of lines."""

import re
import secrets
from typing import NamedTuple

import msgspec

from server.rehearsal.fetch import fetch
from server.rehearsal.hearing import Broadcast, Said
from server.rehearsal.screen import Screen
from server.rehearsal.surroundings import Surroundings

_VERSION = re.compile(rb'hx-ws:connect="[^"]*[?;]v=([^"&]*)"')
_encode = msgspec.json.encode


class Sent(NamedTuple):
    """A command on its way: what it is, its frame, what it is about, and when it was last sent."""

    do: str
    frame: bytes
    about: str
    at: float


class Phone(Screen):
    """Somebody in the audience; `opens_page`: they do not only return to a page that is open."""

    counts = True

    __slots__ = ("language", "name", "opens_page", "outbox", "supported", "voted")

    def __init__(self, around: Surroundings, hall: str, language: str, opens_page: bool) -> None:
        super().__init__(around, hall, f"/ws/audience/{hall}?lang={language}", cookie="")
        self.language, self.opens_page = language, opens_page
        self.outbox: dict[str, Sent] = {}
        self.supported: set[str] = set()
        self.voted: set[str] = set()
        self.name = ""

    async def prepare(self) -> None:
        """See `Link`."""
        if self.opens_page or not self.cookie:
            await self.open_page()

    async def open_page(self) -> None:
        """Load the page, which says what it shows, and leaves a cookie at the first visit."""
        page = f"/m/{self.around.meeting}/{self.hall}?lang={self.language}"
        answer = await fetch(self.around.target, page, headers={"Cookie": self.cookie} if self.cookie else {})
        self.around.figures.received += len(answer.body)
        if answer.status != 200:
            raise ConnectionError(f"the page was answered with {answer.status}")
        found = _VERSION.search(answer.body)
        self.version = found[1].decode() if found else ""
        self.cookie = self.cookie or answer.cookies

    def tap(self, do: str, about: str = "", **fields: object) -> None:
        """Send a command; without a line it waits."""
        id = secrets.token_hex(16)
        self.around.figures.sent[do] += 1
        self.outbox[id] = Sent(do, _encode({"id": id, "command": {"do": do, **fields}}), about, 0.0)
        if self.is_open:
            self._transmit(id)

    def completed_by(self, shown: Broadcast) -> bool:
        """See `Screen`. What is personal may come before the whole."""
        return shown.is_whole

    def opened(self) -> None:
        """See `Ears`. What was not answered is sent again: nobody knows whether it came through."""
        for id, sent in self.outbox.items():
            self.around.figures.resent += bool(sent.at)
            self.outbox[id] = sent._replace(at=0.0)
        super().opened()

    def beat(self) -> None:
        """As a page does, and behind the heartbeat what waits: for a line, or for a storage that is away."""
        super().beat()
        if self.is_open:
            for id in [id for id, sent in self.outbox.items() if not sent.at]:
                self._transmit(id)

    def answered(self, said: Said) -> None:
        """Take it out of the outbox; that nothing waits for it would be an answer too many."""
        figures, now = self.around.figures, self.around.clock()
        sent = self.outbox.pop(str(said.ack), None)
        if sent is None:
            figures.repeated += 1
            return
        if said.refused.startswith("storage-"):
            figures.held += 1
            self.outbox[str(said.ack)] = sent._replace(at=0.0)
            return
        figures.answer.add(now - sent.at)
        if said.refused:
            figures.refused[said.refused] += 1
            return
        figures.accepted[sent.do] += 1
        if sent.do == "vote" and sent.about not in self.voted:
            self.voted.add(sent.about)
            early = self.around.sight.voted(self.hall, sent.about, now)
            if early is not None:
                figures.seen.add(early)

    def _transmit(self, id: str) -> None:
        self.outbox[id] = sent = self.outbox[id]._replace(at=self.around.clock())
        self.send(sent.frame)
