"""What the tests of the live layer share: a meeting on files, a disk that can be full, screens that hear."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from moderation.status import ReviewMode
from server.live.hiding import is_uncounted
from server.live.message import Message
from server.live.runtime import Runtime
from server.live.sealers import Sealers
from server.live.seat import NOWHERE, Seat
from server.live.writer import Accepted, Answer
from server.log.ballot_keys.keys import LocalKeys
from server.log.base import LogFull, LogUnavailable, Place
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.storage import KEYS_FOLDER, Storage, ballot_keys_in
from server.log.wire import Alone
from server.room.base import Actor, Command
from server.room.planning import PlanProgramme
from server.room.sessions import SetReviewMode, StartSession
from tests.room.given import ANNA, MO, SERVER
from tests.room.plan import PLAN

MEETING = "PORT24"
PATIENCE = 10.0


class Disk(SqliteLog):
    """A log whose disk is full or gone when a test says so."""

    trouble: type[LogFull | LogUnavailable] | None = None
    held: asyncio.Event | None = None

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        if self.held:
            await self.held.wait()
        if self.trouble:
            raise self.trouble("No room.")
        return await super().append(meeting, bodies, place)


async def cut(log: SqliteLog, after: int) -> None:
    """The log loses what comes after this seq, as one does that comes back from an older copy."""
    await log._file.run(lambda file: file.execute("DELETE FROM entry WHERE seq > ?", (after,)).fetchall())


class Desk:
    """Whoever hands commands to a runtime, under ids that nobody else mints."""

    runtime: Runtime

    def __init__(self, ids: str) -> None:
        self._ids, self._commands = ids, 0

    async def do(self, command: Command, by: Actor = MO, id: str = "") -> Answer:
        """Submit a command with an id of its own, unless one is given."""
        self._commands += 1
        return await self.runtime.submit(command, by, id or f"{self._ids}-{self._commands:04}")

    async def done(self, *commands: Command, by: Actor = MO) -> int:
        """Submit commands that must be accepted; the place of the last one in the log."""
        seq = 0
        for command in commands:
            answer = await self.do(command, by)
            assert isinstance(answer, Accepted), (command, answer)
            seq = answer.seq
        return seq

    async def counted(self) -> None:
        """Wait for the outcome of each closed poll."""
        state = self.runtime.state
        async with asyncio.timeout(PATIENCE):
            while any(is_uncounted(state, poll) for poll in state.boxes):  # noqa: ASYNC110 - by others
                await asyncio.sleep(0.002)


class Meeting(Desk):
    """A meeting with its log and vault in one folder, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        super().__init__("command-number")
        self._folder = folder
        self.log: Disk
        self.vault: SqliteVault
        self.keys: LocalKeys

    async def start(self) -> "Meeting":
        self.log = await Disk.open(self._folder / "log.db")
        self.vault = await SqliteVault.open(self._folder / "vault.db")
        self.keys = ballot_keys_in(self._folder)
        storage = Storage(self.log, self.vault, Alone(), self.keys, shared=False)
        self.runtime = await Runtime.open(storage, MEETING)
        return self

    async def stop(self) -> None:
        await self.runtime.close()
        await self.vault.close()
        await self.log.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def sealers(self) -> Sealers:
        """What reads the sealed ballots of the log anew."""
        return Sealers(MEETING, ballot_keys_in(self._folder))

    def files_of_keys(self) -> Iterator[Path]:
        """Where keys of ballots are, or were."""
        return self._folder.glob(f"{KEYS_FOLDER}/*")

    async def entries(self) -> int:
        """How many entries the log has."""
        return await self.log.head(MEETING)


async def opened(folder: Path, by_first_rules: bool = False) -> Meeting:
    """The planned meeting, its first session live and taking questions without review."""
    meeting = await Meeting(folder).start()
    if not by_first_rules:
        await meeting.runtime.adopt_rules()
    await meeting.done(PlanProgramme(PLAN), by=SERVER)
    await meeting.done(StartSession("rt1"), SetReviewMode("rt1", ReviewMode.PUBLISH))
    return meeting


class Screen:
    """An outlet that keeps what it is given."""

    descriptor, deflates = NOWHERE, False

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.said: list[str] = []
        self.codes: list[int] = []
        self._news = asyncio.Event()

    @property
    def pushed(self) -> list[str]:
        """What was broadcast to it."""
        return [message.text for message in self.messages]

    def push(self, message: Message) -> None:
        self.messages.append(message)
        self._news.set()

    def push_rest(self, rest: bytes) -> None:
        raise AssertionError("there is no descriptor to write to")

    def say(self, message: Message) -> None:
        self.said.append(message.text)
        self._news.set()

    def close(self, code: int) -> None:
        self.codes.append(code)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until what arrived is enough."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def clear(self) -> None:
        self.messages.clear()
        self.said.clear()


def seated(
    view: str = "audience", by: Actor = ANNA, lang: str = "fr", hall: str = "main"
) -> tuple[Seat, Screen]:
    """A seat and the screen that stands there."""
    screen = Screen()
    return Seat(view, hall, lang, by, screen), screen
