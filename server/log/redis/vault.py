"""The shared vault: a meeting's keys, links and passes in Redis, and its files rid of what was destroyed."""

import secrets
from collections.abc import Sequence
from typing import Any

from server.log.base import LogUnavailable
from server.log.redis import keys, vault_contents
from server.log.redis import vault_scripts as scripts
from server.log.redis.cleaning import Renewals, clean_files
from server.log.redis.link import RedisLink
from server.log.redis.script import Script
from server.log.vault import (
    KEY_BYTES,
    PASS_LIFETIME,
    PASSES_KEPT,
    KeyDestroyed,
    Link,
    VaultContents,
    hashed_token,
    minted_token,
)

DESTROYED = b""
UNCLEAN = (
    "unclean"  # how often Redis had renewed its files when a key was last destroyed, until they are clean
)
TOKENS = "tokens"
SIGNING_KEY = "signing-key"


class RedisVault:
    """A `Vault` in keys that share one prefix, and so one slot; the link is not the vault's own."""

    def __init__(self, link: RedisLink, meeting: str) -> None:
        self._link = link
        self._prefix = keys.key(meeting, "vault:")
        self._closed = False

    async def open_ballot_key(self, poll: str) -> bytes:
        key: bytes = await self._run(scripts.DRAW, [_key_of(poll)], secrets.token_bytes(KEY_BYTES))
        if key == DESTROYED:
            raise KeyDestroyed(f"The ballot key of poll {poll} has been destroyed.")
        return key

    async def find_ballot_key(self, poll: str) -> bytes | None:
        key: bytes | None = await self._run(scripts.FIND, [_key_of(poll)])
        return key or None

    async def destroy_ballot_key(self, poll: str) -> None:
        unclean: bytes | None = await self._run(scripts.DESTROY, [_key_of(poll), UNCLEAN])
        if unclean is not None and await clean_files(self._link, Renewals.read(unclean)):
            await self._run(scripts.CLEANED, [UNCLEAN], unclean)

    async def signing_key(self, candidate: bytes) -> bytes:
        key: bytes = await self._run(scripts.DRAW, [SIGNING_KEY], candidate)
        return key

    async def mint_link(self, role: str, subject: str) -> str:
        token = minted_token()
        await self._run(scripts.MINT_LINK, [TOKENS, "last-link"], self._prefix, _hash(token), role, subject)
        return token

    async def find_link(self, token: str) -> Link | None:
        return _link(await self._run(scripts.FIND_LINK, [TOKENS], self._prefix, _hash(token)))

    async def has_link(self, role: str, subject: str) -> bool:
        return bool(await self._run(scripts.HAS_LINK, [TOKENS], self._prefix, *_chosen(role, subject)))

    async def revoke_links(self, role: str | None = None, subject: str | None = None) -> int:
        given = (self._prefix, *_chosen(role, subject))
        return int(await self._run(scripts.REVOKE_LINKS, [TOKENS], *given))

    async def mint_pass(self, link_id: int, now: int) -> str | None:
        token = minted_token()
        names = [f"link:{link_id}", f"pass:{_hash(token)}", f"passes:{link_id}"]
        given = (self._prefix, link_id, _hash(token), now, now + PASS_LIFETIME, PASSES_KEPT - 1)
        return token if await self._run(scripts.MINT_PASS, names, *given) else None

    async def find_pass(self, token: str, now: int) -> Link | None:
        return _link(await self._run(scripts.FIND_PASS, [f"pass:{_hash(token)}"], self._prefix, now))

    async def contents(self, at: int) -> VaultContents:
        return await vault_contents.read(self._link, self._prefix, at)

    async def fill(self, contents: VaultContents) -> None:
        await vault_contents.write(self._link, self._prefix, contents)

    async def close(self) -> None:
        self._closed = True

    async def _run(self, script: Script, names: Sequence[str], *given: bytes | str | int) -> Any:
        if self._closed:
            raise LogUnavailable("The vault is closed.")
        return await self._link.run(script, [self._prefix + name for name in names], given)


def _key_of(poll: str) -> str:
    return f"key:{poll}"


def _hash(token: str) -> str:
    return hashed_token(token).hex()


def _chosen(role: str | None, subject: str | None) -> tuple[str | int, ...]:
    """A role and a subject for a script, each with whether it is given; "" is one, too."""
    return (int(role is not None), role or "", int(subject is not None), subject or "")


def _link(found: list[bytes] | None) -> Link | None:
    if found is None:
        return None
    role, subject, id = found
    return Link(role.decode(), subject.decode(), int(id))
