"""The private links of a meeting: one way in per role, the same ones at every start until they are renewed."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from server.log.vault import Vault
from server.room.programme import Programme

Links: TypeAlias = dict[str, str | dict[str, str]]

ALONE = ("organiser", "moderator", "interpreter")
PER_HALL = ("projector", "stage")


def doors(programme: Programme) -> Iterator[tuple[str, str]]:
    """Every (role, subject) that has a link of its own: a hall, a speaker, or nobody in particular."""
    yield from ((role, "") for role in ALONE)
    yield from ((role, hall.id) for role in PER_HALL for hall in programme.halls)
    yield from (("speaker", speaker.id) for _, speaker in programme.speakers())


async def ready_links(vault: Vault, programme: Programme, file: Path, url: str, renew: bool = False) -> Links:
    """The links, kept from the file where their tokens still open, made where they do not; the file is rewritten.

    With `renew` every old link is revoked first, and whoever came in by one is shown out.
    """
    if renew:
        await vault.revoke_links()
    known = known_links(file)
    links: Links = {"meeting": programme.code, "audience": f"{url}/m/{programme.code}"}
    for role, subject in doors(programme):
        address = f"{url}/in/{await _token(vault, role, subject, known)}"
        if not subject:
            links[role] = address
        elif isinstance(mine := links.setdefault(role, {}), dict):
            mine[subject] = address
    _write(file, links)
    return links


async def _token(vault: Vault, role: str, subject: str, known: Links) -> str:
    found = known.get(role, "")
    address = found.get(subject, "") if isinstance(found, dict) else found
    token = address.rpartition("/")[2]
    link = await vault.find_link(token) if token else None
    if link and (link.role, link.subject) == (role, subject):
        return token
    await vault.revoke_links(role, subject)
    return await vault.mint_link(role, subject)


def known_links(file: Path) -> Links:
    """What the links file says; nothing if there is none or it was damaged."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        found = json.loads(file.read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def _write(file: Path, links: Links) -> None:
    """Write beside and move into place, so that nobody ever reads half a file or a public one."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as out:
        json.dump(links, out, indent=2, ensure_ascii=False)
        out.write("\n")
    beside.replace(file)
