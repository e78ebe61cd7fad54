"""What a screen shows is a function of the log: a worker with a past shows what one without shows."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from server.live.board import VIEWS
from server.live.hub import Channel, Hub
from server.live.screens import Screens
from server.room.base import Actor, Event
from server.room.codec import decode, decode_state, encode_state
from server.room.fold import fold
from server.room.questions import QuestionAsked, QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.state import State
from server.views.desk import Desk
from server.views.me import Me, me
from server.views.part import Part
from server.views.presence import Presence
from tests.live.test_nearby_history import TEXTS
from tests.room.machine import Meeting
from tests.room.test_machine import WITHOUT_SHRINKING


class Worker:
    """The screens of one worker, which follow a state."""

    def __init__(self, state: State) -> None:
        self.state, self.screens = state, Screens(state, Hub(), self._my_part)

    async def _my_part(self, hall: str, person: str, since: int) -> Me:
        return me(self.state, hall, person, {}, since)

    def pages(self) -> dict[Channel, Part]:
        """Every page of every hall, once nothing is being looked for any more."""
        return {channel: self._page(channel) for hall in self.state.halls for channel in channels(hall)}

    def _page(self, channel: Channel) -> Part:
        while isinstance(page := self.screens.page(channel, fresh=True).root, Desk) and page.bar.searching:
            pass
        return page


def channels(hall: str) -> list[Channel]:
    return [Channel(view, hall) for view in VIEWS]


class Shown(Meeting):
    """A worker that looks at everything, one that looks now and then, and some that have just begun."""

    def __init__(self) -> None:
        super().__init__()
        self.attentive, self.absent = Worker(self.state), Worker(self.deciders[0])

    def append(self, event: Event, actor: Actor, command: str = "") -> None:
        """Questions in words that others have used, too, or nearly."""
        if isinstance(event, QuestionAsked | QuestionEdited | QuestionReworded):
            event = msgspec.structs.replace(event, text=TEXTS[len(self.log) % 6], language="fr")
        super().append(event, actor, command)

    @rule()
    def look_at_the_screens(self, presence: Presence | None = None) -> None:
        """The watcher of the machine, who knows everybody by their words, looks elsewhere."""

    def store(self, body: bytes) -> None:
        super().store(body)
        self.attentive.pages()

    @rule()
    def somebody_looks_at_the_other_worker(self) -> None:
        self.absent.pages()

    @rule(decider=st.just(1))
    def start_again_from_a_snapshot(self, decider: int) -> None:
        """Only the decider whose screens nobody looks at."""
        super().start_again_from_a_snapshot(decider)

    def teardown(self) -> None:
        super().teardown()
        read, kept = State(), decode_state(encode_state(self.state))
        for seq, body in enumerate(self.log, 1):
            fold(read, decode(seq, body))
        expected = Worker(read).pages()
        for worker in (self.attentive, self.absent, Worker(kept)):
            assert worker.pages() == expected


TestShown = Shown.TestCase
TestShown.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, phases=WITHOUT_SHRINKING
)
