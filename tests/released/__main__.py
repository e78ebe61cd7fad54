"""The fixtures of this release, made once, before the next one changes anything: `python -m tests.released`.

A real server holds a meeting; what it cannot be driven to from outside is handed in afterwards.
"""

import asyncio
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import redis

from server import __version__, moving, records
from server.links import known_links
from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.storage import in_folder
from server.room.base import SYSTEM
from server.room.codec import decode
from server.room.fold import fold
from server.room.loss import ReportLoss
from server.room.registry import EVENTS
from server.room.state import State
from server.room.translations import DraftTranslation
from server.settings import Source
from tests.cli.entaku import Browser, Server
from tests.redis_server import running
from tests.released.course import Course
from tests.released.facts import facts_of, sha256
from tests.released.fixture import FIXTURES, PROGRAMME, About
from tests.released.guest import MEETING, Kept


def main() -> None:
    """Make the folder of this release; an existing one is never made anew."""
    home = FIXTURES / __version__
    if home.exists():
        sys.exit(f"{home} exists: what a release wrote is never made anew.")
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(_make(Path(temporary), home))
    print(f"{home} is made. Commit it with the release that made it.")


async def _make(work: Path, home: Path) -> None:
    server = Server(work)
    server.programme = PROGRAMME
    try:
        people = await _hold(server)
        await _add(server.data)
        # What is left is what a server leaves that was stopped.
        server.start()
        with Browser(server.url) as browser:
            assert browser.get(f"/m/{MEETING}").status_code == 200
        server.stop()
    finally:
        server.clear_away()
    left = {file.name: file.stat().st_size for file in server.data.iterdir()}
    assert left.pop("vault.db-journal", 0) == 0
    assert left.keys() == {"entaku.db", "vault.db", "links.json"}, left
    made = work / "made"
    made.mkdir()
    await _keep(server.data, made, people)
    await _dump(server.data, work, made)
    shutil.copytree(made, home)


async def _hold(server: Server) -> list[Kept]:
    server.start()
    links = known_links(server.data / "links.json")
    assert links
    async with AsyncExitStack() as here:
        people = await Course(server.url, links, here).hold()
    server.stop()
    return people


async def _add(data: Path) -> None:
    """What only the server itself does: a machine's draft, and a loss that a desk acknowledges."""
    async with in_folder(data) as storage:
        runtime = await Runtime.open(storage, MEETING)
        apart = next(one.id for one in runtime.state.questions.values() if "pluie" in one.text)
        for command in (
            DraftTranslation(apart, "ja", "雨水はどうですか。", 0),
            ReportLoss(3, runtime.now() - 1_000),
        ):
            assert isinstance(await runtime.submit(command, SYSTEM, ""), Accepted), command
        await runtime.close()


async def _keep(data: Path, home: Path, people: list[Kept]) -> None:
    """The folder, its facts, and what later tests must know."""
    async with in_folder(data) as storage:
        state, written, refused = State(), set[str](), set[str]()
        for seq, body in await storage.log.read(MEETING, 0):
            entry = decode(seq, body)
            assert entry.event
            name = str(type(entry.event).__struct_config__.tag)
            written.add(name)
            if fold(state, entry):
                refused.add(name)
    assert refused >= {"ballot-cast", "poll-closed"}, f"nothing came too late but {refused}: try again"
    assert written == EVENTS.keys() - {"loss-acknowledged"}, EVENTS.keys() - written
    replayed, facts = await records.replay(Source(data)), facts_of(state, __version__)
    (home / "facts.json").write_text(facts, "utf-8")
    about = About(__version__, replayed, sha256(facts), people)
    (home / "about.json").write_bytes(msgspec.json.format(msgspec.json.encode(about)) + b"\n")
    shutil.copytree(data, home / "folder", ignore=shutil.ignore_patterns("*-journal"))


async def _dump(data: Path, work: Path, home: Path) -> None:
    """The same meeting as Redis saves it."""
    copy = work / "copy"
    shutil.copytree(data, copy)
    (work / "redis").mkdir()
    with running(work / "redis", "appendonly no") as server:
        source = Source(copy, server.url)
        before = await records.replay(Source(data))
        await moving.move(source, "redis")
        assert await records.replay(source) == before
        with redis.Redis.from_url(server.url, protocol=2) as client:
            client.save()
        shutil.copy(work / "redis" / "dump.rdb", home / "dump.rdb")


if __name__ == "__main__":
    main()
