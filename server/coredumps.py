"""Core dumps: a process that crashes must not leave its memory, with names, ballots and keys, in a file."""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4


def forbid() -> str | None:
    """Forbid them for this process and those that it starts; gives a sentence when they remain possible.

    The limit forbids a file. On Linux a dump may also be piped to a program, whatever the limit; so the
    process says that it must not be dumped, which holds for itself alone and until it starts another program.
    Then /proc/PID belongs to root, and only root can look into the process: py-spy, gdb and strace need
    `sudo`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0:
        return None
    return "A crash may leave this process's memory in a core dump: this system does not let it forbid that."
