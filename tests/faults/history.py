"""What the phones saw of a meeting: every command that they sent, and the answer that came back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LATER = frozenset({"storage-unavailable", "storage-full"})
"""Refusals that are no answer yet: a phone keeps the command and sends it again."""


@dataclass(eq=False)
class Act:
    """A command as its sender knows it; moments are monotonic seconds, 0 for what has not happened."""

    by: str
    op: str
    id: str
    poll: str = ""
    sendings: int = 0
    sent: float = 0.0
    acked: float = 0.0
    seq: int = 0
    refused: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its sender still waits for an answer."""
        return not self.seq and not self.refused

    def was_sent(self) -> None:
        """It left once more, under the same id."""
        self.sent = self.sent or time.monotonic()
        self.sendings += 1

    def was_answered(self, answer: Mapping[str, Any]) -> bool:
        """An answer came; whether it is the last word."""
        refused = str(answer.get("refused", ""))
        if refused in LATER:
            return False
        self.refused = refused
        self.acked = 0.0 if refused else time.monotonic()
        self.seq = 0 if refused else int(answer["seq"])
        return True


class History:
    """The acts of everybody, in the order in which they were begun."""

    def __init__(self) -> None:
        self.acts: list[Act] = []

    def begin(self, by: str, op: str, id: str, poll: str = "") -> Act:
        """Somebody is about to send a command."""
        self.acts.append(Act(by, op, id, poll))
        return self.acts[-1]

    def acknowledged(self, op: str = "") -> list[Act]:
        """What was acknowledged, of one kind if given."""
        return [act for act in self.acts if act.seq and op in ("", act.op)]

    def open(self) -> list[Act]:
        """What still waits for an answer."""
        return [act for act in self.acts if act.is_open]
