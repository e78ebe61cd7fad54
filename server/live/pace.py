"""How often screens change: what leads the meeting at once, phones more slowly the more of them there are."""

STAFF_EVERY = 0.1  # seconds

# Sending one message takes about 5 us of a core for each phone (docs/benchmarks.md). So much time for each
# leaves nine tenths of a core to ballots and newcomers, however large the hall is.
_FOR_EACH_PHONE = 100e-6
_AT_LEAST, _AT_MOST = 0.5, 2.0
_SHARES = 5


def phones_every(phones: int) -> float:
    """Seconds from one change on the phones of a hall to the next, when so many are there."""
    return min(max(_AT_LEAST, phones * _FOR_EACH_PHONE), _AT_MOST)


def paced(every: float, took: float) -> float:
    """Seconds from one look at a board to the next when a look takes so long: a fifth of a core at the most.

    The desk of a session with thousands of questions must not keep the phones of the hall waiting.
    """
    return max(every, min(took * _SHARES, _AT_MOST))
