"""Sealed ballots: kept so that only the poll's key opens them, and nothing does once that is gone."""

import struct
from base64 import urlsafe_b64encode
from collections.abc import Sequence

import msgspec

from server.log import sodium
from server.log.secret import SecretBuffer
from server.log.sodium import KEY_BYTES, OVERHEAD

PSEUDONYM_BYTES = 18  # 144 bits: two voters of a hall collide with a chance below 2^-100
VOTER_LENGTH = 24  # characters of a pseudonym
COMMAND_LENGTH = 40  # characters of a command's id, at the most; ASCII
BLOB_STEP = 4096  # bytes

_LENGTH, _BLOB_LENGTH = struct.Struct(">H"), struct.Struct(">Q")  # before what is sealed, which zeros follow
_PSEUDONYMS, _BALLOTS, _BLOBS = b"ballot pseudonyms", b"sealed ballots", b"sealed snapshots"


class Ballot(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What is sealed of a ballot: when (Unix milliseconds), whose pseudonym, by which command, for what."""

    at: int
    voter: str
    command: str
    choice: tuple[str, ...]
    flags: int = 0


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Ballot).decode


def ballot_size(options: Sequence[str]) -> int:
    """Give the bytes that every ballot of a poll is padded to; it may choose each of these once."""
    longest = Ballot(2**63, "v" * VOTER_LENGTH, "c" * COMMAND_LENGTH, tuple(options), 2**32)
    return _rounded(_LENGTH.size + len(_encode(longest)), 16)


class BallotSealer:
    """Seals and unseals under keys derived from one poll's key, and gives its voters their pseudonyms.

    XChaCha20-Poly1305 with a random nonce of 192 bits: any number of workers may seal for as long as they
    like without asking each other. Meeting and poll are bound in as associated data. The keys, and a ballot
    while it is sealed or unsealed, are in memory of our own; the objects that come of it are the caller's to
    let go of.

    It is for one thread. After `wipe`, everything but `wipe` raises ValueError.
    """

    def __init__(self, meeting: str, poll: str, key: SecretBuffer, size: int) -> None:
        """Derive what is needed from the poll's key, which may be wiped then; `size` is `ballot_size`'s."""
        self._size = size
        self._bound = f"{meeting}\0{poll}".encode()
        self._secret = SecretBuffer(3 * KEY_BYTES + size)
        self._pseudonyms, self._ballots, self._blobs, self._plain = (
            self._secret.address + number * KEY_BYTES for number in range(4)
        )
        for place, label in (
            (self._pseudonyms, _PSEUDONYMS),
            (self._ballots, _BALLOTS),
            (self._blobs, _BLOBS),
        ):
            sodium.derive_into(place, key.address, label)
        self._plain_view = self._secret.view[3 * KEY_BYTES :]
        self._sealed = bytearray(size + OVERHEAD)
        self._sealed_address = sodium.address(self._sealed)

    def pseudonym(self, participant: str) -> str:
        """Give who this participant is in this poll: a keyed hash."""
        self._secret.check()
        return urlsafe_b64encode(
            sodium.keyed_hash(self._pseudonyms, participant.encode(), PSEUDONYM_BYTES)
        ).decode()

    def seal(self, ballot: Ballot) -> bytes:
        """Give a ballot sealed, as long as any other of this poll; raises ValueError when it is too long."""
        self._secret.check()
        body = _encode(ballot)
        end = _LENGTH.size + len(body)
        if end > self._size:
            raise ValueError(f"A ballot of {end} bytes does not fit into {self._size}.")
        sodium.overwrite(self._plain, self._size)
        _LENGTH.pack_into(self._plain_view, 0, len(body))
        self._plain_view[_LENGTH.size : end] = body
        sodium.overwrite(body, len(body))  # nobody else has this object, and its memory will be somebody's
        sodium.seal_into(self._sealed_address, self._plain, self._size, self._bound, self._ballots)
        return bytes(self._sealed)

    def unseal(self, sealed: bytes) -> Ballot | None:
        """Give the ballot, None when it was not sealed for this poll under this key."""
        self._secret.check()
        if len(sealed) != len(self._sealed):
            return None
        if not sodium.unseal_into(self._plain, sealed, self._bound, self._ballots):
            return None
        (length,) = _LENGTH.unpack_from(self._plain_view)
        try:
            return _decode(self._plain_view[_LENGTH.size : _LENGTH.size + length])
        except msgspec.MsgspecError:  # sealed by a release that says it otherwise
            return None

    def seal_blob(self, blob: bytes | bytearray) -> bytes:
        """Seal something longer, such as a snapshot's open boxes; its length shows in whole steps only."""
        self._secret.check()
        start, size = _BLOB_LENGTH.size, _rounded(_BLOB_LENGTH.size + len(blob), BLOB_STEP)
        plain, sealed = bytearray(size), bytearray(size + OVERHEAD)
        _BLOB_LENGTH.pack_into(plain, 0, len(blob))
        plain[start : start + len(blob)] = blob
        sodium.seal_into(sodium.address(sealed), sodium.address(plain), size, self._bound, self._blobs)
        sodium.overwrite(sodium.address(plain), size)
        return bytes(sealed)

    def unseal_blob(self, sealed: bytes) -> bytearray | None:
        """Give what was sealed, None when it was not for this poll under this key.

        It is the caller's to overwrite once it has been read.
        """
        self._secret.check()
        if len(sealed) < BLOB_STEP + OVERHEAD:
            return None
        plain = bytearray(len(sealed) - OVERHEAD)
        place = sodium.address(plain)
        if not sodium.unseal_into(place, sealed, self._bound, self._blobs):
            return None
        start, (length,) = _BLOB_LENGTH.size, _BLOB_LENGTH.unpack_from(plain)
        with memoryview(plain) as view:
            blob = bytearray(view[start : start + length])
        sodium.overwrite(place, len(plain))
        return blob

    def wipe(self) -> None:
        """Overwrite the keys and the ballot that was sealed or unsealed last; harmless when repeated."""
        self._secret.wipe()


def _rounded(size: int, step: int) -> int:
    return -(-size // step) * step
