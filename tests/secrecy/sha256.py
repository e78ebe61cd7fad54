"""The state of SHA-256 after one block, which `hashlib` does not show and a keyed hash leaves in memory."""

import struct
from itertools import count, islice
from math import isqrt

WORD = 0xFFFFFFFF
_PRIMES = list(islice((n for n in count(2) if all(n % d for d in range(2, isqrt(n) + 1))), 64))


def _root(number: int, degree: int) -> int:
    """The first 32 bits behind the point of a root."""
    scaled, low, high = number << 32 * degree, 0, 1 << 40
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return low & WORD


_START = [_root(prime, 2) for prime in _PRIMES[:8]]
_ROUNDS = [_root(prime, 3) for prime in _PRIMES]


def state_after(block: bytes) -> bytes:
    """The eight words after this first block of 64 bytes, as a little-endian machine holds them."""
    return struct.pack("<8I", *_compressed(block))


def _compressed(block: bytes) -> list[int]:
    a, b, c, d, e, f, g, h = _START
    for constant, word in zip(_ROUNDS, _schedule(block), strict=True):
        choice, majority = (e & f) ^ (~e & g), (a & b) ^ (a & c) ^ (b & c)
        one = (h + (_turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)) + choice + constant + word) & WORD
        two = ((_turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)) + majority) & WORD
        a, b, c, d, e, f, g, h = (one + two) & WORD, a, b, c, (d + one) & WORD, e, f, g
    return [(before + now) & WORD for before, now in zip(_START, (a, b, c, d, e, f, g, h), strict=True)]


def _schedule(block: bytes) -> list[int]:
    words = list(struct.unpack(">16I", block))
    for at in range(16, 64):
        low, high = words[at - 15], words[at - 2]
        low = _turn(low, 7) ^ _turn(low, 18) ^ low >> 3
        high = _turn(high, 17) ^ _turn(high, 19) ^ high >> 10
        words.append((words[at - 16] + low + words[at - 7] + high) & WORD)
    return words


def _turn(word: int, by: int) -> int:
    return (word >> by | word << 32 - by) & WORD
