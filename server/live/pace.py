"""How often screens change: what leads the meeting at once, phones more slowly the more of them there are."""

STAFF_EVERY = 0.1  # seconds

# Sending one message takes about 5 us of a core for each phone (docs/benchmarks.md). So much time for each
# leaves nine tenths of a core to ballots and newcomers, however large the hall is.
_FOR_EACH_PHONE = 100e-6
_AT_LEAST, _AT_MOST = 0.5, 2.0


def phones_every(phones: int) -> float:
    """Seconds from one change on the phones of a hall to the next, when so many are there."""
    return min(max(_AT_LEAST, phones * _FOR_EACH_PHONE), _AT_MOST)
