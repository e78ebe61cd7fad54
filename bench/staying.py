"""A hall in which nothing happens: the server's own ticks, and the heartbeat of every phone."""

from bench.contenders import entaku
from bench.figures import number
from bench.outcome import Length, Outcome, Table

PHONES = (1_000, 5_000)
BEATING_MS = 5_000  # in which every phone beats once


def run(length: Length) -> Outcome:
    """Two sizes of a hall."""
    rows = []
    for phones in PHONES:
        with entaku(deflate=True) as hall:
            hall.fill(phones)
            hall.crowd.ask("beat", 1)
            beating = hall.share_of_a_core(BEATING_MS)
            each = (beating - hall.idle) * BEATING_MS * 1000 / phones
            rows.append((number(phones), f"{hall.idle * 100:.1f}", f"{beating * 100:.1f}", f"{each:.0f}"))
    words = (
        "Share of one core that Entaku takes while phones only stay: by its own ticks, and with the "
        "heartbeat that every phone sends each five seconds. Heartbeats come one by one, so that each of "
        "them wakes the server."
    )
    head = ("phones", "without heartbeats, %", "with them, %", "µs for each heartbeat")
    return Outcome(tables=[Table("When nothing happens", words, head, rows)])
