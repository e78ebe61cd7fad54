"""The translators' page of one hall."""

from itertools import chain

from server.room.glossary import Glossary, glossary_of
from server.room.programme import Session
from server.room.state import State
from server.room.wording import Text
from server.views.common import current_session
from server.views.kept import Kept
from server.views.part import Listing, Part
from server.views.presence import Presence, Reader
from server.views.rehearsal import RehearsalMark, rehearsal_mark
from server.views.translating.task import Around, Task, facts, tasks_of
from server.views.translating.urgency import Urgency, turns

DONE_SHOWN = 60


class TranslateBar(Part, frozen=True):
    """Where I am; `waits`: nothing comes on screen before it is translated into the hall's `languages`."""

    languages: tuple[str, ...]
    hall_name: Text
    title: Text
    waits: bool


class Tasks(Listing, frozen=True):
    """What is to be done, or was."""

    items: tuple[Task, ...] = ()


class Translate(Part, frozen=True):
    """The translators' page of one hall."""

    hall: str
    rehearsal: RehearsalMark
    bar: TranslateBar
    open: Tasks
    unreviewed: Tasks
    done: Tasks


def translate(
    state: State, hall: str, presence: Presence, kept: Kept[tuple[Task, ...]] | None = None
) -> Translate:
    """The translators' page of `hall`; what was `kept` of the one before is not made anew."""
    session = current_session(state, hall)
    tasks = _tasks(state, session, presence, Kept() if kept is None else kept) if session else []
    tasks.sort(key=lambda one: (one.urgency, one.place, one.question))
    to_do = [one for one in tasks if one.kind != "done"]
    done = sorted((one for one in tasks if one.kind == "done"), key=lambda one: -one.place)
    return Translate(
        id="translate",
        hall=hall,
        rehearsal=rehearsal_mark(state),
        bar=_bar(state, hall, session),
        open=Tasks("open", tuple(one for one in to_do if one.urgency is not Urgency.UNREVIEWED)),
        unreviewed=Tasks("unreviewed", tuple(one for one in to_do if one.urgency is Urgency.UNREVIEWED)),
        done=Tasks("done", tuple(done[:DONE_SHOWN])),
    )


def _bar(state: State, hall: str, session: Session | None) -> TranslateBar:
    plan = state.programme.hall(hall) if state.programme else None
    return TranslateBar(
        "translate-bar",
        state.programme.languages if state.programme else (),
        plan.name if plan else Text(),
        session.title if session else Text(),
        session is not None and state.sessions[session.id].waits,
    )


def _tasks(state: State, session: Session, presence: Presence, kept: Kept[tuple[Task, ...]]) -> list[Task]:
    glossary = glossary_of(state.programme, session.id) if state.programme else Glossary(())
    writers: dict[str, tuple[Reader, ...]] = {}
    for one in presence.readers:
        if one.view == "translate":
            writers[one.question] = (*writers.get(one.question, ()), one)
    around = {id: Around(turn, writers.get(id, ())) for id, turn in turns(state, session)}
    made = kept.pieces(
        {id: facts(state, session, id, one) for id, one in around.items()},
        lambda id: tasks_of(state, id, around[id], glossary),
    )
    return list(chain.from_iterable(made.values()))
