"""Machines on one Redis agree on a poll's key, hand it on, and leave nothing in Redis that opens it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from server.log import sodium
from server.log.ballot_keys import handover, shared
from server.log.ballot_keys.files import KeyFiles
from server.log.ballot_keys.handover import Question, answered, commitment
from server.log.ballot_keys.keys import KeyNotHeld, LocalKeys
from server.log.ballot_keys.shared import SharedKeys
from server.log.redis import keys
from server.log.redis.commitments import RedisCommitments
from server.log.redis.wire import RedisWire
from server.log.secret import SecretBuffer
from server.log.vault import KeyDestroyed
from tests.log.test_redis_rights import RIGHTS
from tests.log.workers import with_login, worker
from tests.memory import found_in_memory
from tests.redis_server import RedisServer, running


@asynccontextmanager
async def machine(url: str, folder: Path) -> AsyncIterator[SharedKeys]:
    """Give the keys of one worker of the machine that has this folder."""
    async with worker(url) as log:
        wire = RedisWire(log.link, log.subscription, keys.ballot_keys)
        mine = SharedKeys("aix", KeyFiles(folder, "aix"), RedisCommitments(log.link, "aix"), wire)
        async with mine.answering():
            yield mine


async def drawn(one: SharedKeys | LocalKeys, poll: str = "poll") -> bytes:
    with await one.draw(poll) as key:
        return bytes(key.view)


async def found(one: SharedKeys, poll: str = "poll") -> bytes | None:
    key = await one.find(poll)
    return None if key is None else bytes(key.view)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a question be given up after a second."""
    monkeypatch.setattr(shared, "PATIENCE", 1.0)
    monkeypatch.setattr(shared, "AGAIN", 0.1)


