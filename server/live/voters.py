"""Voters' pseudonyms: what links a participant to a ballot, while a poll is open and not a moment longer."""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from moderation.polls import Phase
from server.log.base import LogFull, LogUnavailable
from server.log.vault import KeyDestroyed, Vault
from server.room.state import State

# Seconds: between attempts to destroy a key, at first and at the most, and for the last one before the end.
AGAIN_AFTER, AGAIN_AFTER_AT_MOST, LAST_PATIENCE = 1.0, 60.0, 5.0

log_ = logging.getLogger("entaku.live")


class Voters:
    """A pseudonym is the keyed hash of a participant; each poll has its own key, destroyed at its close.

    Every worker draws, finds and destroys keys: the vault sees to it that they agree.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[str, hmac.HMAC] = {}
        self._keyless: dict[str, int] = {}  # how many had voted when the vault had no key for them
        self._asking: dict[str, asyncio.Task[hmac.HMAC | None]] = {}
        self._doomed: set[str] = set()  # whose key is destroyed, or will be by one of these
        self._destroying: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    def pseudonym(self, state: State, poll: str, participant: str) -> str | None:
        """Who this participant is in an open poll whose key has been drawn, else None."""
        key = self._keys.get(poll)
        return _hashed(key, participant) if key and is_open(state, poll) else None

    async def draw(self, state: State, poll: str) -> bool:
        """Draw the key of a poll unless it is known; False if the poll is not open.

        Raises LogFull or LogUnavailable when the key cannot be drawn.
        """
        if not is_open(state, poll):
            return False
        return poll in self._keys or await self._once(f"draw {poll}", self._draw(state, poll)) is not None

    async def all(self, state: State, hall: str, participant: str) -> dict[str, str]:
        """This participant's pseudonym in each open poll of a hall's live session, once anybody has voted."""
        session = state.planned_session(state.halls[hall].session)
        found: dict[str, str] = {}
        for poll in session.polls if session else ():
            if not is_open(state, poll.id):
                continue
            try:
                key = await self._known(state, poll.id)
            except (LogFull, LogUnavailable) as error:
                log_.warning("the ballot key of %s could not be read: %s", poll.id, error)
            else:
                found |= {poll.id: _hashed(key, participant)} if key else {}
        return found

    async def has_voted(self, state: State, participant: str) -> bool:
        """Whether this participant has a ballot in any open poll.

        Raises LogFull or LogUnavailable when a key cannot be read: a voter must not be taken for another.
        """
        for poll, box in list(state.boxes.items()):
            key = await self._known(state, poll) if is_open(state, poll) else None
            if key and _hashed(key, participant) in box.ballots:
                return True
        return False

    async def forget_closed(self, state: State, everywhere: bool = False) -> None:
        """Forget the keys of closed polls now, and destroy them soon, whoever closed the poll; cheap.

        `everywhere`: the storage may have lost something, so nothing that is remembered of it counts.
        """
        if everywhere:
            self.begin_again()
        for poll, record in state.polls.items():
            if record.phase is Phase.CLOSED and poll not in self._doomed:
                self._keys.pop(poll, None)
                self._keyless.pop(poll, None)
                self._doomed.add(poll)
                task = asyncio.create_task(self._destroy(poll), name=f"destroy {poll}")
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

    async def _once(self, question: str, asked: Coroutine[Any, Any, hmac.HMAC | None]) -> hmac.HMAC | None:
        """The vault's answer, asked for once, however many are waiting for it as a poll opens."""
        asking = self._asking.get(question)
        if asking is None:
            asking = self._asking[question] = asyncio.create_task(asked)
            asking.add_done_callback(lambda _: self._asking.pop(question))
        else:
            asked.close()
        return await asyncio.shield(asking)

    async def _draw(self, state: State, poll: str) -> hmac.HMAC | None:
        keys = self._keys
        try:
            key = await self._vault.open_ballot_key(poll)
        except KeyDestroyed:
            return None
        return self._kept(keys, state, poll, key)

    async def _known(self, state: State, poll: str) -> hmac.HMAC | None:
        """The key, if it is of any use: while nobody has voted, nobody has a ballot to find."""
        if poll in self._keys:
            return self._keys[poll]
        box = state.boxes.get(poll)
        if box is None or box.voters == self._keyless.get(poll, 0):
            return None
        return await self._once(f"find {poll}", self._find(state, poll, box.voters))

    async def _find(self, state: State, poll: str, voters: int) -> hmac.HMAC | None:
        keys, keyless = self._keys, self._keyless
        key = await self._vault.find_ballot_key(poll)
        if key:
            return self._kept(keys, state, poll, key)
        keyless[poll] = voters
        return None

    def _kept(self, keys: dict[str, hmac.HMAC], state: State, poll: str, key: bytes) -> hmac.HMAC | None:
        if keys is not self._keys:
            raise LogUnavailable("The storage changed while a ballot key was being read.")
        # It may have closed meanwhile; then the key is as good as destroyed.
        if not is_open(state, poll):
            return None
        keys[poll] = hmac.new(key, digestmod=hashlib.sha256)
        return keys[poll]

    async def _destroy(self, poll: str) -> None:
        keys, pause = self._keys, AGAIN_AFTER
        while keys is self._keys:
            if await self._is_destroyed(poll) or self._closing.is_set():
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._closing.wait()
            pause = min(2 * pause, AGAIN_AFTER_AT_MOST)

    async def _is_destroyed(self, poll: str) -> bool:
        try:
            await self._vault.destroy_ballot_key(poll)
        except (LogFull, LogUnavailable) as error:
            log_.warning("the ballot key of %s could not be destroyed yet: %s", poll, error)
        except Exception:
            log_.exception("the ballot key of %s could not be destroyed yet", poll)
        else:
            return True
        return False


def is_open(state: State, poll: str) -> bool:
    """Whether a poll takes ballots."""
    record = state.polls.get(poll)
    return record is not None and record.phase is Phase.OPEN


def _hashed(key: hmac.HMAC, participant: str) -> str:
    """HMAC-SHA-256, 144 bits kept: two voters of a hall collide with a chance below 2^-100."""
    mine = key.copy()  # in which the key itself has been digested once for all
    mine.update(participant.encode())
    return base64.urlsafe_b64encode(mine.digest()[:18]).decode()
