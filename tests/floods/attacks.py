"""The attacks: so many connections, each of which sends as fast as it is answered."""

import asyncio
import json
import secrets
import string
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeAlias

from tests.faults.wire import Wire
from tests.floods.honest import OPTIONS, POLL, SESSION
from tests.floods.plain import PAGE, PATIENCE, Plain, Reply, plain

MOST_PEOPLE = 5_000
MADE_PER_TURN = 20  # made-up people act so often before the next one is made
_LETTERS = string.ascii_letters + string.digits

Attack: TypeAlias = Callable[["Flood"], Coroutine[None, None, None]]


class Flood:
    """What an attacker knows and counts; `answers` by command that was accepted, refusal, or status."""

    def __init__(self, origin: str, question: str) -> None:
        self.origin, self._question = origin, question
        self.answers: Counter[str] = Counter()
        self.accepted = self.sent = 0
        self.people: list[str] = []
        self.seconds = 0.0
        self._turns = count()

    def order(self) -> tuple[str, dict[str, object]]:
        """The next command: each kind in turn."""
        turn, id = next(self._turns), secrets.token_urlsafe(15)
        orders: list[tuple[str, dict[str, object]]] = [
            ("vote", {"poll": POLL, "choice": [OPTIONS[turn % 2]]}),
            ("upvote", {"question": self._question}),
            ("ask", {"question": id, "session": SESSION, "text": f"Flood {id}?"}),
            ("set-name", {"name": f"Nobody {turn}"}),
            ("set-language", {"language": ("fr", "ja", "en")[turn % 3]}),
            ("retract", {"question": self._question}),
            ("edit", {"question": self._question, "text": f"Flood {id}!"}),
            ("withdraw", {"question": self._question}),
        ]
        do, fields = orders[turn % len(orders)]
        return do, {"id": id, **fields}

    def heard(self, do: str, answer: dict[str, str]) -> None:
        """A command was answered."""
        self.sent += 1
        self.accepted += "seq" in answer
        self.answers[do if "seq" in answer else answer.get("refused", "?")] += 1

    async def post(self, line: Plain, cookies: str) -> None:
        """Send the next command for somebody."""
        do, fields = self.order()
        reply: Reply = await line.post(do, cookies, fields)
        self.heard(do, json.loads(reply.body) if reply.body.startswith(b"{") else {})

    async def make_up(self, line: Plain) -> str:
        """Be given the cookies of one more person, by the page."""
        page = await line.get(PAGE)
        self.answers[f"page {page.status}"] += 1
        return page.cookies

    def figures(self) -> str:
        """What was tried, and what became of it."""
        each = ", ".join(f"{name} {number}" for name, number in self.answers.most_common())
        rate = self.sent / self.seconds if self.seconds else 0
        return f"{self.sent} commands or guesses, {rate:.0f}/s, {self.accepted} accepted ({each})"


@asynccontextmanager
async def flooding(flood: Flood, attack: Attack, times: int) -> AsyncIterator[None]:
    """Attack from so many sides until the block ends."""
    began = time.monotonic()
    tasks = [asyncio.create_task(attack(flood)) for _ in range(times)]
    try:
        yield
        defects = [task.exception() for task in tasks if task.done()]
        assert not defects, f"an attacker gave up: {defects}"
    finally:
        flood.seconds = time.monotonic() - began
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def made_up_cookies(like: str) -> str:
    """Cookies of the very form of real ones, and one of the first release's, of random letters."""
    forged = [
        f"{name}={''.join(secrets.choice(_LETTERS) if one in _LETTERS else one for one in value)}"
        for name, _, value in (cookie.partition("=") for cookie in like.split("; "))
    ]
    return "; ".join({*forged, f"entaku={secrets.token_urlsafe(24)}"})


async def without_the_code(flood: Flood) -> None:
    """Be nobody: cookies that no page gave, for commands, the own state and sockets."""
    async with plain(flood.origin) as line:
        like = (await line.get(PAGE)).cookies

    async def turn(line: Plain) -> None:
        cookies = made_up_cookies(like)
        for _ in range(MADE_PER_TURN):
            await flood.post(line, cookies)
        flood.answers[f"own state {(await line.get('/state/me/main', cookies)).status}"] += 1
        await _try_a_socket(flood, cookies)

    await _again_and_again(flood, turn)


async def with_the_code(flood: Flood) -> None:
    """Be thousands: cookies that the page gave, for commands without a socket."""

    async def turn(line: Plain) -> None:
        if len(flood.people) < MOST_PEOPLE:
            flood.people.append(await flood.make_up(line))
        for _ in range(MADE_PER_TURN):
            await flood.post(line, secrets.choice(flood.people))

    await _again_and_again(flood, turn)


async def first_visits(flood: Flood) -> None:
    """Ask for the page as if for the first time, and for that of codes that do not exist."""

    async def turn(line: Plain) -> None:
        await flood.make_up(line)
        wrong = await line.get(f"/m/{secrets.token_hex(3).upper()}")
        flood.answers[f"wrong code {wrong.status}"] += 1
        flood.sent += 1

    await _again_and_again(flood, turn)


async def with_code_and_socket(flood: Flood) -> None:
    """Be somebody with a socket, who sends the next command as soon as the last one is answered."""
    async with plain(flood.origin) as line:
        cookies = await flood.make_up(line)
    answers: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    wire = await Wire.open(flood.origin, "/ws/audience/main?lang=en", cookies, _hearing(answers))
    wire.ended.add_done_callback(lambda _: answers.put_nowait({}))
    try:
        while not wire.ended.done():
            do, fields = flood.order()
            wire.send(json.dumps({"id": fields.pop("id"), "command": {"do": do, **fields}}).encode())
            flood.heard(do, await answers.get())
        raise ConnectionError("an attacker's socket was cut")
    finally:
        wire.cut()


def _hearing(answers: "asyncio.Queue[dict[str, str]]") -> Callable[[bytes], None]:
    def hear(message: bytes) -> None:
        if message.startswith(b'{"ack"'):
            answers.put_nowait(json.loads(message))

    return hear


async def _try_a_socket(flood: Flood, cookies: str) -> None:
    """Whether made-up cookies are shown the hall."""
    shown = asyncio.get_running_loop().create_future()

    def hear(message: bytes) -> None:
        if not shown.done():
            shown.set_result(message)

    wire = await Wire.open(flood.origin, "/ws/audience/main?lang=en", cookies, hear)
    try:
        await asyncio.wait((wire.ended, shown), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        flood.answers["socket that was shown something" if shown.done() else "socket that was closed"] += 1
    finally:
        wire.cut()


async def _again_and_again(flood: Flood, turn: Callable[[Plain], Awaitable[None]]) -> None:
    """Take turns over one connection, and over another when the server wants no more of that."""
    while True:
        try:
            async with plain(flood.origin) as line:
                while True:
                    await turn(line)
        except (OSError, EOFError):
            flood.answers["connection ended"] += 1
