"""A process that draws and destroys ballot keys and says what was acknowledged.

python -m tests.log.keys FILE ACKNOWLEDGED JOURNAL_MODE
"""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from server.log.sqlite import vault as vaults
from server.log.sqlite.vault import SqliteVault

POLLS = 200


async def main(file: str, acknowledgements: str, journal_mode: str) -> None:
    pragmas = [
        f"journal_mode={journal_mode}" if pragma.startswith("journal_mode=") else pragma
        for pragma in vaults.FORMAT.pragmas
    ]
    vaults.FORMAT = replace(vaults.FORMAT, pragmas=pragmas)
    acknowledged = os.open(acknowledgements, os.O_CREAT | os.O_WRONLY, 0o600)
    vault = await SqliteVault.open(Path(file))
    for number in range(POLLS):
        key = await vault.open_ballot_key(f"poll-{number}")
        os.write(acknowledged, f"drawn poll-{number} {key.hex()}\n".encode())
        if number % 5 == 4:
            poll = f"poll-{number * 7 // 10}"
            os.write(acknowledged, f"destroying {poll}\n".encode())
            await vault.destroy_ballot_key(poll)
            os.write(acknowledged, f"destroyed {poll}\n".encode())
    await vault.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
