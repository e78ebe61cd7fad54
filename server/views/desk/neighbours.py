"""What stands beside a question: who reads it now, which others ask the same, which were merged with it."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

import msgspec

from moderation.status import VISIBLE, Status, Verb, after
from server.room.reading import supporters, worded
from server.room.state import State
from server.views.part import Part, Wording
from server.views.presence import Presence, Reader

MOST = 3


class Readers(Part, frozen=True):
    """The staff who have this question before them, in which view, and their name if they gave one."""

    people: tuple[Reader, ...] = ()


class Near(msgspec.Struct, frozen=True):
    """Another question; `question` would go into `into` if the two were merged."""

    other: str
    wording: Wording
    status: Status
    votes: int
    question: str = ""
    into: str = ""


class Similar(Part, frozen=True):
    """Other questions that seem to ask the same, the likeliest first, and those that were merged with it."""

    near: tuple[Near, ...] = ()
    merged: tuple[Near, ...] = ()


class Company(NamedTuple):
    """What stands beside one question."""

    readers: tuple[Reader, ...] = ()
    near: tuple[Near, ...] = ()
    merged: tuple[Near, ...] = ()


ALONE = Company()


class Beside:
    """What stands beside each question."""

    def __init__(self, state: State, presence: Presence) -> None:
        self._state = state
        self._near: Mapping[str, tuple[str, ...]] = dict(presence.near)
        # A question may stand beside several others.
        self._shown: dict[str, Near] = {}
        self._readers: dict[str, tuple[Reader, ...]] = {}
        for one in presence.readers:
            self._readers[one.question] = (*self._readers.get(one.question, ()), one)

    def of(self, question: str) -> Company:
        """Who reads it, what it could be merged with, and what was."""
        merged = self._state.standings[question].merged
        if not merged and question not in self._near and question not in self._readers:
            return ALONE
        found = (self._suggested(question, other) for other in self._near.get(question, ()))
        near = tuple(islice(filter(None, found), MOST))
        readers = self._readers.get(question, ())
        return Company(readers, near, tuple(self._near_to(other) for other in merged))

    def _suggested(self, question: str, other: str) -> Near | None:
        """How these two could be merged: into the one that the hall sees, else into the one suggested."""
        standings = self._state.standings
        if other not in standings or standings[other].status in {Status.MERGED, Status.DISMISSED}:
            return None
        here, there = standings[question].status, standings[other].status
        stays = here is Status.ON_STAGE or (here in VISIBLE and there not in VISIBLE)
        going, into = (other, question) if stays else (question, other)
        if not after(Verb.MERGE, standings[going].status):
            return None
        return msgspec.structs.replace(self._near_to(other), question=going, into=into)

    def _near_to(self, other: str) -> Near:
        """What is shown of another question."""
        shown = self._shown.get(other)
        if shown is None:
            read = worded(self._state, other)
            status, votes = self._state.standings[other].status, supporters(self._state, other)
            shown = self._shown[other] = Near(other, Wording(read.text, read.original), status, votes)
        return shown
