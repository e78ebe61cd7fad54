"""Somebody who watches every screen of a meeting and notices whatever should not be there."""

import msgspec

from moderation.status import VISIBLE
from server.live.board import VIEWS
from server.room.reading import worded
from server.room.state import Question, State
from server.views.export import export
from server.views.me import me
from server.views.part import Part, Patch, Replace, diff
from server.views.presence import Presence
from tests.views.page import elements, patched, repeated_ids, whole

# Everybody but the desk, which is there to read what the hall may not.
PUBLIC = ("audience", "projector", "stage", "booth")
OF_THE_DESK = (b"note<", b"label<", b"left<")
FIELDS_OF_THE_DESK = {"findings", "pieces", "labels", "note", "muted", "blocked", "readers"}


class Watcher:
    """Every page as it was at the last look.

    What reads `reason<…`, `note<…`, `label<…`, `left<…` or `person-…` must be on none that the hall
    sees, nor in what is pushed to it; and what somebody is told of their own holds no text that another has
    waiting.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Part] = {}

    def look(self, state: State, presence: Presence) -> None:
        """Everything that can be made of the state, compared with what was there before."""
        for hall in state.halls:
            fresh = {view: make(state, hall, presence) for view, make in VIEWS.items()}
            pushed = {view: self._follow(view, hall, page) for view, page in fresh.items()}
            _search(state, [(fresh[view], pushed[view]) for view in PUBLIC])
            for person in state.people:
                mine = me(state, hall, person, {poll: f"{person}:{poll}" for poll in state.polls})
                _search_mine(state, person, mine)
        msgspec.json.encode(export(state))

    def _follow(self, view: str, hall: str, page: Part) -> list[Patch]:
        """What was shown before and the patches make the new page, and so does the whole."""
        before = self._pages.get((view, hall))
        if page == before:
            return []
        self._pages[view, hall] = page
        assert repeated_ids(page) == []
        if before is None:
            return []
        patches = diff(before, page)
        assert patched(before, patches) == page
        if Replace(page) not in patches:
            assert patched(before, whole(page)) == page
        return patches


def _search(state: State, pages: list[tuple[Part, list[Patch]]]) -> None:
    """Nothing that the hall may not read is on any of these pages, nor in what is pushed to them."""
    shown = b"".join(msgspec.msgpack.encode(sent) for sent in pages)
    for question in state.questions.values():
        if state.standings[question.id].status not in VISIBLE:
            assert not _told(state, question, shown)
    assert not [mark for mark in (b"reason<", b"person-", *OF_THE_DESK) if mark in shown]
    fields = {field for page, _ in pages for part in elements(page) for field in part.__struct_fields__}
    assert not fields & FIELDS_OF_THE_DESK


def _search_mine(state: State, person: str, mine: Part) -> None:
    """What somebody is told of their own holds nothing of the desk's, nor of what others have waiting."""
    told = msgspec.msgpack.encode(mine)
    assert not [mark for mark in OF_THE_DESK if mark in told]
    for question in state.questions.values():
        if question.author != person and state.standings[question.id].status not in VISIBLE:
            assert not _told(state, question, told)


def _told(state: State, question: Question, shown: bytes) -> list[str]:
    """Which words of a question are shown: its author's, the desk's or a translator's."""
    read, edition = worded(state, question.id).text, state.edition(question.id)
    words = [question.text, edition.text, *(read.in_(lang) for lang in read.languages())]
    words += [one.text for one in edition.translations]
    return [one for one in words if one and one.encode() in shown]
