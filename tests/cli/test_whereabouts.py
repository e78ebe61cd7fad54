"""Which meeting is meant, and what can be read of it and done to it in Redis while it is served there."""

import json
from pathlib import Path

import pytest

from server import invitations, records, whereabouts
from server.links import Links, known_links
from server.live import memory
from server.log.storage import Storage, in_redis
from server.room.questions import Ask
from server.settings import Source, Trouble
from tests.cli.entaku import complaint
from tests.cli.test_records import CHIE, ENDING, ERASED, KEPT, OPENING, OUTCOMES, counted, running, say
from tests.room.given import Q1, Q2
from tests.room.plan import PLAN


async def test_export_and_replay_read_what_is_being_served(tmp_path: Path, redis_url: str) -> None:
    source = Source(tmp_path, redis_url)
    async with running(tmp_path, redis_url) as runtime:
        await say(runtime, *OPENING, *ENDING)
        await counted(runtime)
        entries = f"{len(OPENING) + len(ENDING) + OUTCOMES} entries, digest {memory.digest(runtime.state)}"
        assert await records.replay(source) == entries
        exported = json.loads(await records.export(source, "json"))
    assert [one["id"] for one in exported["sessions"][0]["questions"]] == [Q1, Q2]
    assert KEPT in await records.export(source, "csv")


async def test_compacting_a_meeting_that_is_served_leaves_it_going_on_without_the_words(
    tmp_path: Path, redis_url: str
) -> None:
    source = Source(tmp_path, redis_url)
    async with running(tmp_path, redis_url) as runtime:
        await say(runtime, *OPENING, *ENDING)
        await counted(runtime)
        before = await records.replay(source)
        said = await records.compact(source)
        assert said == "The text of 1 erased question is gone from storage; the log has a new epoch."
        assert await records.replay(source) == before
        await runtime.catch_up()
        await say(runtime, (CHIE, Ask("question-number-4", "rt1", "Et après ?", "fr")))
        assert runtime.state.loss is None
    async with in_redis(redis_url, PLAN.code, tmp_path) as storage:
        bodies = b"".join(entry.body for entry in await storage.log.read(PLAN.code, 0))
    assert [words for words in ERASED if words.encode() in bodies] == []
    assert "Et après ?".encode() in bodies


async def test_without_a_links_file_the_only_meeting_is_meant(tmp_path: Path, redis_url: str) -> None:
    async with running(tmp_path, redis_url) as runtime:
        await say(runtime, *OPENING)
    assert await records.replay(Source(tmp_path / "none", redis_url)) == await records.replay(
        Source(tmp_path, redis_url)
    )


async def test_of_several_meetings_one_must_be_named(tmp_path: Path, redis_url: str) -> None:
    async with running(tmp_path, redis_url) as runtime:
        await say(runtime, *OPENING)
    async with in_redis(redis_url, "AIX7", tmp_path) as storage:
        await storage.log.epoch("AIX7")
    nowhere = tmp_path / "none"
    assert await refusal(Source(nowhere, redis_url)) == (
        "Redis holds several meetings, AIX7, PORT24: say with --meeting which one."
    )
    assert await refusal(Source(nowhere, redis_url, "PORT25")) == (
        "Redis does not hold the meeting PORT25, but AIX7, PORT24."
    )
    assert await refusal(Source(tmp_path, redis_url, "AIX7")) == (
        f"{tmp_path} holds the meeting PORT24; AIX7 needs another --data."
    )
    for source in (Source(tmp_path, redis_url), Source(nowhere, redis_url, "PORT24")):
        assert f"{len(OPENING)} entries" in await records.replay(source)


async def refusal(source: Source) -> str:
    """Why a meeting is not found."""
    with pytest.raises(Trouble) as refused:
        await records.replay(source)
    return str(refused.value)


@pytest.mark.parametrize("command", ["links", "export", "replay", "compact", "move --to folder"])
def test_an_empty_redis_has_no_meeting(tmp_path: Path, redis_url: str, command: str) -> None:
    sentence = "Redis holds no meeting: nothing was served from it yet."
    assert complaint(*command.split(), "--data", tmp_path, "--redis", redis_url) == sentence


@pytest.mark.parametrize("command", ["links", "replay", "move --to redis"])
@pytest.mark.parametrize("form", ["redis://anna:geheim@{}", "rediss://:geheim@{}?x=1", "anna:geheim@{}"])
def test_no_password_is_ever_said(tmp_path: Path, redis_url: str, command: str, form: str) -> None:
    address = form.format(redis_url.removeprefix("redis://"))
    said = complaint(*command.split(), "--data", tmp_path, "--meeting", "PORT24", "--redis", address)
    assert "Redis" in said
    assert "geheim" not in said


async def test_waiting_for_a_redis_is_said_once(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(whereabouts, "SILENT_FOR", 0.0)
    with pytest.raises(Trouble):
        await records.replay(Source(tmp_path, redis_url))
    said = "Redis does not answer yet: waiting for it, ten seconds at most.\n"
    assert capsys.readouterr() == ("", said)


async def test_on_another_machine_the_links_stay_and_only_their_own_machine_knows_them(
    tmp_path: Path, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        async with running(folder, redis_url) as runtime:
            await runtime.plan(PLAN)
    ours, theirs = known_links(here / "links.json"), known_links(there / "links.json")
    assert ours
    assert theirs
    assert theirs.audience == ours.audience
    assert set(theirs.private()) == set(ours.private())
    assert set(theirs.private().values()) == {""}

    await invitations.print_links(Source(there, redis_url), "", renew=False)
    printed = capsys.readouterr().out
    assert ours.audience in printed
    assert "/in/" not in printed
    assert "The private links were made on another machine and are in its links.json;" in printed
    async with in_redis(redis_url, PLAN.code, tmp_path) as storage:
        assert await opens(storage, ours)


async def test_renewed_elsewhere_the_links_of_the_first_machine_end_and_a_start_there_ends_nothing(
    tmp_path: Path, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(tmp_path, redis_url) as runtime:
        await runtime.plan(PLAN)
    before, there = known_links(tmp_path / "links.json"), Source(tmp_path / "there", redis_url)
    there.data.mkdir()
    with pytest.raises(Trouble, match=r"has no links yet: --url says how people reach the server\.$"):
        await invitations.print_links(there, "", renew=True)
    await invitations.print_links(there, "https://hall.example", renew=True)
    after = known_links(there.data / "links.json")
    assert before
    assert after
    assert after.moderator.startswith("https://hall.example/in/")
    printed = capsys.readouterr().out
    assert all(address in printed for address in after.private().values())
    async with running(tmp_path, redis_url), in_redis(redis_url, PLAN.code, tmp_path) as storage:
        assert not await opens(storage, before)
        assert await opens(storage, after)


async def opens(storage: Storage, links: Links) -> bool:
    """Whether every one of the links does."""
    tokens = [address.rpartition("/")[2] for address in links.private().values()]
    return all([await storage.vault.find_link(token) for token in tokens])
