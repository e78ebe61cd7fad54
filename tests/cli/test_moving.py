"""`entaku move`: the same meeting elsewhere, with every link, pass and key; or, if it fails, where it was."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import redis
from typer.testing import CliRunner

from server import moving, records
from server.cli import cli
from server.links import known_links
from server.live import memory
from server.log.base import LogFull, LogUnavailable
from server.log.redis.home import RedisHome
from server.log.redis.log import RedisLog
from server.log.redis.vault import RedisVault
from server.log.sqlite.home import FolderHome
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.storage import Storage, in_folder, in_redis
from server.log.vault import KeyDestroyed, VaultContents
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask
from server.room.sessions import EndSession, StartSession
from server.settings import Source, Trouble
from tests.cli.entaku import PROGRAMME, complaint
from tests.cli.test_records import ANNA, BEN, CHIE, ENDING, MO, OPENING, running, say
from tests.ports import free_port
from tests.room.plan import PLAN

CODE = PLAN.code


@pytest.fixture
async def source(tmp_path: Path, redis_url: str) -> Source:
    """A folder with a meeting, in which one poll has closed and one is open; and an empty Redis.

    Both were opened by the first rules: their keys are in the vault, which moves.
    """
    folder = tmp_path / "data"
    folder.mkdir()
    async with running(folder) as runtime:
        await say(runtime, *OPENING[1:], *ENDING)
        await say(runtime, (MO, OpenPoll("rt1-p2")), (ANNA, Vote("rt1-p2", ("a",))))
    return Source(folder, redis_url)


def in_its_folder(source: Source) -> Source:
    """The meeting, looked for in the folder."""
    return Source(source.data)


def keys_in(address: str) -> set[str]:
    """Every key that Redis has."""
    with redis.Redis.from_url(address, protocol=2, decode_responses=True) as client:
        return set(client.scan_iter())


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder that say something."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.stat().st_size}


def token_of(source: Source) -> str:
    """The moderator's way in."""
    links = known_links(source.data / "links.json")
    assert links
    return links.moderator.rpartition("/")[2]


async def vault_in(storage: Storage) -> VaultContents:
    """All that the vault holds."""
    return await storage.vault.contents(0)


