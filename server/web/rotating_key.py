"""The key that newcomers need beside the code while the code rotates: what the hall's screen shows, opens.

It follows from the meeting's signing key and the time, so all workers show and take the same, and nothing is
stored. Each key is shown for two minutes, and opens for two more: to read it, to type it, to be let in.
"""

import hashlib
import hmac

SHOWN_FOR = 120_000  # milliseconds
# Of two workers, one may see the next key a moment earlier.
EARLY = 5_000
LENGTH = 5
# That of codes, without what is taken for 0 and 1; 32 of them, so that each digit of the hash gives one.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def key_at(signing_key: bytes, now: int) -> str:
    """The key that is shown at this moment, in Unix milliseconds."""
    window = f"key for newcomers {now // SHOWN_FOR}".encode()
    digest = hmac.digest(signing_key, window, hashlib.sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def opens(signing_key: bytes, key: str, now: int) -> bool:
    """Whether this key is shown now, or was just before."""
    moments = (now - SHOWN_FOR, now, now + EARLY)
    return any(hmac.compare_digest(key_at(signing_key, at).encode(), key.encode()) for at in moments)
