"""Participants' tokens: who a phone is in a meeting, signed, with the moment at which it was first seen.

A token is `NAME.MOMENT.SIGNATURE`: 36 random characters, Unix milliseconds in decimal, a keyed hash of both.
Nothing is stored of it. Whoever has one was on the page of the meeting, to which only its code leads.

Names that the first release gave, or that its workers must understand, have 32 characters. Those of 36 are
nobody's without their moment: who came late could else leave it out and be taken for an old visitor.
"""

import base64
import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

from moderation.permissions import Role
from server.room.base import Actor

_TOKEN = re.compile(r"([A-Za-z0-9_-]{32}(?:[A-Za-z0-9_-]{4})?)\.(\d{1,15})\.([A-Za-z0-9_-]{22})")


class Participant(NamedTuple):
    """What a token says: the random name, and since when its phone has been here, in Unix milliseconds."""

    name: str
    since: int


class Participants:
    """Mints and reads the tokens of one meeting. All its workers have the same key, kept in the vault."""

    def __init__(self, code: str, key: bytes) -> None:
        self._code = code
        self.use(key)

    def use(self, key: bytes) -> None:
        """Sign with this key from now on."""
        self.key = key
        self._signing = hmac.new(key, digestmod=hashlib.sha256)
        # Two meetings on one host may have the same code: a rehearsal has that of the meeting it is of.
        self.meeting = f"{self._code}-{hashlib.sha256(b'meeting' + key).hexdigest()[:6]}"

    def mint(self, since: int, name: str = "") -> str:
        """Give a token to somebody who is here since that moment, under a new name if none is given."""
        name = name or secrets.token_urlsafe(27)
        return f"{name}.{since}.{self._signature(name, since)}"

    def read(self, token: str) -> Participant | None:
        """What a token says, or None if this meeting has not signed it."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        name, since = found[1], int(found[2])
        is_ours = hmac.compare_digest(self._signature(name, since), found[3])
        return Participant(name, since) if is_ours else None

    def actor(self, name: str) -> Actor:
        """A participant's pseudonym; neither the name nor who they are in another meeting follows from it."""
        digest = hashlib.sha256(f"participant of {self._code}: {name}".encode()).digest()
        return Actor(base64.urlsafe_b64encode(digest[:18]).decode(), Role.AUDIENCE)

    def _signature(self, name: str, since: int) -> str:
        """HMAC-SHA-256, 128 bits kept."""
        signing = self._signing.copy()
        signing.update(f"{self._code} {name} {since}".encode())
        return base64.urlsafe_b64encode(signing.digest()[:16]).decode().rstrip("=")
