"""What a data folder tells without being served: exports without people, a digest, what compacting leaves."""

import asyncio
import csv
import io
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from moderation.permissions import Role
from moderation.status import ReviewMode
from server import records
from server.links import doors, ready_links
from server.live import memory
from server.live.runtime import Runtime
from server.live.sealers import Sealers
from server.live.writer import Accepted
from server.log.sqlite.log import SqliteLog
from server.log.storage import ballot_keys_in, in_folder, in_redis
from server.room.base import Actor, Command
from server.room.people import SetName
from server.room.planning import PlanProgramme
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask, Edit, Withdraw
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.room.sessions import SetReviewMode, StartSession
from server.room.support import Upvote
from server.room.triage import Dismiss, Erase
from server.settings import Source
from tests.cli.entaku import entaku
from tests.room.given import Q1, Q2, Q3, SERVER
from tests.room.plan import PLAN

ANNA, BEN, CHIE = (Actor(f"pseudonym-of-{name}", Role.AUDIENCE) for name in ("anna", "ben", "chie"))
MO = Actor("moderator-17", Role.MODERATOR)

KEPT, WITHDRAWN = "Pourquoi l'eau ?", "Je retire ceci"
ERASED = ("Un secret de Polichinelle", "Un secret bien gardé", "Trop indiscret")

OPENING = (
    (SERVER, AdoptRules(rules_known())),
    (SERVER, PlanProgramme(PLAN)),
    (MO, StartSession("rt1")),
    (MO, SetReviewMode("rt1", ReviewMode.PUBLISH)),
    (ANNA, SetName("Mme Zut")),
    (ANNA, Ask(Q1, "rt1", KEPT, "fr", named=True)),
    (BEN, Upvote(Q1)),
    (CHIE, Upvote(Q1)),
    (BEN, Ask(Q2, "rt1", WITHDRAWN, "fr")),
    (BEN, Withdraw(Q2)),
    (MO, SetReviewMode("rt1", ReviewMode.REVIEW)),
    (ANNA, Ask(Q3, "rt1", ERASED[0], "fr")),
    (ANNA, Edit(Q3, ERASED[1])),
    (MO, Dismiss(Q3, ERASED[2])),
)
ENDING = (
    (MO, Erase(Q3)),
    (MO, OpenPoll("rt1-p1")),
    (ANNA, Vote("rt1-p1", ("a",))),
    (BEN, Vote("rt1-p1", ("b",))),
    (CHIE, Vote("rt1-p1", ("b",))),
    (MO, ClosePoll("rt1-p1")),
)
# The server itself writes down what came of the poll.
OUTCOMES = 1


@asynccontextmanager
async def running(folder: Path, redis: str = "") -> AsyncIterator[Runtime]:
    """The meeting as a server runs it."""
    async with in_redis(redis, PLAN.code, folder) if redis else in_folder(folder) as storage:
        file, everybody = folder / "links.json", doors(PLAN)
        await ready_links(storage.vault, file, "http://192.0.2.7", PLAN.code, everybody, storage.shared)
        runtime = await Runtime.open(storage, PLAN.code)
        yield runtime
        await runtime.close()


async def say(runtime: Runtime, *said: tuple[Actor, Command]) -> None:
    """Commands that must be accepted."""
    for actor, command in said:
        answer = await runtime.submit(command, actor, "")
        assert isinstance(answer, Accepted), (command, answer)


async def counted(runtime: Runtime) -> None:
    """Wait until the outcome of the poll that was closed is written down."""
    async with asyncio.timeout(20):
        while not runtime.state.boxes["rt1-p1"].counted:
            await asyncio.sleep(0.01)
            await runtime.catch_up()


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A meeting with a question that stays, one that was withdrawn, one that was erased, and a poll."""
    folder = tmp_path / "data"
    folder.mkdir()
    async with running(folder) as runtime:
        await say(runtime, *OPENING)
    async with running(folder) as runtime:
        await say(runtime, *ENDING)
    return folder


@pytest.fixture
async def after_a_crash(folder: Path, tmp_path: Path) -> Path:
    """The same folder as a crash leaves it."""
    crashed = tmp_path / "crashed"
    async with running(folder) as runtime:
        await say(runtime, (MO, OpenPoll("rt1-p2")))
        shutil.copytree(folder, crashed)
    assert (crashed / "entaku.db-wal").exists()
    return crashed


def contents(folder: Path) -> bytes:
    """Every byte in a data folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def exported(folder: Path) -> dict[str, Any]:
    """The first session of the JSON export."""
    whole = json.loads(await records.export(Source(folder), "json"))
    assert whole["meeting"] == "PORT24"
    found: dict[str, Any] = whole["sessions"][0]
    return found


