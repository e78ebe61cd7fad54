"""The few functions of libsodium that keys and ballots need, on memory that is ours.

PyNaCl brings the library. Its own functions take and give `bytes`, which nobody can overwrite; those beneath
them, called here, read and write where they are told to. Each is one call that begins and ends: no object
holds a schedule of a key or the state of a hash between two calls, so a key has no copies but those that we
make.
"""

from typing import Any, TypeAlias

from nacl._sodium import ffi, lib

Address: TypeAlias = Any
"""Where bytes begin, a pointer of cffi; `bytes` will do where they are only read."""

KEY_BYTES = 32
POINT_BYTES = 32  # X25519: a private key, a public key, what two of them share
NONCE_BYTES = 24
OVERHEAD = NONCE_BYTES + 16  # before what is sealed its nonce, behind it a tag

_NULL = ffi.NULL
# Bound once: each is called for every ballot.
_random, _keyed_hash = lib.randombytes, lib.crypto_generichash_blake2b_salt_personal
_encrypt = lib.crypto_aead_xchacha20poly1305_ietf_encrypt
_decrypt = lib.crypto_aead_xchacha20poly1305_ietf_decrypt

random_into = _random
"""Write that many random bytes there: the system's own."""
overwrite = lib.sodium_memzero
"""Write that many zeros there, which no compiler leaves out."""

if lib.sodium_init() < 0:
    raise ImportError("libsodium could not be started")


def address(buffer: object) -> Address:
    """Give where a buffer begins; keeps the buffer alive."""
    return ffi.from_buffer("unsigned char[]", buffer)


def lock(buffer: object) -> bool:
    """Keep a buffer's pages out of swap; False where the system does not allow it."""
    place = address(buffer)
    return bool(lib.sodium_mlock(place, len(place)) == 0)


def keyed_hash(key: Address, message: bytes, size: int) -> bytes:
    """Give BLAKE2b (RFC 7693) of a message under a key, when it is no secret."""
    out = bytearray(size)
    _keyed_hash(address(out), size, message, len(message), key, KEY_BYTES, _NULL, _NULL)
    return bytes(out)


def derive_into(out: Address, key: Address, label: bytes) -> None:
    """Write another key, which this one and the label give; one of them tells nothing of the others."""
    _keyed_hash(out, KEY_BYTES, label, len(label), key, KEY_BYTES, _NULL, _NULL)


def seal_into(out: Address, plain: Address, size: int, bound: bytes, key: Address) -> None:
    """Write nonce, ciphertext and tag: XChaCha20-Poly1305 with a random nonce, `size + OVERHEAD` bytes."""
    _random(out, NONCE_BYTES)
    _encrypt(out + NONCE_BYTES, _NULL, plain, size, bound, len(bound), _NULL, out, key)


def unseal_into(out: Address, sealed: bytes, bound: bytes, key: Address) -> bool:
    """Write what was sealed, `len(sealed) - OVERHEAD` bytes; False when it was not, for this, by this key."""
    rest, length = address(sealed) + NONCE_BYTES, len(sealed) - NONCE_BYTES
    return bool(_decrypt(out, _NULL, _NULL, rest, length, bound, len(bound), sealed, key) == 0)


def public_point_into(out: Address, private: Address) -> None:
    """Write the X25519 public key of a private one, which is any 32 random bytes."""
    lib.crypto_scalarmult_base(out, private)


def shared_point_into(out: Address, private: Address, public: bytes) -> bool:
    """Write what only the two who have a private key can know; False for a public key that gives it away."""
    return bool(lib.crypto_scalarmult(out, private, public) == 0)
