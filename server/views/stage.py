"""What a speaker's monitor shows: time left, the question, and the moderator's cue over everything."""

from server.room.state import State
from server.room.wording import Text
from server.views.common import Clock, clock, wording_of
from server.views.part import Part, Wording
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark


class StageQuestion(Part, frozen=True):
    """The question on stage, in the reader's language with the original below."""

    wording: Wording = Wording(Text())


class StageCue(Part, frozen=True):
    """The cue that was not yet seen; `cue` is empty when there is none."""

    hall: str
    cue: str = ""
    preset: str = ""
    text: Text = Text()
    speaker: Text = Text()


class StageView(Part, frozen=True):
    """The whole monitor of one hall."""

    clock: Clock
    question: StageQuestion
    cue: StageCue
    rehearsal: RehearsalMark


def stage(state: State, hall: str, presence: Presence) -> StageView:
    """The monitor of `hall`; `presence` is not shown on stage."""
    record = state.halls[hall]
    found = wording_of(state, record.on_stage)
    question = StageQuestion("stage-question", found[0]) if found else StageQuestion("stage-question")
    time, cue = clock("stage-clock", record), _cue(state, hall)
    return StageView("stage", time, question, cue, rehearsal_mark(state))


def _cue(state: State, hall: str) -> StageCue:
    cue = state.halls[hall].cue
    if cue is None or cue.seen_at:
        return StageCue("stage-cue", hall)
    people = state.programme.speakers() if state.programme else ()
    named = next((one.name for _, one in people if one.id == cue.speaker), Text())
    return StageCue("stage-cue", hall, cue.id, cue.preset, cue.text, named)
