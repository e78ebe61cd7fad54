"""What the floods are given."""

from tests.faults.conftest import report

__all__ = ["report"]
