"""Voters' pseudonyms: what links a participant to a ballot, while a poll is open and not a moment longer."""

import base64
import hashlib
import hmac

from moderation.polls import Phase
from server.log.vault import Vault
from server.room.state import State


class Voters:
    """A pseudonym is the keyed hash of a participant; each poll has its own key, destroyed at its close."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[str, bytes] = {}

    async def pseudonym(self, state: State, poll: str, participant: str) -> str | None:
        """Who this participant is in an open poll, or None if it is not open.

        HMAC-SHA-256, 144 bits kept: two voters of a hall collide with a chance below 2^-100.
        """
        record = state.polls.get(poll)
        if record is None or record.phase is not Phase.OPEN:
            return None
        key = self._keys.get(poll)
        if key is None:
            key = self._keys[poll] = await self._vault.open_ballot_key(poll)
        digest = hmac.digest(key, participant.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:18]).decode()

    async def all(self, state: State, hall: str, participant: str) -> dict[str, str]:
        """This participant's pseudonym in each open poll of the live session of a hall."""
        session = state.planned_session(state.halls[hall].session)
        found = {
            poll.id: await self.pseudonym(state, poll.id, participant)
            for poll in (session.polls if session else ())
        }
        return {poll: voter for poll, voter in found.items() if voter}

    async def forget_closed(self, state: State, everywhere: bool = False) -> None:
        """Destroy the keys of polls that are closed: those used here, or, after a start, any there may be."""
        candidates = list(state.polls) if everywhere else list(self._keys)
        for poll in candidates:
            if state.polls[poll].phase is Phase.CLOSED:
                await self._vault.destroy_ballot_key(poll)
                self._keys.pop(poll, None)
