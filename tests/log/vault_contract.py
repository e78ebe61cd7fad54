"""What every vault promises, whatever keeps it; a subclass says how one is opened."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from server.log.base import LogUnavailable
from server.log.vault import PASS_LIFETIME, KeyDestroyed, Link, Vault

NOW = 1_700_000_000_000

Reopen = Callable[[], Awaitable[Vault]]


async def link_of(vault: Vault, role: str = "moderator", subject: str = "") -> Link:
    link = await vault.find_link(await vault.mint_link(role, subject))
    assert link
    return link


async def pass_of(vault: Vault, link: Link) -> str:
    token = await vault.mint_pass(link.id, NOW)
    assert token
    return token


class VaultContract:
    """Subclasses give the fixture `reopen`: each call opens the same, at first empty, storage."""

    @pytest.fixture
    async def vault(self, reopen: Reopen) -> AsyncIterator[Vault]:
        vault = await reopen()
        yield vault
        await vault.close()

    @pytest.fixture
    async def other(self, reopen: Reopen) -> AsyncIterator[Vault]:
        other = await reopen()
        yield other
        await other.close()

    async def test_a_ballot_key_is_drawn_once(self, vault: Vault) -> None:
        assert await vault.find_ballot_key("poll") is None
        key = await vault.open_ballot_key("poll")
        assert len(key) == 32
        assert await vault.open_ballot_key("poll") == key
        assert await vault.find_ballot_key("poll") == key

    async def test_every_poll_has_its_own_ballot_key(self, vault: Vault) -> None:
        keys = await asyncio.gather(*(vault.open_ballot_key(f"poll-{number}") for number in range(50)))
        assert len(set(keys)) == 50

    async def test_a_ballot_key_asked_twice_at_once_is_one(self, vault: Vault, other: Vault) -> None:
        keys = await asyncio.gather(*(each.open_ballot_key("poll") for each in (vault, other) * 10))
        assert len(set(keys)) == 1

    async def test_a_destroyed_ballot_key_is_found_no_more_and_never_drawn_again(
        self, vault: Vault, other: Vault
    ) -> None:
        kept = await vault.open_ballot_key("other")
        await vault.open_ballot_key("poll")
        await vault.destroy_ballot_key("poll")
        for each in (vault, other):
            assert await each.find_ballot_key("poll") is None
            with pytest.raises(KeyDestroyed, match="poll"):
                await each.open_ballot_key("poll")
            assert await each.find_ballot_key("other") == kept

    async def test_there_is_one_signing_key_the_first_that_was_offered(
        self, vault: Vault, other: Vault, reopen: Reopen
    ) -> None:
        keys = await asyncio.gather(
            *(each.signing_key(bytes([n]) * 32) for n in range(8) for each in (vault, other))
        )
        assert len(set(keys)) == 1
        assert keys[0][0] in range(8)
        again = await reopen()
        assert await again.signing_key(b"x" * 32) == keys[0]
        await again.close()

    async def test_destroying_again_or_before_the_first_draw_is_no_mistake(self, vault: Vault) -> None:
        for _ in range(2):
            await vault.destroy_ballot_key("poll")
        with pytest.raises(KeyDestroyed):
            await vault.open_ballot_key("poll")

    async def test_destroying_one_key_in_two_places_at_once_is_no_mistake(
        self, vault: Vault, other: Vault
    ) -> None:
        await vault.open_ballot_key("poll")
        await asyncio.gather(*(each.destroy_ballot_key("poll") for each in (vault, other) * 3))
        with pytest.raises(KeyDestroyed):
            await other.open_ballot_key("poll")

    async def test_reopening_keeps_keys_links_and_passes(self, vault: Vault, reopen: Reopen) -> None:
        key = await vault.open_ballot_key("poll")
        await vault.destroy_ballot_key("closed")
        token = await vault.mint_link("speaker", "nancy")
        link = await vault.find_link(token)
        assert link
        entered = await pass_of(vault, link)
        await vault.close()
        again = await reopen()
        try:
            assert await again.find_ballot_key("poll") == key
            with pytest.raises(KeyDestroyed):
                await again.open_ballot_key("closed")
            assert await again.find_link(token) == link
            assert await again.find_pass(entered, NOW) == link
        finally:
            await again.close()

    async def test_a_link_opens_its_role_and_subject(self, vault: Vault) -> None:
        desk = await vault.mint_link("moderator", "")
        screen = await vault.mint_link("projector", "円卓 main")
        opened = [await vault.find_link(token) for token in (desk, screen)]
        assert [link and link[:2] for link in opened] == [("moderator", ""), ("projector", "円卓 main")]
        assert len({link.id for link in opened if link}) == 2

    async def test_a_token_that_was_never_minted_opens_nothing(self, vault: Vault) -> None:
        token = await vault.mint_link("moderator", "")
        for wrong in ("", "x", token[:-1], token + "A", token.swapcase(), "円卓"):
            assert await vault.find_link(wrong) is None
            assert await vault.find_pass(wrong, NOW) is None

    async def test_tokens_are_long_distinct_and_fit_an_address(self, vault: Vault) -> None:
        link = await link_of(vault)
        tokens = [await vault.mint_link("moderator", "") for _ in range(20)]
        tokens += [await pass_of(vault, link) for _ in range(20)]
        assert len(set(tokens)) == 40
        assert all(len(token) == 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)

    async def test_a_link_is_no_pass_and_a_pass_no_link(self, vault: Vault) -> None:
        token = await vault.mint_link("moderator", "")
        link = await vault.find_link(token)
        assert link
        entered = await pass_of(vault, link)
        assert await vault.find_pass(token, NOW) is None
        assert await vault.find_link(entered) is None

    async def test_a_vault_knows_for_whom_there_is_a_link(self, vault: Vault, other: Vault) -> None:
        assert not await vault.has_link("speaker", "nancy")
        await vault.mint_link("speaker", "nancy")
        asked = [("speaker", "nancy"), ("speaker", ""), ("speaker", "kyoto"), ("", "nancy"), ("", "")]
        for each in (vault, other):
            assert [await each.has_link(*who) for who in asked] == [True, False, False, False, False]
        await other.mint_link("speaker", "nancy")
        await vault.mint_link("projector", "main")
        await vault.revoke_links("speaker", "nancy")
        assert not await vault.has_link("speaker", "nancy")
        assert await vault.has_link("projector", "main")

    async def test_links_are_revoked_by_role_and_subject(self, vault: Vault) -> None:
        everyone = [("moderator", ""), ("speaker", "nancy"), ("speaker", "kyoto"), ("projector", "nancy")]
        tokens = {who: await vault.mint_link(*who) for who in everyone}

        async def left() -> list[tuple[str, str]]:
            return [who for who, token in tokens.items() if await vault.find_link(token)]

        assert await vault.revoke_links("speaker", "nancy") == 1
        assert await left() == [everyone[0], everyone[2], everyone[3]]
        assert await vault.revoke_links(subject="nancy") == 1
        assert await left() == [everyone[0], everyone[2]]
        assert await vault.revoke_links("speaker") == 1
        assert await left() == [everyone[0]]
        assert await vault.revoke_links("interpreter") == 0
        await vault.mint_link("speaker", "kyoto")
        assert await vault.revoke_links() == 2
        assert await left() == []

    async def test_revoking_for_nobody_in_particular_spares_those_with_a_name(self, vault: Vault) -> None:
        named = await vault.mint_link("interpreter", "rt1")
        await vault.mint_link("interpreter", "")
        assert await vault.revoke_links("interpreter", "") == 1
        assert await vault.find_link(named)

    async def test_revoking_a_link_ends_its_passes_and_no_others(self, vault: Vault) -> None:
        speaker, desk = await link_of(vault, "speaker", "nancy"), await link_of(vault)
        ended = [await pass_of(vault, speaker), await pass_of(vault, speaker)]
        kept = await pass_of(vault, desk)
        await vault.revoke_links("speaker")
        assert [await vault.find_pass(token, NOW) for token in ended] == [None, None]
        assert await vault.find_pass(kept, NOW) == desk

    async def test_a_revoked_link_gives_no_pass_and_its_id_is_not_given_again(self, vault: Vault) -> None:
        link = await link_of(vault)
        await vault.revoke_links()
        assert await vault.mint_pass(link.id, NOW) is None
        assert (await link_of(vault)).id != link.id
        assert await vault.mint_pass(link.id, NOW) is None

    async def test_a_pass_expires(self, vault: Vault) -> None:
        link = await link_of(vault)
        token = await pass_of(vault, link)
        assert await vault.find_pass(token, NOW + PASS_LIFETIME - 1) == link
        assert await vault.find_pass(token, NOW + PASS_LIFETIME) is None

    async def test_a_clock_that_is_wrong_for_a_while_takes_no_pass_for_good(self, vault: Vault) -> None:
        link = await link_of(vault)
        before = await pass_of(vault, link)
        ahead = NOW + 31 * 24 * 60 * 60 * 1000
        assert await vault.find_pass(before, ahead) is None
        during = await vault.mint_pass(link.id, ahead)
        assert during
        assert await vault.find_pass(before, NOW) == link
        assert await vault.find_pass(during, NOW) == link

    async def test_what_one_place_revokes_another_does_not_let_in(self, vault: Vault, other: Vault) -> None:
        token = await vault.mint_link("moderator", "")
        link = await other.find_link(token)
        assert link
        entered = await pass_of(other, link)
        await vault.revoke_links()
        assert await other.find_link(token) is None
        assert await other.find_pass(entered, NOW) is None

    async def test_a_closed_vault_says_so(self, vault: Vault) -> None:
        await vault.close()
        for asked in (vault.find_link("token"), vault.open_ballot_key("poll"), vault.revoke_links()):
            with pytest.raises(LogUnavailable, match="closed"):
                await asked

    async def test_closing_twice_is_no_mistake(self, vault: Vault) -> None:
        await vault.close()
        await vault.close()
