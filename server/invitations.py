"""What is said on the terminal of where everybody comes in; the terminal belongs to the organiser."""

from pathlib import Path

import segno

from server.links import Links, doors, known_links, ready_links
from server.live import memory
from server.log.sqlite.vault import SqliteVault
from server.log.storage import VAULT_FILE, Storage
from server.room.electorate import code_rotates
from server.room.programme import Programme
from server.settings import LINKS_FILE, Settings, Source, Trouble
from server.whereabouts import found

# While a server runs, its folder does not tell whether the code rotates.
ALSO = "Who comes anew needs, besides this address, the key that the hall's screen shows beside the code."
PERHAPS = "While the code rotates, who comes anew needs the key that the hall's screen shows beside it, too."


async def invite(storage: Storage, settings: Settings, programme: Programme) -> None:
    """Make the links ready at a start, and print them."""
    links = await ready_links(
        storage.vault,
        settings.links_file,
        settings.url,
        programme.code,
        doors(programme),
        storage.shared,
    )
    state = await memory.look_at(storage, programme.code)
    rotates = code_rotates(state) if state.programme else programme.rotating_code
    _announce(links, settings.links_file, ALSO if rotates else "")


async def print_links(source: Source, url: str, renew: bool) -> None:
    """Print the private links, renewed if asked; without a url they begin as they did."""
    if source.redis:
        await _print_links_of_redis(source, url, renew)
        return
    file = source.data / LINKS_FILE
    known = known_links(file)
    if known is None or not (source.data / VAULT_FILE).exists():
        raise Trouble(f"{source.data} has no links yet: `entaku serve` makes them at its first start.")
    # The vault alone: while a server runs, the log is the server's.
    vault = await SqliteVault.open(source.data / VAULT_FILE)
    try:
        if renew:
            await vault.revoke_links()
        links = await ready_links(vault, file, url or known.url, known.meeting, known.private())
    finally:
        await vault.close()
    _announce(links, file, PERHAPS)
    _tell_of_the_others(renew)


async def _print_links_of_redis(source: Source, url: str, renew: bool) -> None:
    async with found(source) as (storage, meeting):
        file = source.data / LINKS_FILE
        known, state = known_links(file), await memory.look_at(storage, meeting)
        if not (url or known):
            raise Trouble(f"{source.data} has no links yet: --url says how people reach the server.")
        if renew:
            await storage.vault.revoke_links()
        address = url or (known.url if known else "")
        everybody = doors(state.programme) if state.programme else ()
        links = await ready_links(storage.vault, file, address, meeting, everybody, shared=True)
    _announce(links, file, ALSO if code_rotates(state) else "")
    _tell_of_the_others(renew)


def _tell_of_the_others(renewed: bool) -> None:
    """Whoever renews because a link got out wants none to stay open; those of people are in no file."""
    if renewed:
        print(
            "Links that the organiser made for people have ended too; /staff gives them new ones.", flush=True
        )


def _announce(links: Links, file: Path, key: str) -> None:
    segno.make(links.audience, error="m").terminal(compact=True, border=1)
    print(f"\n{links.meeting}  —  audience: {links.audience}\n")
    if key:
        print(f"{key}\n")
    private = links.private()
    for (role, subject), address in private.items():
        if address:
            print(f"  {f'{role} {subject}'.strip():<24} {address}")
    if all(private.values()):
        print(f"\nThe private links are also in {file}.", flush=True)
        return
    missing = "The private links" if not any(private.values()) else "Private links that are not listed"
    print(
        f"\n{missing} were made on another machine and are in its {LINKS_FILE};"
        " `entaku links --renew` makes new ones, and ends those.",
        flush=True,
    )
