"""The machine in words: what figures depend on, and nothing that says whose it is."""

import platform
import re
import resource
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from bench.process import CORES

# Phones of one hall: server and crowd have a descriptor for each, and some for themselves.
MOST_PHONES = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 500

LIBRARIES = ("starlette", "uvicorn", "uvloop", "websockets", "msgspec", "redis", "jinja2")


def described() -> list[tuple[str, str]]:
    """What there is, by name."""
    return [
        ("processor", f"{_first('/proc/cpuinfo', r'model name.*: (.*)')}, {len(CORES)} of its cores"),
        ("memory", f"{int(_first('/proc/meminfo', r'MemTotal: +([0-9]+)')) // 1024 // 1024} GiB"),
        ("kernel", f"{platform.system()} {re.match(r'[0-9.]+', platform.release())[0]}"),  # type: ignore[index]
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)),
        (
            "SQLite, Redis",
            f"{sqlite3.sqlite_version}, {_said('redis-server', '--version', pattern=r'v=([0-9.]+)')}",
        ),
        ("peers", f"Node {_said('node', '--version', pattern=r'v([0-9.]+)')}; {_peers()}"),
        ("descriptors", f"{MOST_PHONES + 500:,} for each process"),
    ]


def allow_most() -> None:
    """Let what is started have as many descriptors as this machine lets anybody have."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _first(path: str, pattern: str) -> str:
    found = re.search(pattern, Path(path).read_text())
    return found[1].strip() if found else "0"


def _said(*command: str, pattern: str) -> str:
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return "none"
    found = re.search(pattern, said)
    return found[1] if found else "none"


def _peers() -> str:
    """The peers' versions, from the files that pin them."""
    folder = Path(__file__).parent / "peers"
    python = re.findall(
        r"^(django|channels|python-socketio)==(\S+)", (folder / "requirements.txt").read_text(), re.M
    )
    node = re.findall(r'"(ws|socket\.io)": "([0-9.]+)"', (folder / "package.json").read_text())
    return ", ".join(f"{name} {version}" for name, version in [*python, *node])
