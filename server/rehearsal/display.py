"""How a rehearsal looks in a terminal: while it goes on, and at its end."""

from collections import Counter
from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from server.rehearsal.figures import Figures, Times
from server.rehearsal.strain import Strain

COLUMNS = ("p50", "p95", "p99", "worst")
TIMES: tuple[tuple[str, Callable[[Figures], Times]], ...] = (
    ("came in, until the page was exact", lambda figures: figures.arrival),
    ("a command was answered", lambda figures: figures.answer),
    ("a heartbeat was answered", lambda figures: figures.beat),
    ("a ballot was seen on the screen", lambda figures: figures.seen),
    ("news reached one phone after another", lambda figures: figures.spread),
    ("was away, until the page was exact", lambda figures: figures.away),
)


def progress(figures: Figures, strain: Strain, phones: int, part: float, notes: list[str]) -> RenderableType:
    """Everything at a glance while it goes on."""
    bar = Table.grid(padding=(0, 2))
    bar.add_row(
        ProgressBar(total=1.0, completed=min(part, 1.0), width=40),
        f"{figures.here:,} of {phones:,} phones here",
        f"this computer: {strain.load:.0%} of a core",
    )
    return Group(bar, *(Text(note, style="yellow") for note in notes), Text(), *tables(figures))


def tables(figures: Figures) -> list[RenderableType]:
    """Counts, then times."""
    counts = Table.grid(padding=(0, 2))
    counts.add_column(style="dim")
    for name, words in _counts(figures):
        counts.add_row(name, words)
    return [counts, Text(), _times(figures)]


def _counts(figures: Figures) -> list[tuple[str, str]]:
    rows = [
        ("sent", _listed(figures.sent)),
        ("accepted", _listed(figures.accepted)),
        ("refused", _listed(figures.refused)),
        ("received", f"{figures.messages:,} messages, {_size(figures.received)}"),
    ]
    lines = f"{figures.dropped:,} dropped off, {figures.away.count:,} returned, {figures.resent:,} sent again"
    rows.append(("lines", f"{lines}{_and('cut off', figures.cuts)}"))
    never = f"{figures.lost:,} without an answer, {figures.repeated:,} answered twice"
    rows.append(("wrong", f"{never}{_and('odd', figures.odd)}"))
    return rows


def _times(figures: Figures) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("milliseconds")
    for column in ("times", *COLUMNS):
        table.add_column(column, justify="right")
    for name, of in TIMES:
        times = of(figures)
        if times.count:
            found = times.summary()
            table.add_row(name, f"{times.count:,}", *(_ms(found[column]) for column in COLUMNS))
    return table


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in counts.most_common()) or "nothing yet"


def _and(what: str, counts: Counter[str]) -> str:
    return f"; {what}: {_listed(counts)}" if counts else ""


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _size(many: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if many < 10_000:
            return f"{many:,.0f} {unit}"
        many /= 1024
    return f"{many:,.1f} GiB"
