"""What goes on in a hall, for the crowd to act upon: one reader per hall, so that no phone need parse it."""

import asyncio
import re
from dataclasses import dataclass, field

import msgspec

from server.rehearsal.fetch import fetch, why
from server.rehearsal.surroundings import Surroundings
from server.rehearsal.target import Target
from server.settings import Trouble

EVERY = 1.0  # seconds
_HALL = re.compile(rb'hx-ws:connect="/ws/audience/([^?"]+)')


class OpenPoll(msgspec.Struct, frozen=True):
    """A poll that takes ballots now; `most` options at once."""

    id: str
    options: tuple[str, ...]
    most: int


@dataclass
class Scene:
    """The hall as its phones see it."""

    hall: str
    session: str = ""
    takes_questions: bool = False
    poll: OpenPoll | None = None
    questions: list[str] = field(default_factory=list)

    @property
    def waits_for(self) -> str:
        """What the crowd is waiting for, in words; empty if it has something to do."""
        if not self.session:
            return f"no session is live in {self.hall}: start one at the desk, or give --lead"
        return (
            "" if self.poll or self.takes_questions else f"{self.hall} takes no questions and no poll is open"
        )


class _Item(msgspec.Struct):
    question: str
    status: str


class _Items(msgspec.Struct):
    items: list[_Item]


class _Choice(msgspec.Struct):
    option: str


class _Turnout(msgspec.Struct):
    n: int


class _Ballot(msgspec.Struct):
    poll: str
    phase: str
    kind: str
    at_most: int
    choices: list[_Choice]
    turnout: _Turnout


class _Now(msgspec.Struct):
    session: str


class _Asking(msgspec.Struct):
    mode: str


class _State(msgspec.Struct):
    now: _Now
    asking: _Asking
    ballot: _Ballot
    questions: _Items


_decode = msgspec.json.Decoder(_State).decode


async def hall_by_code(target: Target, meeting: str) -> str:
    """The hall that a phone shows when only the code is typed."""
    answer = await fetch(target, f"/m/{meeting}")
    found = _HALL.search(answer.body)
    if not found:
        raise Trouble(f"{target.origin} has no page of the meeting {meeting} for phones.")
    return found[1].decode()


class Scout:
    """Reads one hall again and again."""

    def __init__(self, around: Surroundings, hall: str) -> None:
        self.scene = Scene(hall)
        self._around = around
        self._tag = ""

    async def live(self) -> None:
        """Until cancelled; while the server is away, what was known last stays."""
        while True:
            try:
                await self.look()
            except (OSError, TimeoutError) as error:
                self._around.figures.cuts[f"state: {why(error)}"] += 1
            except msgspec.MsgspecError:
                self._around.figures.odd["the state of the hall could not be read"] += 1
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Read it once; raises `Trouble` if there is no such hall."""
        asked = {"Accept": "application/json"} | ({"If-None-Match": self._tag} if self._tag else {})
        answer = await fetch(self._around.target, f"/state/audience/{self.scene.hall}", headers=asked)
        if answer.status == 404:
            raise Trouble(f"The meeting has no hall {self.scene.hall}.")
        if answer.status != 200:
            return
        self._tag = answer.headers.get("etag", "")
        self._take(_decode(answer.body))

    def _take(self, state: _State) -> None:
        scene, ballot = self.scene, state.ballot
        scene.session = state.now.session
        scene.takes_questions = state.asking.mode in {"review", "publish"}
        scene.questions = [one.question for one in state.questions.items if one.status != "answered"]
        if ballot.phase != "open":
            scene.poll = None
        elif scene.poll is None or scene.poll.id != ballot.poll:
            options = tuple(one.option for one in ballot.choices)
            most = 1 if ballot.kind == "single" else ballot.at_most or len(options)
            scene.poll = OpenPoll(ballot.poll, options, most)
            self._around.sight.open(scene.hall, ballot.poll, ballot.turnout.n)
