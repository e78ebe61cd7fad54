"""Nothing in a process's memory opens a poll's ballots once its key is wiped."""

import hashlib
import struct
import subprocess
import sys
from pathlib import Path

from tests.memory import found_in_memory

LABELS = (b"ballot pseudonyms", b"sealed ballots", b"sealed snapshots")
WORD = 8  # bytes; a piece of a key as long as this is found, wherever it begins
MASK32, MASK64 = 2**32 - 1, 2**64 - 1

# BLAKE2b (RFC 7693), for the state that a library keeps of a hash under a key.
IV = [
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
]  # fmt: skip
SIGMA = [[int(digit, 16) for digit in row] for row in (
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
    "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
    "6fe9b308c2d714a5", "a2847615fb9e3cd0",
)]  # fmt: skip
LANES = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
         (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))  # fmt: skip


def compressed(state: list[int], block: bytes, count: int, last: bool) -> list[int]:
    """Give the state of BLAKE2b after one more block."""
    message, v = struct.unpack("<16Q", block), [*state, *IV]
    v[12] ^= count
    v[14] ^= MASK64 if last else 0

    def turned(value: int, by: int) -> int:
        return (value >> by) | (value << (64 - by)) & MASK64

    for turn in range(12):
        for lane, (a, b, c, d) in enumerate(LANES):
            for place, (first, second) in ((0, (32, 24)), (1, (16, 63))):
                v[a] = (v[a] + v[b] + message[SIGMA[turn % 10][2 * lane + place]]) & MASK64
                v[d] = turned(v[d] ^ v[a], first)
                v[c] = (v[c] + v[d]) & MASK64
                v[b] = turned(v[b] ^ v[c], second)
    return [old ^ v[place] ^ v[place + 8] for place, old in enumerate(state)]


def state_under(key: bytes, size: int) -> list[int]:
    """Give the state of BLAKE2b that has taken in a key: with it, it hashes whatever the key hashes."""
    start = [IV[0] ^ 0x01010000 ^ len(key) << 8 ^ size, *IV[1:]]
    return compressed(start, key.ljust(128, b"\0"), 128, last=False)


def subkey(key: bytes, nonce: bytes) -> bytes:
    """Give HChaCha20: the key under which XChaCha20 seals with this nonce alone."""
    words = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *struct.unpack("<12I", key + nonce[:16])]
    for turn in range(20):
        for a, b, c, d in LANES[4:] if turn % 2 else LANES[:4]:
            for first, second in ((16, 12), (8, 7)):
                words[a] = (words[a] + words[b]) & MASK32
                words[d] = (words[d] ^ words[a]) << first & MASK32 | (words[d] ^ words[a]) >> 32 - first
                words[c] = (words[c] + words[d]) & MASK32
                words[b] = (words[b] ^ words[c]) << second & MASK32 | (words[b] ^ words[c]) >> 32 - second
    return struct.pack("<8I", *words[:4], *words[12:])


def in_words(name: str, secret: bytes) -> dict[str, bytes]:
    return {f"{name} {place}": secret[place : place + WORD] for place in range(0, len(secret), WORD)}


def as_vectors(name: str, secret: bytes) -> dict[str, bytes]:
    """Give a key as ChaCha's vectors have it: each word of four bytes, four times."""
    return {f"{name} vector {place}": secret[place : place + 4] * 4 for place in range(0, len(secret), 4)}


def secrets_of(key: bytes, sealed: bytes) -> dict[str, bytes]:
    """Name everything that opens ballots, or tells who a pseudonym is."""
    pseudonyms, ballots, blobs = (
        hashlib.blake2b(label, key=key, digest_size=32).digest() for label in LABELS
    )
    wanted = in_words("key", key) | in_words("pseudonyms", pseudonyms) | in_words("ballots", ballots)
    wanted |= in_words("blobs", blobs) | as_vectors("ballots", ballots) | as_vectors("blobs", blobs)
    wanted |= in_words("subkey", subkey(ballots, sealed[:24]))
    for name, under, size in (("key", key, 32), ("pseudonyms", pseudonyms, 18)):
        wanted |= in_words(f"state of {name}", struct.pack("<8Q", *state_under(under, size)))
    return wanted


def searched(folder: Path, manner: str) -> tuple[set[str], set[str]]:
    """Name what is found in a process while a poll is open, and after its close."""
    command = [sys.executable, "-m", "tests.live.sealed", str(folder), manner]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        said, sealed = process.stdout.readline().split()
        assert said == "open"
        (file,) = (folder / "b").iterdir()
        wanted = secrets_of(file.read_bytes()[:32], bytes.fromhex(sealed))
        before = found_in_memory(process.pid, wanted)
        print(file=process.stdin, flush=True)
        assert process.stdout.readline() == "closed\n"
        assert [each.read_bytes() for each in (*folder.glob("a/*"), *folder.glob("b/*"))] == [b"", b""]
        after = found_in_memory(process.pid, wanted)
        print(file=process.stdin, flush=True)
    assert process.returncode == 0
    return before, after


def test_the_instrument_computes_what_the_libraries_do() -> None:
    key = bytes(range(32))
    whole = compressed(state_under(key, 18), b"somebody".ljust(128, b"\0"), 128 + 8, last=True)
    assert struct.pack("<8Q", *whole)[:18] == hashlib.blake2b(b"somebody", key=key, digest_size=18).digest()
    # The test vector of draft-irtf-cfrg-xchacha, section 2.2.1.
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    assert subkey(key, nonce).hex() == "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"


def test_no_piece_of_a_key_or_of_what_came_of_it_is_left_in_memory(tmp_path: Path) -> None:
    before, after = searched(tmp_path, "careful")
    # While the poll is open they are there, each whole.
    for name in ("key", "pseudonyms", "ballots", "blobs"):
        assert {f"{name} {place}" for place in (0, 8, 16, 24)} <= before
    assert after == set()


def test_the_instrument_finds_what_is_left_by_a_program_that_takes_no_care(tmp_path: Path) -> None:
    _, after = searched(tmp_path, "careless")
    assert {"key 0", "key 24", "state of pseudonyms 0", "state of pseudonyms 56"} <= after
