"""The private links of a meeting: one way in per role, the same at every start until they are renewed."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.log.vault import Vault
from server.room.programme import Programme
from server.settings import Trouble
from server.views.roster import ways_in

ALONE = ("organiser", "moderator", "interpreter")
PER_HALL = ("projector", "stage")
SEVERAL = (*PER_HALL, "speaker")
OWNER_ONLY = 0o600


class Door(NamedTuple):
    """Who has a link: a role and its hall, its speaker, or nobody in particular."""

    role: str
    subject: str = ""


class Links(msgspec.Struct, frozen=True):
    """Where everybody comes in, as `links.json` says it."""

    meeting: str
    audience: str
    organiser: str = ""
    moderator: str = ""
    interpreter: str = ""
    projector: dict[str, str] = {}
    stage: dict[str, str] = {}
    speaker: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The address that all links begin with."""
        return self.audience.removesuffix(f"/m/{self.meeting}")

    def private(self) -> dict[Door, str]:
        """Every private link by its door; empty where only another machine's file has it."""
        alone = {Door(role): getattr(self, role) for role in ALONE}
        several = {Door(role, id): link for role in SEVERAL for id, link in getattr(self, role).items()}
        return alone | several


def doors(programme: Programme) -> Iterator[Door]:
    """Everybody who has a link of their own."""
    return (Door(way.role, way.subject) for way in ways_in(programme))


async def ready_links(
    vault: Vault, file: Path, url: str, meeting: str, doors: Iterable[Door], shared: bool = False
) -> Links:
    """The links of these doors, kept where their tokens still open, else made; no other door stays open.

    In a vault that other machines share, a door whose link this file does not have keeps it, because it was
    handed out there. The vault has only its hash, so it stays empty here. The links that the organiser made
    for people are none of these doors and stay as they are.
    """
    known = known_links(file)
    before = known.private() if known else {}
    tokens = {door: await _token(vault, door, before.get(door, ""), shared) for door in doors}
    after = {door: f"{url}/in/{token}" if token else "" for door, token in tokens.items()}
    for gone in before.keys() - after.keys():
        await vault.revoke_links(*gone)
    several = {role: {door.subject: after[door] for door in after if door.role == role} for role in SEVERAL}
    alone = {role: after[Door(role)] for role in ALONE}
    links = msgspec.convert({"meeting": meeting, "audience": f"{url}/m/{meeting}", **alone, **several}, Links)
    _keep(file, links, known)
    return links


async def _token(vault: Vault, door: Door, address: str, shared: bool) -> str:
    """The token of a door, made if there is none; empty if the door keeps one that is not known here."""
    token = address.rpartition("/")[2]
    link = await vault.find_link(token) if token else None
    if link and Door(link.role, link.subject) == door:
        return token
    if not shared:
        await vault.revoke_links(*door)
    elif await vault.has_link(*door):
        return ""
    return await vault.mint_link(*door)


def known_links(file: Path) -> Links | None:
    """What the links file says; None if there is none or it was damaged."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Links)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.") from error


def _keep(file: Path, links: Links, known: Links | None) -> None:
    try:
        if links == known:
            file.chmod(OWNER_ONLY)  # a copy that was brought back may be open to everybody
        else:
            _write(file, links)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.") from error


def _write(file: Path, links: Links) -> None:
    """Write beside and move into place, so that nobody ever reads half a file or a public one."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(links), indent=2) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