async def table(folder: Path, kind: str) -> list[dict[str, str]]:
    """The rows of one kind of the CSV export."""
    written = await records.export(Source(folder), "csv")
    return [row for row in csv.DictReader(io.StringIO(written, newline="")) if row["kind"] == kind]


async def test_the_export_has_what_stayed_and_no_word_of_what_did_not(folder: Path) -> None:
    questions = {one["id"]: one for one in (await exported(folder))["questions"]}
    assert list(questions) == [Q1, Q2]
    stayed, gone = questions[Q1], questions[Q2]
    assert (stayed["text"], stayed["name"], stayed["upvotes"], stayed["status"]) == (
        KEPT,
        "Mme Zut",
        2,
        "live",
    )
    assert (gone["text"], gone["name"], gone["status"]) == ("", "", "withdrawn")
    for form in ("json", "csv"):
        written = await records.export(Source(folder), form)
        assert [words for words in (WITHDRAWN, *ERASED, Q3) if words in written] == []


async def test_no_export_says_who_asked_supported_or_voted(folder: Path) -> None:
    for form in ("json", "csv"):
        written = await records.export(Source(folder), form)
        assert [who for who in (ANNA.id, BEN.id, CHIE.id, MO.id) if who in written] == []


async def test_both_exports_count_the_ballots_alike(folder: Path) -> None:
    poll = (await exported(folder))["polls"][0]
    assert (poll["phase"], poll["voters"]) == ("closed", 3)
    assert [(option["id"], option["votes"]) for option in poll["options"]] == [("a", 1), ("b", 2), ("c", 0)]
    rows = [row for row in await table(folder, "poll") if row["id"].startswith("rt1-p1/")]
    assert [(row["fr"], row["votes"]) for row in rows] == [("Eau", "1"), ("Bois", "2"), ("Rien", "0")]


@pytest.mark.parametrize("first", "=+-@＝＋－＠")
async def test_no_cell_is_a_formula(tmp_path: Path, first: str) -> None:
    async with running(tmp_path) as runtime:
        text = f'{first}HYPERLINK("http://evil.example", "?")'
        await say(runtime, *OPENING[:4], (ANNA, SetName(f"{first}1")))
        await runtime.submit(Ask(Q1, "rt1", text, "en", named=True), ANNA, "")
    (row,) = await table(tmp_path, "question")
    assert (row["en"], row["name"]) == (f"'{text}", f"'{first}1")


async def test_the_export_is_written_where_it_is_wanted(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "export.csv"
    shown, written = entaku("export", "--format", "csv", "--data", folder), None
    assert (shown.returncode, shown.stderr) == (0, "")
    written = entaku("export", "--format", "csv", "--data", folder, "--out", out)
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert read(out) == await records.export(Source(folder), "csv")
    assert shown.stdout.splitlines() == read(out).splitlines()


def read(file: Path) -> str:
    """A file, its line ends as they are."""
    return file.read_bytes().decode()


async def test_the_digest_is_the_same_from_the_first_entry_and_from_a_snapshot(folder: Path) -> None:
    log = await SqliteLog.open(folder / "entaku.db")
    recalled = (await memory.recall(log, PLAN.code, Sealers(PLAN.code, ballot_keys_in(folder)))).state
    await log.close()
    count = len(OPENING) + len(ENDING) + OUTCOMES
    assert await records.replay(Source(folder)) == f"{count} entries, digest {memory.digest(recalled)}"


async def test_compacting_leaves_no_byte_of_what_was_erased_and_the_same_state(folder: Path) -> None:
    assert all(words.encode() in contents(folder) for words in ERASED)
    before = await records.replay(Source(folder))
    said = await records.compact(Source(folder))
    assert said == "The text of 1 erased question is gone from storage; the log has a new epoch."
    assert [words for words in ERASED if words.encode() in contents(folder)] == []
    assert KEPT.encode() in contents(folder)
    assert await records.replay(Source(folder)) == before


async def test_compacting_after_a_crash_cleans_what_was_not_yet_in_its_place(after_a_crash: Path) -> None:
    assert all(words.encode() in contents(after_a_crash) for words in ERASED)
    await records.compact(Source(after_a_crash))
    assert [words for words in ERASED if words.encode() in contents(after_a_crash)] == []


async def test_a_compacted_meeting_goes_on(folder: Path) -> None:
    await records.compact(Source(folder))
    async with running(folder) as runtime:
        await say(runtime, (CHIE, Ask("question-number-4", "rt1", "Et après ?", "fr")))
    assert [one["id"] for one in (await exported(folder))["questions"]] == [Q1, Q2, "question-number-4"]


async def test_where_nothing_was_erased_compacting_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as runtime:
        await say(runtime, *OPENING)
    before = contents(tmp_path)
    assert await records.compact(Source(tmp_path)) == "Nothing was erased; the log stays as it is."
    assert contents(tmp_path) == before
