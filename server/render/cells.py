"""Tables for spreadsheets: CSV in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# What spreadsheets take for the beginning of a formula or of a command (DDE): those in Japanese take the
# full-width characters too, and a typographic minus is one to some.
_DANGEROUS = tuple("=+-@|%＝＋－＠｜％\N{MINUS SIGN}\t\r\n")
# What some pass over before they look.
_PASSED_OVER = " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"


def as_csv(table: Iterable[Sequence[str]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_as_text(cell) for cell in row] for row in table)
    return out.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(_PASSED_OVER).startswith(_DANGEROUS) else cell
