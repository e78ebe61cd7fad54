"""The links file: kept while its links open, made anew where they do not, readable by nobody else."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from server.links import Door, Links, doors, known_links, ready_links
from server.log.sqlite.vault import SqliteVault
from server.room.programme import Programme
from tests.cli.entaku import PATIENCE, PROGRAMME, Browser, Server, entaku
from tests.room.plan import PLAN, RT2, plan_of

HERE, THERE = "http://192.0.2.7:8000", "https://hall.example"


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[SqliteVault]:
    """An empty vault."""
    vault = await SqliteVault.open(tmp_path / "vault.db")
    yield vault
    await vault.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the links are written."""
    return tmp_path / "links.json"


def mode_of(file: Path) -> int:
    """Who may read and write the file."""
    return file.stat().st_mode & 0o777


def content_of(file: Path) -> bytes:
    """What stands in the file."""
    return file.read_bytes()


def written_at(file: Path) -> int:
    """When the file was written."""
    return file.stat().st_mtime_ns


def put(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file as somebody else would."""
    file.write_bytes(content)
    file.chmod(mode)


def end_of(screen: ClientConnection) -> int | None:
    """The code with which the server closes a screen."""
    with suppress(ConnectionClosed):
        while screen.recv(PATIENCE):
            pass
    return screen.close_code


async def ready(vault: SqliteVault, file: Path, url: str = HERE, programme: Programme = PLAN) -> Links:
    """What a start does."""
    return await ready_links(vault, file, url, programme.code, doors(programme))


async def opened(vault: SqliteVault, links: Links) -> dict[str, Door | None]:
    """What each private link opens, by its token."""
    tokens = [address.rpartition("/")[2] for address in links.private().values()]
    found = {token: await vault.find_link(token) for token in tokens}
    return {token: Door(link.role, link.subject) if link else None for token, link in found.items()}


async def test_every_door_of_the_programme_has_a_link_that_opens_it(vault: SqliteVault, file: Path) -> None:
    links = await ready(vault, file)
    assert list((await opened(vault, links)).values()) == [
        *(Door("organiser"), Door("moderator"), Door("interpreter")),
        *(Door("projector", "main"), Door("projector", "side"), Door("stage", "main"), Door("stage", "side")),
        *(Door("speaker", "tours"), Door("speaker", "kobe")),
    ]


async def test_a_meeting_without_speakers_still_has_their_key(vault: SqliteVault, file: Path) -> None:
    links = await ready(vault, file, programme=plan_of(RT2))
    assert known_links(file) == links
    assert b'"speaker": {}' in content_of(file)


async def test_the_second_start_changes_nothing(vault: SqliteVault, file: Path) -> None:
    first = await ready(vault, file)
    written = written_at(file)
    assert await ready(vault, file) == first
    assert written_at(file) == written


async def test_a_link_that_the_organiser_made_for_somebody_stays_open_at_every_start(
    vault: SqliteVault, file: Path
) -> None:
    await ready(vault, file)
    token = await vault.mint_link("moderator", "the-link-of-aiko-01")
    await ready(vault, file)
    await ready(vault, file, programme=plan_of(RT2))
    put(file, b"{")
    await ready(vault, file)
    link = await vault.find_link(token)
    assert link
    assert (link.role, link.subject) == ("moderator", "the-link-of-aiko-01")
    assert token.encode() not in content_of(file)


async def test_at_another_address_the_same_tokens_open(vault: SqliteVault, file: Path) -> None:
    first, second = await ready(vault, file), await ready(vault, file, THERE)
    assert await opened(vault, first) == await opened(vault, second)
    assert second.audience == f"{THERE}/m/PORT24"
    assert all(address.startswith(f"{THERE}/in/") for address in second.private().values())
    assert (first.url, second.url) == (HERE, THERE)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"meeting": "PORT24"}'])
async def test_without_a_sound_file_there_are_new_links_and_the_old_ones_are_shut(
    vault: SqliteVault, file: Path, damage: bytes
) -> None:
    lost = await ready(vault, file)
    put(file, damage)
    made = await ready(vault, file)
    assert set((await opened(vault, lost)).values()) == {None}
    assert None not in (await opened(vault, made)).values()
    assert known_links(file) == made


async def test_a_link_that_the_vault_does_not_know_is_made_anew_and_the_others_stay(
    vault: SqliteVault, file: Path
) -> None:
    before = (await ready(vault, file)).private()
    await vault.revoke_links("stage", "side")
    after = (await ready(vault, file)).private()
    assert {door for door in before if before[door] != after[door]} == {Door("stage", "side")}


async def test_a_token_in_the_wrong_place_does_not_open_what_it_did_not(
    vault: SqliteVault, file: Path
) -> None:
    links = await ready(vault, file)
    put(file, msgspec.json.encode(msgspec.structs.replace(links, moderator=links.stage["main"])))
    made = await ready(vault, file)
    assert made.moderator != links.stage["main"]
    assert None not in (await opened(vault, made)).values()


async def test_who_is_not_in_the_programme_any_more_finds_the_door_shut(
    vault: SqliteVault, file: Path
) -> None:
    before = await ready(vault, file)
    after = await ready(vault, file, programme=plan_of(RT2))
    assert after.speaker == {}
    assert [await vault.find_link(address.rpartition("/")[2]) for address in before.speaker.values()] == [
        None
    ] * 2
    assert after.moderator == before.moderator


@pytest.mark.parametrize("mode", [0o644, 0o666])
async def test_a_file_that_was_brought_back_open_to_everybody_is_closed_again(
    vault: SqliteVault, file: Path, mode: int
) -> None:
    links = await ready(vault, file)
    put(file, msgspec.json.encode(links), mode)
    await ready(vault, file)
    assert mode_of(file) == 0o600


async def test_a_public_file_that_lay_in_the_way_does_not_make_the_links_public(
    vault: SqliteVault, file: Path
) -> None:
    put(file.with_suffix(".new"), b"", 0o666)
    await ready(vault, file)
    assert mode_of(file) == 0o600


def test_the_command_prints_the_links_as_they_are_wherever_it_runs(server: Server) -> None:
    links = server.start().links
    printed = entaku("links", "--data", server.data)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert all(address in printed.stdout for address in [links["audience"], *links["speaker"].values()])
    assert server.links == links


def test_renewed_links_let_in_and_the_old_ones_neither_open_nor_stay_open(
    server: Server, moderator: Callable[[], Browser]
) -> None:
    before = server.start().links
    old = moderator()
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in old.cookies.items())}
    address = f"{server.url.replace('http', 'ws', 1)}/ws/desk/main"
    with connect(address, origin=Origin(server.url), additional_headers=cookies) as desk:
        renewed = entaku("links", "--renew", "--data", server.data)
        assert (renewed.returncode, end_of(desk)) == (0, 4001)
    assert httpx.get(before["moderator"]).status_code == 403
    assert old.get("/desk/main").status_code == 403
    assert old.command("blank", "desk", hall="main")["refused"] == "not-allowed"

    after = server.links
    assert after["moderator"] in renewed.stdout
    assert "Links that the organiser made for people have ended too" in renewed.stdout
    assert after["audience"] == before["audience"]
    assert set(after["projector"].values()).isdisjoint(before["projector"].values())
    assert moderator().get("/desk/main").status_code == 200


def test_the_audiences_address_says_when_it_does_not_open_alone(server: Server) -> None:
    server.start()
    assert "beside the code" not in server.said
    server.stop()
    server.programme.write_text(f"rotating_code = true\n{PROGRAMME}", "utf-8")
    server.start()
    assert "needs, besides this address, the key that the hall's screen shows beside the code." in server.said
    # The folder of a server that runs does not tell.
    assert (
        "While the code rotates, who comes anew needs the key"
        in entaku("links", "--data", server.data).stdout
    )
