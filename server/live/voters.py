"""Voters' pseudonyms: what links a participant to a ballot, while a poll is open and not a moment longer."""

import asyncio
import base64
import hashlib
import hmac
import logging

from moderation.polls import Phase
from server.log.base import LogFull, LogUnavailable
from server.log.vault import KeyDestroyed, Vault
from server.room.state import State

log_ = logging.getLogger("entaku.live")


class Voters:
    """A pseudonym is the keyed hash of a participant; each poll has its own key, destroyed at its close."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[str, bytes] = {}
        self._doomed: set[str] = set()
        self._drawing: dict[str, asyncio.Task[bytes | None]] = {}

    async def pseudonym(self, state: State, poll: str, participant: str) -> str | None:
        """Who this participant is in an open poll, or None if it is not open.

        Raises LogFull or LogUnavailable when the poll's key cannot be drawn.
        """
        if not _is_in(state, poll, Phase.OPEN):
            return None
        key = self._keys.get(poll) or await self._drawn_once(state, poll)
        return _hashed(key, participant) if key else None

    async def all(self, state: State, hall: str, participant: str) -> dict[str, str]:
        """This participant's pseudonym in each open poll of a hall's live session, once anybody has voted."""
        session = state.planned_session(state.halls[hall].session)
        found = {}
        for poll in session.polls if session else ():
            if _is_in(state, poll.id, Phase.OPEN) and (key := await self._known(poll.id)):
                found[poll.id] = _hashed(key, participant)
        return found

    async def forget_closed(self, state: State, everywhere: bool = False) -> None:
        """Destroy the keys of polls that are closed: those used here, or, after a start, any there may be.

        What storage does not allow now is tried again the next time.
        """
        known = state.polls if everywhere else self._keys
        closed = [poll for poll in known if _is_in(state, poll, Phase.CLOSED)]
        self._doomed.update(closed)
        for poll in closed:
            self._keys.pop(poll, None)
        for poll in sorted(self._doomed):
            try:
                await self._vault.destroy_ballot_key(poll)
            except (LogFull, LogUnavailable) as error:
                log_.warning("the ballot key of %s could not be destroyed yet: %s", poll, error)
            else:
                self._doomed.discard(poll)

    async def _drawn_once(self, state: State, poll: str) -> bytes | None:
        """The key, asked of the vault once, however many voters are waiting for it as a poll opens."""
        drawing = self._drawing.get(poll)
        if drawing is None:
            drawing = self._drawing[poll] = asyncio.create_task(self._draw(state, poll))
            drawing.add_done_callback(lambda _: self._drawing.pop(poll))
        return await asyncio.shield(drawing)

    async def _draw(self, state: State, poll: str) -> bytes | None:
        try:
            key = self._keys[poll] = await self._vault.open_ballot_key(poll)
        except KeyDestroyed:
            return None
        if _is_in(state, poll, Phase.OPEN):
            return key
        # It closed while the key was being drawn, and whoever closed it did not know of the key.
        await self.forget_closed(state)
        return None

    async def _known(self, poll: str) -> bytes | None:
        if poll in self._keys:
            return self._keys[poll]
        try:
            return await self._vault.find_ballot_key(poll)
        except (LogFull, LogUnavailable) as error:
            log_.warning("the ballot key of %s could not be read: %s", poll, error)
            return None


def _is_in(state: State, poll: str, phase: Phase) -> bool:
    record = state.polls.get(poll)
    return record is not None and record.phase is phase


def _hashed(key: bytes, participant: str) -> str:
    """HMAC-SHA-256, 144 bits kept: two voters of a hall collide with a chance below 2^-100."""
    digest = hmac.digest(key, participant.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()
