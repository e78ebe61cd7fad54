"""What a meeting's vault is, whoever keeps it: what must be destroyable, and who may enter as whom."""

import hashlib
import secrets
from typing import NamedTuple, Protocol

PASS_LIFETIME = 30 * 24 * 60 * 60 * 1000  # milliseconds
# A pass that has expired opens nothing, but is deleted only when its link has so many newer ones: a clock
# that is wrong for a while takes nobody's pass for good.
PASSES_KEPT = 1_000
KEY_BYTES = 32


class KeyDestroyed(Exception):
    """The poll's key has been destroyed, which is for good: the poll has closed."""


class Link(NamedTuple):
    """A way in: for which role and, where a role has several, for whom or where."""

    role: str
    subject: str
    id: int


class KeptLink(NamedTuple):
    """A link as it is kept."""

    id: int
    role: str
    subject: str
    hash: bytes


class KeptPass(NamedTuple):
    """A pass as it is kept, with the id of the link that it was exchanged for."""

    hash: bytes
    link: int
    expires: int


class VaultContents(NamedTuple):
    """All that a vault holds, each in the order of its first field; a key that was destroyed is None."""

    keys: tuple[tuple[str, bytes | None], ...]
    links: tuple[KeptLink, ...]
    passes: tuple[KeptPass, ...]
    last_link: int  # the highest id that a link has ever had: none is given twice
    signing_key: bytes | None


def minted_token() -> str:
    """A new token of 192 random bits."""
    return secrets.token_urlsafe(24)


def hashed_token(token: str) -> bytes:
    """What is kept of a token; it has too many random bits to be guessed from this."""
    return hashlib.sha256(token.encode()).digest()


class Vault(Protocol):
    """One meeting's keys, links and passes; tokens are kept as hashes only."""

    async def open_ballot_key(self, poll: str) -> bytes:
        """Give the poll's 32-byte key, drawn at the first call; raises KeyDestroyed once it is destroyed."""

    async def find_ballot_key(self, poll: str) -> bytes | None:
        """Give the poll's key, None when it was never drawn or has been destroyed."""

    async def destroy_ballot_key(self, poll: str) -> None:
        """Leave no byte of the poll's key in storage when it returns, and never draw one again."""

    async def signing_key(self, candidate: bytes) -> bytes:
        """Give the key with which the meeting signs, which the candidate becomes if there is none."""

    async def mint_link(self, role: str, subject: str) -> str:
        """Make a link and give its token, which is shown this once."""

    async def find_link(self, token: str) -> Link | None:
        """Give the link that this token opens, unless it is revoked."""

    async def has_link(self, role: str, subject: str) -> bool:
        """Whether there is a link for this role and subject."""

    async def revoke_links(self, role: str | None = None, subject: str | None = None) -> int:
        """Revoke links, with their passes, of this role and subject (None: of any), and give their number."""

    async def mint_pass(self, link_id: int, now: int) -> str | None:
        """Exchange a link for a pass and give the pass's token, None when the link has just been revoked."""

    async def find_pass(self, token: str, now: int) -> Link | None:
        """Give the link that the pass stands for, unless the link is revoked or the pass has expired."""

    async def contents(self, at: int) -> VaultContents:
        """Give all there is, to be moved; of the passes those that are valid at that moment still."""

    async def fill(self, contents: VaultContents) -> None:
        """Put this into a vault that holds nothing."""

    async def close(self) -> None:
        """Finish what was asked, then let go of the storage."""