async def test_machines_that_draw_at_once_agree_and_one_that_comes_later_is_told(
    redis_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        folders = [tmp_path / name for name in ("a", "a", "b")]  # two workers of one machine, and another
        machines = [await stack.enter_async_context(machine(redis_url, folder)) for folder in folders]
        for poll in ("first", "second", "third"):
            assert len({*await asyncio.gather(*(drawn(one, poll) for one in machines))}) == 1
        late = await stack.enter_async_context(machine(redis_url, tmp_path / "c"))
        assert await found(late, "first") == await drawn(machines[0], "first")
        assert await found(late, "never drawn") is None


async def test_files_bring_the_key_back_when_every_worker_is_gone(redis_url: str, tmp_path: Path) -> None:
    async with machine(redis_url, tmp_path / "a") as first, machine(redis_url, tmp_path / "b") as second:
        key = await drawn(first)
        assert await drawn(second) == key
    async with machine(redis_url, tmp_path / "b") as again:
        assert await found(again) == key


@pytest.mark.usefixtures("impatient")
async def test_a_key_that_nobody_holds_is_said_so_and_found_when_its_holder_is_back(
    redis_url: str, tmp_path: Path
) -> None:
    async with machine(redis_url, tmp_path / "b") as second:
        async with machine(redis_url, tmp_path / "a") as first:
            key = await drawn(first)
        for ask in (second.draw, second.find):
            with pytest.raises(
                KeyNotHeld, match=r"No machine that is running has the ballot key of poll poll\."
            ):
                await ask("poll")
        assert not (tmp_path / "b").joinpath("unfinished").exists()
        async with machine(redis_url, tmp_path / "a"):
            assert await drawn(second) == key


async def test_a_key_is_destroyed_for_every_machine(redis_url: str, tmp_path: Path) -> None:
    async with machine(redis_url, tmp_path / "a") as first, machine(redis_url, tmp_path / "b") as second:
        await drawn(first)
        await drawn(second)
        await first.destroy("poll")
        for one in (first, second):
            for ask in (one.draw, one.find):
                with pytest.raises(KeyDestroyed):
                    await ask("poll")
        assert [file.read_bytes() for file in (tmp_path / "b").iterdir()] == [b""]


@pytest.mark.usefixtures("impatient")
async def test_a_wrong_answer_is_not_taken(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_another_key(public: bytes, key: SecretBuffer, bound: bytes) -> bytes | None:
        key.fill_random()
        return answered(public, key, bound)

    async with machine(redis_url, tmp_path / "a") as first, machine(redis_url, tmp_path / "b") as second:
        await drawn(first)
        monkeypatch.setattr(shared, "answered", of_another_key)
        with pytest.raises(KeyNotHeld):
            await second.draw("poll")
        assert await asyncio.to_thread(KeyFiles(tmp_path / "b", "aix").find, "poll") is None


async def test_noise_on_the_channel_harms_nobody(redis_url: str, tmp_path: Path) -> None:
    async with machine(redis_url, tmp_path / "a") as first, machine(redis_url, tmp_path / "b") as second:
        with redis.Redis.from_url(redis_url, protocol=2) as anybody:
            for noise in (b"", b"x", b"x \x00\xff", b"x " + os.urandom(100)):
                anybody.publish(keys.ballot_keys("aix"), noise)
        assert await drawn(first) == await drawn(second)


async def test_a_user_with_the_rights_of_the_documents_can_do_it(tmp_path: Path) -> None:
    with running(tmp_path, f"user entaku on >secret {RIGHTS}", "user default off") as server:
        url = with_login(server.url, "entaku:secret")
        async with machine(url, tmp_path / "a") as first, machine(url, tmp_path / "b") as second:
            assert await drawn(first) == await drawn(second)
            await second.destroy("poll")


async def test_what_redis_saw_and_keeps_does_not_open_the_key(
    redis_server: RedisServer, redis_url: str, tmp_path: Path
) -> None:
    told: list[bytes] = []
    has_answered = asyncio.Event()

    def hear(message: bytes) -> None:
        told.append(message)
        if b"answered" in message:
            has_answered.set()

    async with (
        machine(redis_url, tmp_path / "a") as first,
        machine(redis_url, tmp_path / "b") as second,
        worker(redis_url) as log,
        log.subscription.hear(keys.ballot_keys("aix"), hear, lambda: None),
    ):
        key = await drawn(first)
        assert await drawn(second) == key
        await asyncio.wait_for(has_answered.wait(), 20)
    words = {f"word {place}": key[place : place + 8] for place in range(0, 32, 8)}
    with SecretBuffer(32) as secret:
        secret.view[:] = key
        stands = commitment(secret)
    # The instrument finds in Redis's memory and files what is there.
    assert found_in_memory(redis_server.pid, {"commitment": stands}) == {"commitment"}
    assert found_in_memory(redis_server.pid, words) == set()
    files = b"".join(file.read_bytes() for file in redis_server.folder.rglob("*") if file.is_file())
    assert stands in files
    for seen in (files, *told):
        assert not any(word in seen for word in words.values())
    answer = next(message for message in told if b"answered" in message)
    asked = next(message for message in told if b"asked" in message)
    bound = b"\0".join((b"aix", b"poll", stands))
    seen = asked + answer + stands
    for place in range(len(seen) - 31):
        assert opened(seen[place : place + 32], answer[-104:], bound) is None


def opened(private: bytes, answer: bytes, bound: bytes) -> bytes | None:
    """Give what an answer opens to with this private key."""
    with Question(bound) as question:
        question._private.view[:] = private
        question.public = public_of(question)
        key = question.read(answer)
        return None if key is None else bytes(key.view)


def public_of(question: Question) -> bytes:
    public = bytearray(32)
    sodium.public_point_into(sodium.address(public), question._private.address)
    return bytes(public)


def test_an_answer_opens_with_the_private_key_alone_and_for_what_was_asked() -> None:
    key, bound = SecretBuffer(32), b"aix\0poll\0commitment"
    key.fill_random()
    with Question(bound) as question:
        answer = answered(question.public, key, bound)
        assert answer
        private = bytes(question._private.view)
        assert opened(private, answer, bound) == bytes(key.view)
        for other in (Question(bound), Question(b"another")):
            assert other.read(answer) is None
        assert opened(private, answer, b"aix\0another poll\0commitment") is None
        for changed in (answer[:-1], answer + b"\0", bytes(32) + answer[32:], b""):
            assert question.read(changed) is None
    for wrong in (b"", bytes(32), bytes(31)):
        assert answered(wrong, key, bound) is None


def test_everything_that_a_handover_used_is_wiped_but_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[SecretBuffer] = []

    class Remembered(SecretBuffer):
        def __init__(self, size: int) -> None:
            super().__init__(size)
            made.append(self)

    monkeypatch.setattr(handover, "SecretBuffer", Remembered)
    key = SecretBuffer(32)
    key.fill_random()
    with Question(b"bound") as question:
        answer = answered(question.public, key, b"bound")
        assert answer
        handed = question.read(answer)
    assert len(made) == 7
    assert [secret for secret in made if not secret.is_wiped] == [handed]


async def test_one_machine_needs_nobody(tmp_path: Path) -> None:
    local = LocalKeys(KeyFiles(tmp_path / "a", "aix"))
    assert await local.find("poll") is None
    key = await drawn(local)
    again: Any = await local.find("poll")
    assert bytes(again.view) == key
    await local.destroy("poll")
    with pytest.raises(KeyDestroyed):
        await local.draw("poll")
