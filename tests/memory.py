"""The memory of a process, as root or whoever started it can read it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

STEP = 16 << 20
OVERLAP = 64
MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r")


def found_in_memory(pid: int, wanted: Mapping[str, bytes]) -> set[str]:
    """Name what of this is in a process's memory, used or freed: heaps, stacks, all that is mapped."""
    missing = dict(wanted)
    for piece in _pieces(pid):
        for name in [name for name, content in missing.items() if content in piece]:
            del missing[name]
    return set(wanted) - set(missing)


def _pieces(pid: int) -> Iterator[bytes]:
    process = Path(f"/proc/{pid}")
    with (process / "mem").open("rb", buffering=0) as memory:
        for line in (process / "maps").read_text().splitlines():
            if (found := MAPPING.match(line)) and not line.endswith(
                ("[vvar]", "[vvar_vclock]", "[vsyscall]")
            ):
                start, end = int(found[1], 16), int(found[2], 16)
                for place in range(start, end, STEP):
                    memory.seek(place)
                    yield memory.read(min(STEP + OVERLAP, end - place))
