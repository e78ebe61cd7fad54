"""Whoever a line talks to: what it is told of, and nobody, when the line has ended."""

from typing import Protocol


class Listener(Protocol):
    """Whoever a line talks to."""

    def took(self, said: str | bytes) -> None:
        """A message came; bytes are a binary one."""

    def waits(self) -> None:
        """The line's descriptor must not be written to any more."""

    def drained(self, missed: bool) -> None:
        """It may be again; `missed` says whether a broadcast meanwhile did not reach the screen."""

    def ended(self) -> None:
        """The connection is gone; called once."""


class _Nobody:
    """Who listens to a line that has ended: so nothing holds it, and what belonged to it, any longer."""

    def took(self, said: str | bytes) -> None:
        """Nothing comes."""

    def waits(self) -> None:
        """It waits for nothing."""

    def drained(self, missed: bool) -> None:
        """Nothing is left."""

    def ended(self) -> None:
        """It has."""


NOBODY = _Nobody()
