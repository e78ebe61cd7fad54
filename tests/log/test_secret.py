"""A secret lies in memory of its own, is kept out of swap and dumps, and is overwritten."""

import hashlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from nacl._sodium import ffi

from server.log import sodium
from server.log.secret import SecretBuffer

# Its first line is the answer: whether a secret is locked although nothing may be.
UNLOCKED = """
import os, resource
from server.log.secret import SecretBuffer
resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
if os.geteuid() == 0:
    os.setuid(65534)  # root may lock whatever the limit
secret = SecretBuffer(32)
secret.fill_random()
print(secret.is_locked, any(secret.view))
"""


def flags_of(secret: SecretBuffer) -> list[str]:
    """Give what the kernel says of the pages in which a secret is."""
    place = int(ffi.cast("uintptr_t", secret.address))
    inside = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first = line.split()[0]
        if "-" in first and not first.endswith(":"):
            start, end = (int(part, 16) for part in first.split("-"))
            inside = start <= place < end
        elif inside and first == "VmFlags:":
            return line.split()[1:]
    raise AssertionError("the secret is in no mapping")


def test_a_secret_is_locked_out_of_dumps_and_out_of_children() -> None:
    secret = SecretBuffer(32)
    assert secret.is_locked
    assert {"lo", "dd", "dc"} <= set(flags_of(secret))


def test_a_secret_works_where_nothing_may_be_locked() -> None:
    said = subprocess.run([sys.executable, "-c", UNLOCKED], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]


def test_a_secret_is_overwritten_and_refuses_to_be_used_again() -> None:
    secret = SecretBuffer(32)
    secret.fill_random()
    view = secret.view
    assert any(view)
    secret.wipe()
    secret.wipe()
    assert not any(view)
    for use in (lambda: secret.view, lambda: secret.address, secret.fill_random):
        with pytest.raises(ValueError, match="wiped"):
            use()


def test_a_secret_is_wiped_at_the_end_of_its_block_whatever_happens() -> None:
    secret = SecretBuffer(32)
    with pytest.raises(KeyError), secret:
        raise KeyError
    assert secret.is_wiped


def test_a_secret_is_read_from_a_file_in_place(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(32)))
    secret = SecretBuffer(32)
    with (tmp_path / "key").open("rb", buffering=0) as file:
        assert file.readinto(secret.view) == 32
    assert secret.view == bytes(range(32))


def test_secrets_are_drawn_apart_and_pages_hold_any_size() -> None:
    first, second = SecretBuffer(3 * resource.getpagesize() + 1), SecretBuffer(32)
    first.fill_random()
    second.fill_random()
    assert len(first.view) == first.size
    assert any(first.view[-32:])
    assert first.view[:32] != second.view


def test_what_is_derived_is_what_the_standard_library_derives() -> None:
    key = SecretBuffer(32)
    key.fill_random()
    message = os.urandom(200)
    expected = hashlib.blake2b(message, key=bytes(key.view), digest_size=18).digest()
    assert sodium.keyed_hash(key.address, message, 18) == expected
    other = SecretBuffer(32)
    sodium.derive_into(other.address, key.address, b"label")
    assert other.view == hashlib.blake2b(b"label", key=bytes(key.view), digest_size=32).digest()
