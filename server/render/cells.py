"""Tables for spreadsheets: CSV in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# Spreadsheets in Japanese take the full-width ones for a formula too.
_DANGEROUS = tuple("=+-@＝＋－＠\t\r\n")


def as_csv(table: Iterable[Sequence[str]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([f"'{cell}" if cell.startswith(_DANGEROUS) else cell for cell in row] for row in table)
    return out.getvalue()
