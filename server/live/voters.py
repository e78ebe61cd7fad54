"""Voters' pseudonyms: what links a participant to a ballot, while a poll is open and not a moment longer.

A pseudonym is the keyed hash of a participant; each poll has its own key. That of a sealed poll is in a file
of this machine until the outcome is durable; that of a poll which release 0.1.0 opened, in the vault until
the close. Every worker draws, finds and destroys keys.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from moderation.polls import Phase
from server.live.hiding import is_open
from server.live.sealers import Sealers
from server.log.base import LogFull, LogUnavailable
from server.log.vault import KeyDestroyed, Vault
from server.room.state import State

# Seconds: between attempts to destroy a key, at first and at the most, and for the last one before the end.
AGAIN_AFTER, AGAIN_AFTER_AT_MOST, LAST_PATIENCE = 1.0, 60.0, 5.0

log_ = logging.getLogger("entaku.live")


class Voters:
    """Who is who in each open poll; `sealers` has the keys of sealed ones."""

    def __init__(self, vault: Vault, sealers: Sealers) -> None:
        self._vault, self._sealers = vault, sealers
        self._keys: dict[str, hmac.HMAC] = {}
        self._keyless: dict[str, int] = {}  # how many had voted when there was no key for them
        self._asking: dict[str, asyncio.Task[bool]] = {}
        self._doomed: set[str] = set()  # whose key is destroyed, or will be by one of these
        self._destroying: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    def pseudonym(self, state: State, poll: str, participant: str) -> str | None:
        """Who this participant is in an open poll whose key has been drawn, else None."""
        if sealer := self._sealers.of(state, poll):
            return sealer.pseudonym(participant)
        key = self._keys.get(poll) if is_open(state, poll) else None
        return _hashed(key, participant) if key else None

    async def draw(self, state: State, poll: str) -> bool:
        """Draw the key of a poll unless it is known; False if the poll is not open.

        Raises LogFull or LogUnavailable when the key cannot be drawn.
        """
        if not is_open(state, poll):
            return False
        return self._has(state, poll) or await self._once(f"draw {poll}", self._draw(state, poll))

    async def all(self, state: State, hall: str, participant: str) -> dict[str, str]:
        """This participant's pseudonym in each open poll of a hall's live session, once anybody has voted."""
        session = state.planned_session(state.halls[hall].session)
        found: dict[str, str] = {}
        for poll in session.polls if session else ():
            try:
                voter = await self._voter(state, poll.id, participant)
            except (LogFull, LogUnavailable) as error:
                log_.warning("the ballot key of %s could not be read: %s", poll.id, error)
            else:
                found |= {poll.id: voter} if voter else {}
        return found

    async def has_voted(self, state: State, participant: str) -> bool:
        """Whether this participant has a ballot in any open poll.

        Raises LogFull or LogUnavailable when a key cannot be read: a voter must not be taken for another.
        """
        for poll, box in list(state.boxes.items()):
            voter = await self._voter(state, poll, participant)
            if voter and voter in box.ballots:
                return True
        return False

    async def forget_closed(self, state: State) -> None:
        """Forget the keys of polls that are over, and destroy them soon, whoever closed the poll; cheap.

        That of a sealed poll is needed until its outcome is in the log.
        """
        for poll, record in state.polls.items():
            if record.phase is Phase.CLOSED and poll not in self._doomed and self._is_over(state, poll):
                self._keys.pop(poll, None)
                self._keyless.pop(poll, None)
                self._sealers.forget(poll)
                self._doomed.add(poll)
                doomed = self._destroy(poll, record.opened_at, state.boxes[poll].sealed)
                task = asyncio.create_task(doomed, name=f"destroy {poll}")
                self._destroying.add(task)
                task.add_done_callback(self._destroying.discard)

    def begin_again(self) -> None:
        """Forget every key, and which ones are destroyed: the storage may have lost something."""
        self._keys, self._keyless, self._doomed = {}, {}, set()

    async def close(self) -> None:
        """Try once more to destroy what is left; what storage does not allow now waits for the next start."""
        self._closing.set()
        if self._destroying:
            _, late = await asyncio.wait(self._destroying, timeout=LAST_PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._sealers.forget_all()

    def _is_over(self, state: State, poll: str) -> bool:
        box = state.boxes.get(poll)
        return box is not None and (not box.sealed or box.counted > 0)

    def _has(self, state: State, poll: str) -> bool:
        return self._sealers.of(state, poll) is not None or poll in self._keys

    async def _voter(self, state: State, poll: str, participant: str) -> str | None:
        """Their pseudonym, if the key is of any use: while nobody has voted, nobody has a ballot to find."""
        box = state.boxes.get(poll)
        if box is None or not is_open(state, poll):
            return None
        if poll in self._sealers.blind:
            raise LogUnavailable(f"The ballots of {poll} cannot be read here.")
        if not self._has(state, poll):
            if box.voters == self._keyless.get(poll, 0):
                return None
            await self._once(f"find {poll}", self._find(state, poll, box.voters))
        return self.pseudonym(state, poll, participant)

    async def _once(self, question: str, asked: Coroutine[Any, Any, bool]) -> bool:
        """The answer, asked for once, however many are waiting for it as a poll opens."""
        asking = self._asking.get(question)
        if asking is None:
            asking = self._asking[question] = asyncio.create_task(asked)
            asking.add_done_callback(lambda _: self._asking.pop(question))
        else:
            asked.close()
        return await asyncio.shield(asking)

    async def _draw(self, state: State, poll: str) -> bool:
        if state.boxes[poll].sealed:
            return await self._sealers.draw(state, poll) is not None
        keys = self._keys
        try:
            key = await self._vault.open_ballot_key(poll)
        except KeyDestroyed:
            return False
        return self._kept(keys, state, poll, key)

    async def _find(self, state: State, poll: str, voters: int) -> bool:
        keys, keyless = self._keys, self._keyless
        if state.boxes[poll].sealed:
            if await self._sealers.find(state, poll):
                return True
        elif key := await self._vault.find_ballot_key(poll):
            return self._kept(keys, state, poll, key)
        keyless[poll] = voters
        return False

    def _kept(self, keys: dict[str, hmac.HMAC], state: State, poll: str, key: bytes) -> bool:
        if keys is not self._keys:
            raise LogUnavailable("The storage changed while a ballot key was being read.")
        # It may have closed meanwhile; then the key is as good as destroyed.
        if not is_open(state, poll):
            return False
        keys[poll] = hmac.new(key, digestmod=hashlib.sha256)
        return True

    async def _destroy(self, poll: str, opened_at: int, is_sealed: bool) -> None:
        keys, pause = self._keys, AGAIN_AFTER
        while keys is self._keys:
            if await self._is_destroyed(poll, opened_at, is_sealed) or self._closing.is_set():
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._closing.wait()
            pause = min(2 * pause, AGAIN_AFTER_AT_MOST)

    async def _is_destroyed(self, poll: str, opened_at: int, is_sealed: bool) -> bool:
        try:
            if is_sealed:
                await self._sealers.destroy(poll, opened_at)
            else:
                await self._vault.destroy_ballot_key(poll)
        except (LogFull, LogUnavailable) as error:
            log_.warning("the ballot key of %s could not be destroyed yet: %s", poll, error)
        except Exception:
            log_.exception("the ballot key of %s could not be destroyed yet", poll)
        else:
            return True
        return False


def _hashed(key: hmac.HMAC, participant: str) -> str:
    """HMAC-SHA-256, 144 bits kept: two voters of a hall collide with a chance below 2^-100."""
    mine = key.copy()  # in which the key itself has been digested once for all
    mine.update(participant.encode())
    return base64.urlsafe_b64encode(mine.digest()[:18]).decode()
