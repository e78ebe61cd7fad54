"""The parts of the bench that must cost next to nothing, in C, compiled when they are first wanted."""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
BUILT = Path(__file__).resolve().parents[2] / ".bench"
SOURCES = {"crowd": ("crowd.c", "phones.c", "frames.c"), "floor": ("floor.c",)}
COMPILER = os.environ.get("CC", "cc")
MISSING = (
    "There is no C compiler, so there is neither floor nor crowd; on Debian and Ubuntu, "
    "apt install gcc libc6-dev zlib1g-dev brings what is needed."
)


def can_be_built() -> bool:
    """Whether there is a compiler."""
    return shutil.which(COMPILER) is not None


def program(name: str) -> Path:
    """The compiled program, made anew when a source is newer."""
    sources, made = [HERE / source for source in SOURCES[name]], BUILT / name
    newest = max(source.stat().st_mtime for source in HERE.glob("*.[ch]"))
    if not made.exists() or made.stat().st_mtime < newest:
        BUILT.mkdir(exist_ok=True)
        command = [COMPILER, "-O2", "-Wall", "-Wextra", "-o", str(made), *map(str, sources), "-lz"]
        subprocess.run(command, check=True)
    return made
