"""What a part of the bench comes to: budgets met or not, and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Length:
    """How long a run is: `make bench` is short, `make bench BENCH=full` is not."""

    rounds: int
    curve: tuple[int, ...]  # phones
    beside: tuple[int, ...]  # phones with which the peers are measured, too
    entries: int  # of the long log
    workers: tuple[int, ...]


SHORT = Length(rounds=7, curve=(500, 1_000, 5_000), beside=(1_000,), entries=100_000, workers=())
FULL = Length(
    rounds=11,
    curve=(500, 1_000, 2_000, 5_000, 10_000, 19_000),
    beside=(1_000, 5_000),
    entries=1_000_000,
    workers=(2, 4),
)


@dataclass(frozen=True)
class Budget:
    """A promise of how fast something is, what was measured, and whether it is kept."""

    work: str
    figure: str
    promise: str
    met: bool
    floor: str = "–"
    ratio: str = "–"
    before: str = "–"  # the code before fan-out was rebuilt, on the same machine


@dataclass(frozen=True)
class Table:
    """A section of the report."""

    title: str
    words: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    after: str = ""


@dataclass
class Outcome:
    """All that a part has to say."""

    budgets: list[Budget] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    points: dict[str, list[tuple[int, float]]] = field(default_factory=dict)  # for the plot, by contender

    def add(self, other: "Outcome") -> None:
        """Say that as well."""
        self.budgets += other.budgets
        self.tables += other.tables
        self.points |= other.points
