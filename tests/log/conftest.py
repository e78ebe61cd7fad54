"""What the log's tests share: a disk below SQLite that remembers what it was told, and can be full."""

import subprocess
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.log.contract")


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile `disk.c` to the library that a process is started with."""
    library = tmp_path_factory.mktemp("disk") / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return library
