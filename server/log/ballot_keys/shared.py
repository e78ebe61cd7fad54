"""Polls' keys that several machines share: each has its files, and asks the others for what it lacks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import msgspec

from server.log.ballot_keys.files import KeyFiles
from server.log.ballot_keys.handover import Question, answered, commitment
from server.log.ballot_keys.keys import KeyNotHeld
from server.log.base import LogFull, LogUnavailable
from server.log.secret import SecretBuffer
from server.log.vault import KeyDestroyed
from server.log.wire import Wire

PATIENCE = 5.0  # seconds for somebody to answer who has the key
AGAIN = 0.5  # seconds: a question may be lost


class Commitments(Protocol):
    """What the machines agree on: for each poll the hash of its key, which is empty once it is destroyed."""

    async def find(self, poll: str) -> bytes | None:
        """Give the hash that stands, None before there is one."""

    async def agree(self, poll: str, mine: bytes) -> bytes:
        """Give the hash that stands, which is mine if there was none."""

    async def end(self, poll: str) -> None:
        """Say that the poll's key is destroyed."""


class _Asked(msgspec.Struct, array_like=True, tag="asked", frozen=True):
    poll: str
    commitment: bytes
    public: bytes


class _Answered(msgspec.Struct, array_like=True, tag="answered", frozen=True):
    public: bytes
    answer: bytes


_notes = msgspec.msgpack.Decoder(_Asked | _Answered)


class SharedKeys:
    """`BallotKeys` of several machines: each has its files, and who lacks a key asks the others for it.

    A new key is durable in its machine's file before its hash is offered, so the hash that stands is never of
    a key that a crash took. Whoever may write to the wire may ask while a poll is open: Redis's password
    guards it.
    """

    def __init__(self, meeting: str, files: KeyFiles, commitments: Commitments, wire: Wire) -> None:
        self._meeting = meeting
        self._files = files
        self._commitments = commitments
        self._wire = wire
        self._questions: dict[bytes, asyncio.Queue[bytes]] = {}
        self._answering: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Answer the others, and hear their answers, until the block ends."""
        async with self._wire.listen(self._meeting, self._heard):
            try:
                yield
            finally:
                await asyncio.gather(*self._answering)

    async def draw(self, poll: str) -> SecretBuffer:
        mine = await asyncio.to_thread(self._files.find, poll)
        stands = await self._commitments.find(poll)
        if mine is None and stands is None:
            mine = await asyncio.to_thread(self._files.draw, poll)
        if mine is None:
            return await self._fetch(poll, stands or b"")
        stands = await self._commitments.agree(poll, commitment(mine))
        if stands == commitment(mine):
            return mine
        mine.wipe()
        return await self._fetch(poll, stands)

    async def find(self, poll: str) -> SecretBuffer | None:
        mine = await asyncio.to_thread(self._files.find, poll)
        if mine is not None:
            mine.wipe()
        elif await self._commitments.find(poll) is None:
            return None
        return await self.draw(poll)

    async def destroy(self, poll: str) -> None:
        await asyncio.to_thread(self._files.destroy, poll)
        await self._commitments.end(poll)

    async def _fetch(self, poll: str, stands: bytes) -> SecretBuffer:
        """Ask for the key that has this hash, and keep it."""
        if not stands:
            await asyncio.to_thread(self._files.destroy, poll)
            raise KeyDestroyed(f"The ballot key of poll {poll} has been destroyed.")
        key = await self._ask(poll, stands)
        await asyncio.to_thread(self._files.keep, poll, key)
        return key

    async def _ask(self, poll: str, stands: bytes) -> SecretBuffer:
        with Question(self._bound(poll, stands)) as question:
            answers: asyncio.Queue[bytes] = asyncio.Queue()
            self._questions[question.public] = answers
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        await self._tell(_Asked(poll, stands, question.public))
                        with suppress(TimeoutError):
                            async with asyncio.timeout(AGAIN):
                                return await _right(question, answers, stands)
            except TimeoutError:
                raise KeyNotHeld(f"No machine that is running has the ballot key of poll {poll}.") from None
            finally:
                del self._questions[question.public]

    async def _tell(self, note: _Asked | _Answered) -> None:
        await self._wire.tell(self._meeting, msgspec.msgpack.encode(note))

    def _heard(self, _: str, note: bytes) -> None:
        try:
            said = _notes.decode(note)
        except msgspec.MsgspecError:  # a later release's
            return
        if isinstance(said, _Asked):
            task = asyncio.create_task(self._answer(said))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        elif said.public in self._questions:
            self._questions[said.public].put_nowait(said.answer)

    async def _answer(self, asked: _Asked) -> None:
        try:
            key = await asyncio.to_thread(self._files.find, asked.poll)
        except (KeyDestroyed, LogFull, LogUnavailable):
            return
        if key is None:
            return
        with key:
            if commitment(key) != asked.commitment:
                return
            answer = answered(asked.public, key, self._bound(asked.poll, asked.commitment))
        if answer is not None:
            await self._tell(_Answered(asked.public, answer))

    def _bound(self, poll: str, stands: bytes) -> bytes:
        return b"\0".join((self._meeting.encode(), poll.encode(), stands))


async def _right(question: Question, answers: asyncio.Queue[bytes], expected: bytes) -> SecretBuffer:
    """Give the key with this hash from the first answer that holds it: anybody may answer anything."""
    while True:
        key = question.read(await answers.get())
        if key is not None and commitment(key) == expected:
            return key
