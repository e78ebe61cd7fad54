"""What a speaker's monitor shows: time left, the question, and the moderator's cue over everything."""

from moderation.status import Status
from server.room.reading import session_of
from server.room.state import State
from server.room.wording import Text
from server.views.common import Clock, clock, current_session, reading, wording_of
from server.views.part import Part, Wording
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark

_AHEAD = (Status.PLANNED, Status.LIVE)


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


class ForSpeaker(Part, frozen=True):
    """A question that a speaker is asked to answer."""

    wording: Wording


class ForSpeakers(Part, frozen=True):
    """What the moderator routed to the speaker whose monitor this is; nothing on the hall's."""

    questions: tuple[ForSpeaker, ...] = ()


class StageView(Part, frozen=True):
    """The whole monitor of one hall."""

    clock: Clock
    question: StageQuestion
    cue: StageCue
    routed: ForSpeakers
    rehearsal: RehearsalMark


def stage(state: State, hall: str, presence: Presence, speaker: str = "") -> StageView:
    """The monitor of `hall`, or a speaker's own; `presence` is not shown on stage."""
    record = state.halls[hall]
    found = wording_of(state, record.on_stage)
    question = StageQuestion("stage-question", found[0]) if found else StageQuestion("stage-question")
    time, cue = clock("stage-clock", record), _cue(state, hall)
    routed = _routed(state, hall, speaker) if speaker else ForSpeakers("for-speakers")
    return StageView("stage", time, question, cue, routed, rehearsal_mark(state))


def _routed(state: State, hall: str, speaker: str) -> ForSpeakers:
    """What the hall may read, or was prepared, and nobody has spoken about yet."""
    session = current_session(state, hall)
    if session is None:
        return ForSpeakers("for-speakers")
    ahead = [
        ForSpeaker(f"for-{question}", reading(state, question))
        for question, care in state.cares.items()
        if care.speaker == speaker and _is_ahead(state, question) and session_of(state, question) == session
    ]
    return ForSpeakers("for-speakers", tuple(ahead))


def _cue(state: State, hall: str) -> StageCue:
    cue = state.halls[hall].cue
    if cue is None or cue.seen_at:
        return StageCue("stage-cue", hall)
    people = state.programme.speakers() if state.programme else ()
    named = next((one.name for _, one in people if one.id == cue.speaker), Text())
    return StageCue("stage-cue", hall, cue.id, cue.preset, cue.text, named)


def _is_ahead(state: State, question: str) -> bool:
    standing = state.standings.get(question)
    return standing is not None and standing.status in _AHEAD
