"""Attacks with the key of the poll: 32 bytes, anywhere, that turn participants into the log's pseudonyms."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from tests.secrecy.chance import Guesses
from tests.secrecy.evidence import Evidence
from tests.secrecy.lines import ballots
from tests.secrecy.sha256 import state_after

KEY, WORD, BLOCK = 32, 8, 64
# Four words that are no address, small number or text; two of them, which chance seldom makes, may be text.
_WINDOW = re.compile(rb"(?=[\x01\x02]{4})(?=[\x01\x02]{0,2}\x02[\x01\x02]{0,2}\x02)")
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def named_by(evidence: Evidence, key: bytes) -> Guesses:
    """Who chose what, if this is the key of the pseudonyms under which ballots lie in the log."""
    chosen = {line.by: line.choice for line in ballots(evidence.lines) if line.choice}
    found = {person.actor: chosen.get(pseudonym(key, person.actor), "") for person in evidence.people}
    return {person: choice for person, choice in found.items() if choice}


def by_search(evidence: Evidence, raw: bytes, step: int = WORD) -> Guesses:
    """Try every 32 bytes at multiples of `step` that look like chance."""
    wanted = {base64.urlsafe_b64decode(line.by)[:18] for line in ballots(evidence.lines) if _is_hash(line.by)}
    someone = evidence.people[0].actor.encode()
    for key in _candidates(raw, step):
        if _hmac(key, someone)[:18] in wanted:
            return named_by(evidence, key)
    return {}


def forms_in(evidence: Evidence, raw: bytes) -> list[str]:
    """In which forms a key of the poll, known from before the close, is still somewhere in these bytes."""
    return [name for key in evidence.keys for name, form in forms_of(key).items() if form in raw]


def forms_of(key: bytes) -> dict[str, bytes]:
    """What a key looks like in memory or in a file; what begins with half of it is of use as well."""
    words = b"".join(key[at : at + 4][::-1] for at in range(0, len(key), 4))
    texts = {"base64": base64.b64encode(key), "base64url": base64.urlsafe_b64encode(key)}
    return {
        "first half": key[:16],
        "second half": key[16:],
        "cipher's words": words[:16],
        "hex": key.hex().encode(),
        "HEX": key.hex().upper().encode(),
        "inner pad": key.translate(_INNER),
        "outer pad": key.translate(_OUTER),
        "inner state": state_after(key.translate(_INNER) + bytes([0x36]) * (BLOCK - KEY)),
        "outer state": state_after(key.translate(_OUTER) + bytes([0x5C]) * (BLOCK - KEY)),
    } | {name: text[:42] for name, text in texts.items()}


def pseudonym(key: bytes, actor: str) -> str:
    """Who a participant is in a poll, as released versions computed it."""
    return base64.urlsafe_b64encode(_hmac(key, actor.encode())[:18]).decode()


def _hmac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, faster than the library's for a key that is used once."""
    block = key + bytes(BLOCK - KEY)
    inner = hashlib.sha256(block.translate(_INNER) + message).digest()
    return hashlib.sha256(block.translate(_OUTER) + inner).digest()


def _is_hash(by: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{24}", by))


def _candidates(raw: bytes, step: int) -> Iterator[bytes]:
    seen = set[bytes]()
    for shift in range(0, WORD, step):
        for found in _WINDOW.finditer(_kinds(raw[shift:])):
            at = shift + found.start() * WORD
            key = raw[at : at + KEY]
            if key not in seen:
                seen.add(key)
                yield key


def _kinds(raw: bytes) -> bytes:
    """For each word of 8 bytes: 0 for an address or small number, 1 for text, 2 for what may be chance."""
    words = len(raw) // WORD
    columns = [int.from_bytes(raw[at : words * WORD : WORD], "little") for at in range(WORD)]
    top = (columns[6] | columns[7]).to_bytes(words, "little")
    all_of_it = reduce(or_, columns).to_bytes(words, "little")
    is_long = int.from_bytes(top.translate(bytes([0]) + bytes([1]) * 255), "little")
    is_high = int.from_bytes(all_of_it.translate(bytes(128) + bytes([1]) * 128), "little")
    return (is_long | is_high << 1).to_bytes(words, "little").translate(bytes([0, 1, 0, 2]) + bytes(252))
