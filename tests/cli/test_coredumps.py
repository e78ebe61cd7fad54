"""A process that crashes leaves no copy of its memory."""

import subprocess
import sys

SAID = """
import ctypes, resource
from server import coredumps
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
dumpable = ctypes.CDLL(None).prctl
before = dumpable(3, 0, 0, 0, 0)
print(coredumps.forbid(), before, dumpable(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_neither_a_file_nor_a_program_gets_a_core_dump() -> None:
    said = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["None", "1", "0", "0", "0"]
