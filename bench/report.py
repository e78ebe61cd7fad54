"""docs/benchmarks.md and its plot, written from what was measured."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import machine
from bench.outcome import Budget, Outcome, Table
from bench.plot import curve

DOCS = Path(__file__).resolve().parents[1] / "docs"
PLOT = DOCS / "benchmarks" / "fan-out.svg"
HEAD = (Path(__file__).parent / "report.md").read_text("utf-8")


def write(outcome: Outcome, rounds: int, is_full: bool) -> None:
    """The page and the plot."""
    form = f"This is the {'full' if is_full else 'short'} form."
    parts = [HEAD.format(form=form, rounds=rounds), _machine(), _budgets(outcome.budgets)]
    (DOCS / "benchmarks.md").write_text("\n".join([*parts, *map(_section, outcome.tables)]), "utf-8")
    if outcome.points:
        PLOT.parent.mkdir(exist_ok=True)
        title = "Processor time of the server for each delivery"
        PLOT.write_text(curve(title, "phones", "µs per delivery", outcome.points), "utf-8")


def lines(outcome: Outcome) -> str:
    """The same for a terminal, shorter."""
    said = [
        f"  {'met    ' if budget.met else 'NOT MET'} {budget.work}: {budget.figure}"
        + (f" ({budget.ratio} the floor's {budget.floor})" if budget.floor != "–" else "")
        + f"; budget {budget.promise}"
        for budget in outcome.budgets
    ]
    for table in outcome.tables:
        said += [f"  {table.title}", *("    " + " | ".join(row) for row in (table.head, *table.rows))]
    return "\n".join(said)


def _machine() -> str:
    return "## The machine\n\n" + _table(("", ""), machine.described())


def _budgets(budgets: Sequence[Budget]) -> str:
    rows = [
        (
            each.work,
            each.promise,
            each.figure,
            each.floor,
            each.ratio,
            "yes" if each.met else "**no**",
            each.before,
        )
        for each in budgets
    ]
    head = ("work", "budget", "measured", "floor", "× floor", "met", "before¹")
    note = (
        "¹ The code before its fan-out was rebuilt, with the same bench on the machine on which this page "
        "was first written; it does not change with yours.\n"
    )
    return f"## Budgets\n\n{_table(head, rows)}\n{note}"


def _section(table: Table) -> str:
    rows = f"\n{_table(table.head, table.rows)}" if table.rows else ""
    return f"## {table.title}\n\n{table.words}\n{rows}" + (f"\n{table.after}\n" if table.after else "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(written) + "\n"
