"""The peers, installed when they are first wanted, by the ordinary clients."""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.contenders import FOLDER, PYTHON
from bench.native import BUILT

NO_NODE = (
    "There is no Node with npm, so its servers are left out; on Debian and Ubuntu, apt install nodejs npm."
)
REQUIREMENTS, PACKAGES = FOLDER / "requirements.txt", FOLDER / "package-lock.json"


def peers() -> None:
    """All of them; those for Node only if it is here."""
    _once(
        BUILT / "python-peers",
        REQUIREMENTS,
        [sys.executable, "-m", "venv", "--clear", str(BUILT / "venv")],
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS)],
    )
    if has_node():
        _once(BUILT / "node-peers", PACKAGES, ["npm", "ci", "--no-audit", "--no-fund", "--silent"])
    else:
        print(NO_NODE)


def has_node() -> bool:
    """Whether Node and its package manager are here."""
    return bool(shutil.which("node") and shutil.which("npm"))


def _once(stamp: Path, pinned: Path, *commands: list[str]) -> None:
    if stamp.exists() and stamp.stat().st_mtime >= pinned.stat().st_mtime:
        return
    print("Installing peers; this happens once", flush=True)
    BUILT.mkdir(exist_ok=True)
    for command in commands:
        subprocess.run(command, cwd=FOLDER, check=True)
    stamp.touch()