async def test_there_and_back_it_is_the_same_meeting(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await records.replay(in_its_folder(source))
    async with in_folder(source.data) as storage:
        link = await storage.vault.find_link(token_of(source))
        assert link
        staff = await storage.vault.mint_pass(link.id, storage.log.now())
        assert await storage.vault.mint_pass(link.id, 0), "a pass that has long expired"
        await storage.vault.revoke_links("speaker", "kobe")
        key = await storage.vault.signing_key(b"k" * 32)
        vault = await vault_in(storage)
    assert staff

    await moving.move(source, "redis")
    assert await records.replay(source) == before
    async with in_redis(source.redis, CODE, source.data) as storage:
        assert await vault_in(storage) == vault
        assert await storage.vault.signing_key(b"x" * 32) == key
        assert await storage.vault.find_link(token_of(source)) == link
        assert await storage.vault.find_pass(staff, storage.log.now()) == link
        assert await storage.vault.find_ballot_key("rt1-p2")
        with pytest.raises(KeyDestroyed):
            await storage.vault.open_ballot_key("rt1-p1")
        newest = await storage.vault.find_link(await storage.vault.mint_link("speaker", "kobe"))
        assert newest
        assert newest.id > vault.last_link
        assert await storage.vault.revoke_links("moderator") == 1
        assert await storage.vault.find_pass(staff, storage.log.now()) is None
        assert [key for key in keys_in(source.redis) if "pass" in key] == []
        vault = await vault_in(storage)
    assert set(files_in(source.data)) == {"entaku.db.moved", "links.json"}

    await moving.move(source, "folder")
    assert await records.replay(in_its_folder(source)) == before
    async with in_folder(source.data) as storage:
        assert await vault_in(storage) == vault
        newer = await storage.vault.find_link(await storage.vault.mint_link("moderator", ""))
        assert newer
        assert newer.id > newest.id
    assert keys_in(source.redis) == set()
    assert set(files_in(source.data)) == {"entaku.db", "entaku.db.moved", "links.json", "vault.db"}
    assert capsys.readouterr().out.count(before.rpartition(" ")[2]) == 2


def contents_of_keys(source: Source) -> list[bytes]:
    """What is in the files of polls' keys."""
    return [file.read_bytes() for file in (source.data / "ballots").iterdir()]


async def test_a_poll_whose_ballots_are_sealed_stays_open_there_and_back(source: Source) -> None:
    """Its key stays in the folder; whoever voted is known by it, and it dies when all is counted."""
    async with running(source.data) as runtime:
        await runtime.adopt_rules()
        await say(runtime, (MO, ClosePoll("rt1-p2")), (MO, EndSession("rt1")), (MO, StartSession("rt2")))
        await say(runtime, (MO, OpenPoll("rt2-p1")), (ANNA, Vote("rt2-p1", ("a",))))
        await say(runtime, (BEN, Vote("rt2-p1", ("a",))))
    before = await records.replay(in_its_folder(source))
    keys = contents_of_keys(source)
    assert len(keys) == 1

    await moving.move(source, "redis")
    assert await records.replay(source) == before
    async with running(source.data, source.redis) as runtime:
        await say(runtime, (ANNA, Vote("rt2-p1", ("b",))), (CHIE, Vote("rt2-p1", ("b",))))
        assert runtime.state.boxes["rt2-p1"].voters == 3
    before = await records.replay(source)
    await moving.move(source, "folder")
    assert await records.replay(in_its_folder(source)) == before
    async with running(source.data) as runtime:
        await say(runtime, (BEN, Vote("rt2-p1", ("b",))))
        assert contents_of_keys(source) == keys
        await say(runtime, (MO, ClosePoll("rt2-p1")))
    async with in_folder(source.data) as storage:
        box = (await memory.look_at(storage, CODE)).boxes["rt2-p1"]
    assert (box.voters, box.tally, bool(box.counted)) == (3, {"b": 3}, True)
    assert contents_of_keys(source) == [b""]


async def test_a_move_without_the_keys_keeps_no_snapshot_that_lacks_the_ballots(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(source.data) as runtime:
        await runtime.adopt_rules()
        await say(
            runtime, (MO, StartSession("rt2")), (MO, OpenPoll("rt2-p1")), (ANNA, Vote("rt2-p1", ("a",)))
        )
    (source.data / "ballots").rename(tmp_path / "ballots")
    await moving.move(source, "redis")
    assert "The ballots of rt2-p1 cannot be read here" in capsys.readouterr().err
    (tmp_path / "ballots").rename(source.data / "ballots")
    async with running(source.data, source.redis) as runtime:
        assert runtime.state.boxes["rt2-p1"].tally == {"a": 1}


async def test_the_copy_that_stays_is_the_log_without_what_could_name_a_voter(
    source: Source, tmp_path: Path
) -> None:
    disk = tmp_path / "what-the-disk-has"
    disk.hardlink_to(source.data / "vault.db")
    async with in_folder(source.data) as storage:
        key = await storage.vault.find_ballot_key("rt1-p2")
    assert key
    assert any(key in content for content in files_in(source.data).values())
    await moving.move(source, "redis")
    assert [name for name, content in files_in(source.data).items() if key in content] == []
    assert key not in disk.read_bytes()
    log = await SqliteLog.open(source.data / "entaku.db.moved")
    assert f"{await log.head(CODE)} entries" in await records.replay(source)
    await log.close()


async def test_a_voter_can_still_change_a_vote_after_the_move(source: Source) -> None:
    await moving.move(source, "redis")
    async with running(source.data, source.redis) as runtime:
        assert list(runtime.state.boxes["rt1-p2"].ballots.values()) == [("a",)]
        await say(runtime, (ANNA, Vote("rt1-p2", ("b",))))
        assert list(runtime.state.boxes["rt1-p2"].ballots.values()) == [("b",)]


@pytest.mark.parametrize(
    ("kind", "step"),
    [(RedisLog, "append"), (RedisVault, "fill"), (RedisVault, "contents"), (RedisHome, "settle")],
)
async def test_a_move_to_redis_that_fails_leaves_all_as_it_was_and_can_be_made_again(
    source: Source, monkeypatch: pytest.MonkeyPatch, kind: type, step: str
) -> None:
    before = files_in(source.data)
    with monkeypatch.context() as failing:
        failing.setattr(kind, step, _fails)
        with pytest.raises(LogFull):
            await moving.move(source, "redis")
    assert keys_in(source.redis) == set()
    assert files_in(source.data) == before
    await moving.move(source, "redis")
    assert "digest" in await records.replay(source)


@pytest.mark.parametrize(
    ("kind", "step"),
    [(SqliteLog, "append"), (SqliteVault, "fill"), (SqliteVault, "contents"), (FolderHome, "settle")],
)
async def test_a_move_to_a_folder_that_fails_leaves_all_as_it_was_and_can_be_made_again(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type, step: str
) -> None:
    await moving.move(source, "redis")
    before, there = await records.replay(source), Source(tmp_path / "there", source.redis)
    with monkeypatch.context() as failing:
        failing.setattr(kind, step, _fails)
        with pytest.raises(LogFull):
            await moving.move(there, "folder")
    assert files_in(there.data) == {}
    assert await records.replay(source) == before
    await moving.move(there, "folder")
    assert await records.replay(Source(there.data, meeting=CODE)) == before


async def _fails(*_: object, **__: object) -> None:
    raise LogFull("There is no room.")


async def test_what_a_move_that_was_killed_left_is_in_nobodys_way(source: Source, tmp_path: Path) -> None:
    async with RedisHome(source.redis, source.data).moving_in(CODE) as half:
        await half.storage.log.append(half.name, [b"half an entry"])
        await half.storage.vault.open_ballot_key("rt1-p2")
    with pytest.raises(Trouble, match=r"^Redis holds no meeting: nothing was served from it yet\.$"):
        await records.replay(Source(tmp_path, source.redis))
    await moving.move(source, "redis")
    assert [key for key in keys_in(source.redis) if "~" in key] == []

    async with FolderHome(source.data).moving_in(CODE) as half:
        await half.storage.log.append(half.name, [b"half an entry"])
        await half.storage.vault.open_ballot_key("rt1-p2")
    before = await records.replay(source)
    await moving.move(source, "folder")
    assert await records.replay(in_its_folder(source)) == before


@pytest.mark.parametrize("to", ["redis", "folder"])
async def test_a_move_that_was_killed_at_its_very_end_is_finished_by_the_next(
    source: Source, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    if to == "folder":
        await moving.move(source, "redis")
    home = FolderHome if to == "redis" else RedisHome
    with monkeypatch.context() as failing:
        failing.setattr(home, "move_out", _fails)
        with pytest.raises(LogFull):
            await moving.move(source, to)
    await moving.move(source, to)
    assert bool(keys_in(source.redis)) == (to == "redis")
    assert ("entaku.db" in files_in(source.data)) == (to == "folder")


async def test_a_vault_that_a_killed_move_left_is_destroyed_by_the_next(source: Source) -> None:
    vault = source.data / "vault.db"
    kept = vault.read_bytes()
    await moving.move(source, "redis")
    vault.write_bytes(kept)
    with pytest.raises(Trouble):
        await moving.move(source, "redis")
    assert not vault.exists()


async def test_a_meeting_that_is_served_does_not_move(source: Source) -> None:
    async with running(source.data):
        with pytest.raises(LogUnavailable, match="in use by another process"):
            await moving.move(source, "redis")
    await moving.move(source, "redis")
    async with running(source.data, source.redis):
        for to in ("folder", "redis"):
            with pytest.raises(Trouble, match=r"^PORT24 is being served from Redis: stop every server"):
                await moving.move(source, to)
    await moving.move(source, "folder")


async def test_a_meeting_does_not_move_to_where_it_has_gone_another_way(
    source: Source, tmp_path: Path
) -> None:
    async with running(tmp_path, source.redis) as runtime:
        await say(runtime, *OPENING)
    before = await records.replay(source)
    for to, where in (("redis", "Redis"), ("folder", str(source.data))):
        with pytest.raises(Trouble) as refused:
            await moving.move(source, to)
        sentence = f"{where} holds another course of the meeting PORT24 already: nothing was moved."
        assert str(refused.value) == sentence
    assert await records.replay(source) == before
    assert await records.replay(in_its_folder(source)) != before


async def _link(source: Source, serving: AsyncExitStack) -> None:
    async with in_redis(source.redis, CODE, source.data) as storage:
        await storage.vault.mint_link("stage", "main")


async def _question(source: Source, serving: AsyncExitStack) -> None:
    async with running(source.data, source.redis) as runtime:
        await say(runtime, (CHIE, Ask("question-number-4", "rt1", "Et après ?", "fr")))


async def _server(source: Source, serving: AsyncExitStack) -> None:
    await serving.enter_async_context(running(source.data, source.redis))


@pytest.mark.parametrize("meanwhile", [_link, _question, _server])
async def test_what_goes_on_during_a_move_stops_it(
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[Source, AsyncExitStack], Awaitable[None]],
) -> None:
    await moving.move(source, "redis")
    contents, happened = RedisVault.contents, asyncio.Event()

    async def late(vault: RedisVault, at: int) -> VaultContents:
        found = await contents(vault, at)
        if not happened.is_set():
            happened.set()
            await meanwhile(source, serving)
        return found

    monkeypatch.setattr(RedisVault, "contents", late)
    async with AsyncExitStack() as serving:
        with pytest.raises(Trouble, match=r"^PORT24 has gone on in Redis meanwhile: nothing was moved\.$"):
            await moving.move(source, "folder")
    assert "entaku.db" not in files_in(source.data)


def test_a_folder_whose_meeting_is_elsewhere_is_not_served_anew(source: Source, tmp_path: Path) -> None:
    programme = tmp_path / "plan.toml"
    programme.write_text(PROGRAMME, "utf-8")
    serve = ["serve", str(programme), "--port", str(free_port()), "--data", str(source.data)]
    assert complaint(*serve, "--redis", source.redis) == (
        f"{source.data} holds the meeting in entaku.db: `entaku move --to redis` takes it to Redis,"
        " or another --data leaves it there."
    )
    words = ["move", "--to", "redis", "--data", str(source.data)]
    moved = CliRunner().invoke(cli, words, env={"REDIS_URL": source.redis})
    assert (moved.exit_code, moved.stderr) == (0, "")
    assert moved.stdout.endswith("\nFrom now on, serve it with the same --redis.\n")
    for command in (serve, ["replay", "--data", str(source.data)]):
        sentence = f"The meeting of {source.data} has moved to Redis: --redis URL says to which."
        assert complaint(*command) == sentence


async def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path, redis_url: str) -> None:
    with pytest.raises(Trouble, match=r"none does not hold the meeting PORT24\.$"):
        await moving.move(Source(tmp_path / "none", redis_url, CODE), "redis")
    with pytest.raises(
        Trouble, match=r"none holds no meeting: nothing was served with this data folder yet\.$"
    ):
        await moving.move(Source(tmp_path / "none", redis_url), "redis")
    with pytest.raises(Trouble, match=r"^--redis URL says which Redis the meeting moves to or from\.$"):
        await moving.move(Source(tmp_path / "none"), "folder")


async def test_without_the_links_file_a_folder_says_what_is_missing(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await moving.move(source, "redis")
    await moving.move(Source(tmp_path / "there", source.redis), "folder")
    assert f"First bring its links.json into {tmp_path / 'there'}" in capsys.readouterr().out
