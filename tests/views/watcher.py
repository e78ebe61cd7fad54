"""Somebody who watches every screen of a meeting and notices whatever should not be there."""

import msgspec

from moderation.status import VISIBLE
from server.live.board import VIEWS
from server.room.reading import worded
from server.room.state import State
from server.views.export import export
from server.views.me import me
from server.views.part import Part, Replace, diff
from server.views.presence import Presence
from tests.views.page import patched, repeated_ids, whole

# Everybody but the desk, which is there to read what the hall may not.
PUBLIC = ("audience", "projector", "stage", "booth")


class Watcher:
    """Every page as it was at the last look.

    What reads `reason<…`, `note<…` or `person-…` must be on none of them.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Part] = {}

    def look(self, state: State, presence: Presence) -> None:
        """Everything that can be made of the state, compared with what was there before."""
        for hall in state.halls:
            fresh = {view: make(state, hall, presence) for view, make in VIEWS.items()}
            for view, page in fresh.items():
                self._follow(view, hall, page)
            _search(state, [fresh[view] for view in PUBLIC])
            for person in state.people:
                me(state, hall, person, {poll: f"{person}:{poll}" for poll in state.polls})
        msgspec.json.encode(export(state))

    def _follow(self, view: str, hall: str, page: Part) -> None:
        """What was shown before and the patches make the new page, and so does the whole."""
        before = self._pages.get((view, hall))
        if page == before:
            return
        self._pages[view, hall] = page
        assert repeated_ids(page) == []
        if before is None:
            return
        patches = diff(before, page)
        assert patched(before, patches) == page
        if Replace(page) not in patches:
            assert patched(before, whole(page)) == page


def _search(state: State, pages: list[Part]) -> None:
    """Nothing that the hall may not read is on any of these pages."""
    shown = b"".join(msgspec.msgpack.encode(page) for page in pages)
    for question in state.questions.values():
        if state.standings[question.id].status not in VISIBLE:
            assert question.text.encode() not in shown
            read = worded(state, question.id).text
            assert not [lang for lang in read.languages() if read.in_(lang).encode() in shown]
    assert b"reason<" not in shown
    assert b"note<" not in shown
    assert b"person-" not in shown
