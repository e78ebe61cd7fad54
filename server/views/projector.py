"""What the hall's projector shows: one scene at a time and a quiet foot with the way in."""

from typing import TypeAlias

from moderation.polls import Phase
from server.room.state import State
from server.room.wording import Text
from server.views.common import (
    Asked,
    Bar,
    Clock,
    Count,
    bars,
    clock,
    current_session,
    languages_of_hall,
    missing_in,
    read_aloud,
    voters,
    votes_for,
    wording_of,
)
from server.views.part import Listing, Part
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark


class Waiting(Part, frozen=True):
    """Before a session: what comes, the code large, and a ring with a seat lit per arrival."""

    meeting: Text
    title: Text
    seats: Count


class Quoted(Part, frozen=True):
    """A question in the hall's languages, in this order of `languages`; a third is its original.

    It was put into those of `machine` by a machine, and does not exist yet in those that are `missing`.
    """

    question: str
    text: Text
    languages: tuple[str, ...]
    asked: Asked
    name: str = ""
    votes: Count | None = None
    machine: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Tally(Listing, frozen=True):
    """The bars of a poll."""

    items: tuple[Bar, ...] = ()


class PollScene(Part, frozen=True):
    """A poll: its options, and its bars once the results are revealed."""

    poll: str
    text: Text
    options: tuple[Text, ...]
    phase: Phase
    turnout: Count
    tally: Tally | None = None


class TimerScene(Part, frozen=True):
    """The countdown for the whole hall."""

    title: Text
    clock: Clock


class AnnouncementScene(Part, frozen=True):
    """A message to the hall."""

    text: Text


class Dark(Part, frozen=True):
    """Nothing at all."""


Scene: TypeAlias = Waiting | Quoted | PollScene | TimerScene | AnnouncementScene | Dark


_NAMES = {Waiting: "waiting", TimerScene: "timer", AnnouncementScene: "announcement", Dark: "dark"}


class Foot(Part, frozen=True):
    """The way in, always to hand, and who is here; newcomers need the `key`, if any, beside the code."""

    code: str
    key: str
    hall: str
    title: Text
    connected: Count


class Projector(Part, frozen=True):
    """The whole screen of one hall; `languages` are the two that it shows side by side."""

    languages: tuple[str, ...]
    scene: Scene
    foot: Foot
    rehearsal: RehearsalMark

    @property
    def shows(self) -> str:
        """What the screen should be showing, for comparison with what it says it shows (`data-shows`)."""
        match self.scene:
            case Quoted(question=about):
                return f"question:{about}"
            case PollScene(poll=about):
                return f"poll:{about}"
            case scene:
                return f"{_NAMES[type(scene)]}:"


def projector(state: State, hall: str, presence: Presence) -> Projector:
    """The screen of `hall`."""
    plan, record = state.programme, state.halls[hall]
    session = current_session(state, hall)
    scene = Dark("scene") if record.blank else _scene(state, hall, presence)
    foot = Foot(
        id="foot",
        code=plan.code if plan else "",
        key=presence.key,
        hall=hall,
        title=session.title if session else Text(),
        connected=Count("connected", presence.phones),
    )
    return Projector("projector", languages_of_hall(state), scene, foot, rehearsal_mark(state, to_hall=True))


def _scene(state: State, hall: str, presence: Presence) -> Scene:
    record = state.halls[hall]
    match record.scene.kind:
        case "question":
            return _quoted(state, record.on_stage) or _waiting(state, hall, presence)
        case "poll":
            return _poll(state, record.scene.poll) or _waiting(state, hall, presence)
        case "timer":
            session = current_session(state, hall)
            return TimerScene("scene", session.title if session else Text(), clock("hall-clock", record))
        case "announcement" if record.announcement:
            return AnnouncementScene("scene", record.announcement.text)
        case _:
            return _waiting(state, hall, presence)


def _waiting(state: State, hall: str, presence: Presence) -> Waiting:
    plan, session = state.programme, current_session(state, hall)
    title = session.title if session else Text()
    return Waiting("scene", plan.title if plan else Text(), title, Count("seats", presence.phones))


def _quoted(state: State, question: str) -> Quoted | None:
    found = wording_of(state, question)
    if found is None:
        return None
    wording, asked = found
    pair = languages_of_hall(state)
    author = state.questions.get(question)
    return Quoted(
        id="scene",
        question=question,
        text=wording.text,
        languages=read_aloud(wording, pair),
        asked=asked,
        name=author.name if author else "",
        votes=Count("stage-votes", votes_for(state, author)) if author else None,
        machine=wording.machine,
        missing=missing_in(wording, pair),
    )


def _poll(state: State, poll: str) -> PollScene | None:
    planned = state.planned_poll(poll)
    if planned is None:
        return None
    plan, record = planned[1], state.polls[poll]
    tally = Tally("tally", bars(state, plan, "tally")) if record.revealed else None
    options = tuple(option.text for option in plan.options)
    turnout = Count("scene-turnout", voters(state, poll))
    return PollScene("scene", poll, plan.text, options, record.phase, turnout, tally)
