"""A poll's key handed from one machine to another, so that what passed between them opens nothing afterwards.

Who asks makes a pair of X25519 keys for this one question; who answers makes another for this one answer. The
poll's key is sealed under what only the two private keys give, and both are overwritten within seconds.
"""

from typing import Self

from server.log import sodium
from server.log.secret import SecretBuffer
from server.log.sodium import KEY_BYTES, OVERHEAD, POINT_BYTES

_ANSWER_BYTES = POINT_BYTES + KEY_BYTES + OVERHEAD
_COMMITMENT = b"ballot key commitment"


def commitment(key: SecretBuffer) -> bytes:
    """Give the hash by which a key is known again; it tells nothing of the key."""
    return sodium.keyed_hash(key.address, _COMMITMENT, KEY_BYTES)


class Question:
    """One request for a key; as a context manager its private half is overwritten at the end."""

    def __init__(self, bound: bytes) -> None:
        """`bound`: meeting, poll and commitment, which the answer must be for."""
        self._bound = bound
        self._private, self.public = _pair()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._private.wipe()

    def read(self, answer: bytes) -> SecretBuffer | None:
        """Give the key that an answer holds, None when it is not an answer to this."""
        if len(answer) != _ANSWER_BYTES:
            return None
        theirs, sealed = answer[:POINT_BYTES], answer[POINT_BYTES:]
        with SecretBuffer(KEY_BYTES) as shared:
            if not _share(shared, self._private, theirs, self.public + theirs):
                return None
            key = SecretBuffer(KEY_BYTES)
            return key if sodium.unseal_into(key.address, sealed, self._bound, shared.address) else None


def answered(public: bytes, key: SecretBuffer, bound: bytes) -> bytes | None:
    """Seal a key for who asked with this public key, None when that is none."""
    private, mine = _pair()
    with private, SecretBuffer(KEY_BYTES) as shared:
        if len(public) != POINT_BYTES or not _share(shared, private, public, public + mine):
            return None
        sealed = bytearray(KEY_BYTES + OVERHEAD)
        sodium.seal_into(sodium.address(sealed), key.address, KEY_BYTES, bound, shared.address)
        return mine + bytes(sealed)


def _pair() -> tuple[SecretBuffer, bytes]:
    private, public = SecretBuffer(POINT_BYTES), bytearray(POINT_BYTES)
    private.fill_random()
    sodium.public_point_into(sodium.address(public), private.address)
    return private, bytes(public)


def _share(shared: SecretBuffer, private: SecretBuffer, public: bytes, publics: bytes) -> bool:
    """Derive the key of one answer from a private key, the other's public key, and both public ones."""
    with SecretBuffer(POINT_BYTES) as point:
        if not sodium.shared_point_into(point.address, private.address, public):
            return False
        sodium.derive_into(shared.address, point.address, publics)
        return True
