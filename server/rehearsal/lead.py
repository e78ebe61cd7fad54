"""Somebody at the desk when nobody is: starts sessions, reviews, puts questions on stage, opens polls."""

import asyncio
import json
from pathlib import Path

import msgspec

from server.rehearsal.desk import Desk, Step, act, pause, review
from server.rehearsal.fetch import fetch, why
from server.rehearsal.screen import Screen
from server.rehearsal.surroundings import Surroundings
from server.settings import LINKS_FILE, Trouble

EVERY = 1.0  # seconds

_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(Desk).decode


def moderators_link(said: str) -> str:
    """The path of the link that leads to the desk: in the address itself, or in a data folder's links."""
    _, found, token = said.partition("/in/")
    return f"/in/{token}" if found else moderators_link(str(_links(said).get("moderator", said)))


def meeting_of(said: str) -> str:
    """The code of the meeting whose data folder this is; empty for a link, which does not tell."""
    return "" if not said or "/in/" in said else str(_links(said).get("meeting", ""))


def _links(folder: str) -> dict[str, object]:
    try:
        links = json.loads((Path(folder) / LINKS_FILE).read_text("utf-8"))
    except (OSError, ValueError) as error:
        what = f"{folder} is neither a moderator's link nor a data folder with {LINKS_FILE}."
        raise Trouble(what) from error
    return dict(links)


class Lead:
    """Moderates one hall; `doing` is what was done last."""

    def __init__(self, around: Surroundings, hall: str, cookie: str, seconds: float) -> None:
        self.doing = ""
        self.screen = Screen(around, hall, f"/ws/projector/{hall}?lang=fr", cookie)
        self._around, self._hall, self._cookie, self._seconds = around, hall, cookie, seconds
        around.watchers[hall] = self.screen

    @classmethod
    async def come_in(cls, around: Surroundings, hall: str, link: str, seconds: float) -> "Lead":
        """Exchange the private link for its cookie; raises `Trouble` if it does not open the desk."""
        cookie = (await fetch(around.target, link)).cookies
        lead = cls(around, hall, cookie, seconds)
        if await lead._look() is None:
            raise Trouble(
                "The link of --lead does not open the desk: it must be the moderator's, not renewed since."
            )
        return lead

    async def live(self) -> None:
        """Until cancelled; what the server refuses or cannot take is left, as a person would."""
        self.screen.come()
        number, due = 0, 0.0
        while True:
            try:
                desk = await self._look()
                if desk:
                    for step in review(desk, self._around.chance):
                        await self._do(step)
                if desk and self._around.clock() >= due:
                    for step in act(desk, number):
                        await self._do(step)
                    number += bool(desk.live_session)
                    due = self._around.clock() + pause(desk, self._seconds)
            except (OSError, TimeoutError) as error:
                self._around.figures.cuts[f"desk: {why(error)}"] += 1
            self.screen.beat()
            await asyncio.sleep(EVERY)

    async def _look(self) -> Desk | None:
        asked = {"Cookie": self._cookie, "Accept": "application/json"}
        answer = await fetch(self._around.target, f"/state/desk/{self._hall}", headers=asked)
        return _decode(answer.body) if answer.status == 200 else None

    async def _do(self, step: Step) -> None:
        said = {"Cookie": self._cookie, "Accept": "application/json", "Content-Type": "application/json"}
        body = _encode(step.fields)
        answer = await fetch(
            self._around.target, f"/do/{step.do}?as=desk", method="POST", body=body, headers=said
        )
        refused = answer.json().get("refused")
        self._around.figures.led[str(refused) if refused else step.do] += 1
        if not refused:
            # What the programme calls something is worth reading; what a phone minted is not.
            named = [id for what, id in step.fields.items() if what != "question"]
            self.doing = " ".join([step.do, *named])
