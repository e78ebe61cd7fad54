"""What a rehearsal found, as data for machines and as one sentence for people."""

from collections.abc import Mapping

from server.rehearsal.figures import Figures
from server.rehearsal.strain import Strain

SLOW = 1.0  # seconds

# A crowd that is lively enough meets these; they are how the server keeps order.
COURTEOUS = frozenset({"slow-down", "poll-not-open", "not-any-more", "nothing-changed", "already-asked"}) | {
    "too-many-waiting",
    "session-full",
    "questions-closed",
    "session-not-live",
    "unknown-question",
}


def verdict(figures: Figures, strain: Strain) -> tuple[bool, str]:
    """Whether nothing went wrong, and the sentence that says so."""
    wrong = [*_broken(figures), *_missing(figures)]
    if wrong:
        return False, f"Something is wrong: {'; '.join(wrong)}."
    if strain.is_limit:
        return (
            True,
            "Nothing was lost, but this computer was the limit: the times say little about the server.",
        )
    slowest = figures.answer.percentile(0.99)
    if slowest is None:
        return True, f"All {figures.arrived:,} phones came in; nobody had a reason to send anything."
    if slowest > SLOW:
        return True, f"Nothing was lost, but slow: one answer in a hundred took more than {slowest:.1f} s."
    return True, (
        f"All is well: {figures.arrived:,} phones came in, everything they sent was answered once, and 99"
        f" answers of 100 came within {max(1, round(slowest * 1000)):,} ms."
    )


def _broken(figures: Figures) -> list[str]:
    said = []
    if figures.stranded:
        said.append(f"{figures.stranded:,} of {figures.came:,} phones had no line at the end")
    if figures.lost:
        said.append(f"{figures.lost:,} commands were never answered")
    if figures.repeated:
        said.append(f"{figures.repeated:,} answers came for nothing that was waiting")
    if figures.odd:
        said.append(f"{sum(figures.odd.values()):,} messages were not as they should be")
    surprising = {code: n for code, n in figures.refused.items() if code not in COURTEOUS}
    if surprising:
        listed = ", ".join(f"{n:,} times {code}" for code, n in sorted(surprising.items()))
        said.append(f"commands were refused that should not be, {listed}")
    return said


def _missing(figures: Figures) -> list[str]:
    if figures.arrived == figures.came:
        return []
    if not figures.arrived:
        return ["not one phone came in"]
    return [f"{figures.came - figures.arrived:,} of {figures.came:,} phones never came in"]


def as_data(
    figures: Figures, strain: Strain, meeting: Mapping[str, object], seconds: float
) -> dict[str, object]:
    """Everything, with times in milliseconds."""
    is_well, sentence = verdict(figures, strain)
    span = max(seconds, 0.001)
    return {
        **meeting,
        "seconds": round(seconds, 1),
        "phones": {"came": figures.came, "arrived": figures.arrived, "arrival": figures.arrival.summary()},
        "commands": {
            "sent": dict(figures.sent),
            "accepted": dict(figures.accepted),
            "refused": dict(figures.refused),
            "answer": figures.answer.summary(),
            "lost": figures.lost,
            "repeated": figures.repeated,
            "resent": figures.resent,
            "held": figures.held,
        },
        "heartbeats": {
            "sent": figures.beats_sent,
            "answer": figures.beat.summary(),
            "behind": figures.behind,
        },
        "messages": {
            "received": figures.messages,
            "per_second": round(figures.messages / span, 1),
            "bytes": figures.received,
            "bytes_per_second": round(figures.received / span),
            "from_first_phone_to_each": figures.spread.summary(),
            "odd": dict(figures.odd),
        },
        "ballot_until_seen": figures.seen.summary(),
        "lines": {
            "dropped": figures.dropped,
            "cut": dict(figures.cuts),
            "away": figures.away.summary(),
            "stranded": figures.stranded,
        },
        "lead": dict(figures.led),
        "this_computer": {
            "load": round(strain.load, 3),
            "late": strain.late.summary(),
            "is_limit": strain.is_limit,
        },
        "is_well": is_well,
        "verdict": sentence,
    }
