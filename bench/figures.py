"""What is made of many measurements, and how numbers are written."""

import json
from collections.abc import Sequence
from pathlib import Path

# What the code before fan-out was rebuilt came to, by this bench on the machine of the first report.
BEFORE: dict[str, str] = json.loads((Path(__file__).parent / "before.json").read_text("utf-8"))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def number(value: float, digits: int = 0) -> str:
    """With commas between thousands."""
    return f"{value:,.{digits}f}"


def times(ratio: float) -> str:
    """How many times the floor."""
    return f"{ratio:.2f} ×"
