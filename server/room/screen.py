"""What the hall looks at: the question on stage, the projector's scene, and the blank screen."""

import msgspec

from moderation.polls import Phase
from moderation.status import Status, Verb, after
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.reading import session_of
from server.room.standing import put_standing
from server.room.state import Scene, SceneKind, State
from server.room.translations import held_back
from server.room.triage import clear_stage, standing_or_refusal


def hall_of_question(state: State, question: str) -> str:
    """The hall of the session that a question, prepared or asked, belongs to; empty if unknown."""
    session = session_of(state, question)
    return session.hall if session else ""


def step_down(state: State, hall: str, by: str) -> None:
    """Whatever is on stage in this hall goes back to where it came from, because of what `by` did."""
    leaving = state.halls[hall].on_stage
    if leaving:
        standing = state.standings[leaving]
        back = after(Verb.UNSTAGE, standing.status, prepared=state.is_prepared(leaving)) or standing.status
        put_standing(state, leaving, msgspec.structs.replace(standing, status=back, by=by))
        clear_stage(state, hall)


class QuestionStaged(Event, tag="question-staged", frozen=True):
    """A question came on stage and on the screen of its hall; the one before it stepped down.

    Where the hall waits for translations, `anyway` shows one that is not translated.
    """

    question: str
    anyway: bool = False

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        standing = standing_or_refusal(state, self.question)
        if isinstance(standing, Refusal):
            return standing
        if hall_of_question(state, self.question) not in state.halls:
            return Refusal.UNKNOWN_HALL
        if not after(Verb.STAGE, standing.status, prepared=state.is_prepared(self.question)):
            return Refusal.NOT_ANY_MORE
        waits = not self.anyway and held_back(state, self.question)
        return Refusal.NOT_TRANSLATED if waits else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        hall = hall_of_question(state, self.question)
        record = state.halls.get(hall)
        leaving = (Mark("standings", record.on_stage),) if record and record.on_stage else ()
        return (Mark("halls", hall), Mark("standings", self.question), *leaving)

    def apply(self, state: State, stamp: Stamp) -> None:
        hall = hall_of_question(state, self.question)
        step_down(state, hall, stamp.by)
        standing = state.standings[self.question]
        staged = msgspec.structs.replace(standing, status=Status.ON_STAGE, reason="", by=stamp.by)
        put_standing(state, self.question, staged)
        state.halls[hall] = msgspec.structs.replace(
            state.halls[hall], on_stage=self.question, scene=Scene("question")
        )


class Stage(Command, tag="stage", frozen=True):
    """Bring a prepared or an audience question on stage and on the screen, if need be untranslated."""

    question: str
    anyway: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionStaged(self.question, self.anyway)


class StageCleared(Event, tag="stage-cleared", frozen=True):
    """The question on stage stepped down without being marked as answered."""

    hall: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        return None if record.on_stage else Refusal.NOTHING_CHANGED

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall), Mark("standings", state.halls[self.hall].on_stage))

    def apply(self, state: State, stamp: Stamp) -> None:
        step_down(state, self.hall, stamp.by)


class Unstage(Command, tag="unstage", frozen=True):
    """Take the question off the stage of a hall."""

    hall: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return StageCleared(self.hall)


class SceneShown(Event, tag="scene-shown", frozen=True):
    """The projector of a hall changed to another scene; a blank screen stays blank."""

    hall: str
    scene: Scene

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        match self.scene.kind:
            case "question" if not record.on_stage:
                return Refusal.NOTHING_TO_SHOW
            case "poll":
                return self._poll_refusal(state)
            case "timer" if record.timer is None:
                return Refusal.NOTHING_TO_SHOW
            case "announcement" if record.announcement is None:
                return Refusal.NOTHING_TO_SHOW
        return None if record.scene != self.scene else Refusal.NOTHING_CHANGED

    def _poll_refusal(self, state: State) -> Refusal | None:
        planned = state.planned_poll(self.scene.poll)
        if planned is None or planned[0].hall != self.hall:
            return Refusal.UNKNOWN_POLL
        if state.polls[self.scene.poll].phase is Phase.DRAFT:
            return Refusal.NOTHING_TO_SHOW
        return None if state.halls[self.hall].scene != self.scene else Refusal.NOTHING_CHANGED

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall),)

    def apply(self, state: State, stamp: Stamp) -> None:
        state.halls[self.hall] = msgspec.structs.replace(state.halls[self.hall], scene=self.scene)


class ShowScene(Command, tag="show-scene", frozen=True):
    """Show another scene on the projector of a hall; `poll` is for a poll scene only."""

    hall: str
    scene: SceneKind
    poll: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return SceneShown(self.hall, Scene(self.scene, self.poll if self.scene == "poll" else ""))


class _Curtain(Event, frozen=True):
    """Common to blanking and its end."""

    hall: str

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall),)

    def _refusal(self, state: State, blank: bool) -> Refusal | None:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        return None if record.blank is not blank else Refusal.NOTHING_CHANGED

    def _apply(self, state: State, blank: bool) -> None:
        state.halls[self.hall] = msgspec.structs.replace(state.halls[self.hall], blank=blank)


class ScreenBlanked(_Curtain, tag="screen-blanked", frozen=True):
    """The projector of a hall went dark; what it showed waits behind."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return self._refusal(state, blank=True)

    def apply(self, state: State, stamp: Stamp) -> None:
        self._apply(state, blank=True)


class ScreenUnblanked(_Curtain, tag="screen-unblanked", frozen=True):
    """The projector of a hall shows its scene again."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return self._refusal(state, blank=False)

    def apply(self, state: State, stamp: Stamp) -> None:
        self._apply(state, blank=False)


class Blank(Command, tag="blank", frozen=True):
    """Darken the projector of a hall at once."""

    hall: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ScreenBlanked(self.hall)


class Unblank(Command, tag="unblank", frozen=True):
    """Show the scene of a hall again."""

    hall: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ScreenUnblanked(self.hall)
