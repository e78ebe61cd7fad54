"""Commands and events made at random about the meeting of `plan`, some of which make no sense."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from moderation.cues import Preset
from moderation.screening.finding import Finding, Kind
from moderation.status import ReviewMode
from server.room import (
    care,
    conduct,
    electorate,
    handover,
    limits,
    loss,
    merging,
    people,
    planning,
    polls,
    prompts,
    questions,
    results,
    rewording,
    rules,
    screen,
    sessions,
    staff,
    support,
    timer,
    translations,
    triage,
    undo,
    wordlists,
)
from server.room.base import Command, Event
from server.room.programme import Hall, PreparedQuestion, Programme, Session
from server.room.state import Scene
from server.room.wording import Text
from tests.room.plan import PLAN, RT1, RT2, WORKSHOP, plan_of

Q = "question-number-1"
EXAMPLES: tuple[Command, ...] = (
    questions.Ask(Q, "rt1", "Why?"),
    questions.Edit(Q, "How?"),
    questions.Withdraw(Q),
    support.Upvote(Q),
    support.Retract(Q),
    triage.Approve(Q),
    triage.Dismiss(Q),
    triage.Restore(Q),
    triage.Answer(Q),
    triage.Erase(Q),
    screen.Stage(Q),
    screen.Unstage("main"),
    screen.ShowScene("main", "waiting"),
    screen.Blank("main"),
    screen.Unblank("main"),
    polls.OpenPoll("rt1-p1"),
    polls.ClosePoll("rt1-p1"),
    results.RevealPoll("rt1-p1"),
    results.HidePoll("rt1-p1"),
    polls.Vote("rt1-p1", ("a",)),
    polls.CountPoll("rt1-p1", bytes(8)),
    prompts.SendCue("main", Preset.SLOWER),
    prompts.AcknowledgeCue("main", "1"),
    prompts.Announce("main", en="Tea"),
    timer.StartTimer("main", 60),
    timer.StopTimer("main"),
    timer.AdjustTimer("main", 60),
    sessions.StartSession("rt1"),
    sessions.EndSession("rt1"),
    sessions.SetReviewMode("rt1", ReviewMode.PUBLISH),
    people.SetName("Anna"),
    people.SetLanguage("ja"),
    planning.PlanProgramme(plan_of(RT1)),
    rules.AdoptRules(2),
    loss.ReportLoss(12, 1_700_000_000_000),
    loss.AcknowledgeLoss(),
    undo.Undo(),
    electorate.SetElectorate("here-before", "rt1-p1"),
    electorate.SetRotatingCode(on=True),
    rewording.Reword(Q, "How?"),
    merging.Merge(Q, "question-number-2"),
    merging.Split(Q),
    care.Label(Q, "water"),
    care.Note(Q, "Ask Kobe first"),
    care.Pin(Q),
    care.Route(Q, "tours"),
    care.WriteReply(Q, "Because."),
    translations.Translate(Q, "ja", "なぜ？"),
    translations.DraftTranslation(Q, "ja", "なぜ？", of=0),
    translations.DropTranslation(Q, "ja"),
    translations.WaitForTranslation("rt1", on=True),
    conduct.Mute(Q, on=True),
    conduct.Block(Q, on=True),
    limits.SetLimits("rt1", 60, 3),
    wordlists.SetWords("fr", ("zut",)),
    handover.HandOver("main", "Kobe speaks next."),
    staff.Invite("link-1", "moderator", "Zoé"),
    staff.Revoke("link-1"),
)

QUESTIONS = tuple(f"question-number-{number}" for number in range(6))
PREPARED = tuple(question.id for _, question in PLAN.prepared())
POLLS = tuple(poll.id for _, poll in PLAN.polls())
HALLS = tuple(hall.id for hall in PLAN.halls)
SESSIONS = tuple(session.id for session in PLAN.sessions)


def _changed(session: Session, **fields: object) -> Session:
    return msgspec.structs.replace(session, **fields)


PLANS: tuple[Programme, ...] = (
    PLAN,
    plan_of(RT1, WORKSHOP),
    plan_of(RT2, WORKSHOP),
    plan_of(_changed(RT1, hall="side"), RT2, WORKSHOP),
    plan_of(_changed(RT1, questions=(PreparedQuestion("rt1-q1", Text(fr="Pourquoi ?")),)), RT2, WORKSHOP),
    plan_of(_changed(RT1, polls=(), questions=RT1.questions[1:]), _changed(RT2, polls=RT1.polls), WORKSHOP),
)
# What no file that was checked says, but a log of another version might.
ODD_PLANS: tuple[Programme, ...] = (
    plan_of(),
    plan_of(_changed(RT1, hall="cellar"), RT2),
    msgspec.structs.replace(PLAN, halls=(Hall("attic", Text(en="Attic")),), languages=()),
)
_LIKELY_PLANS = (*PLANS * 3, *ODD_PLANS)

Fields: TypeAlias = Callable[[str, Any], SearchStrategy[Any]]
Made = TypeVar("Made", bound=msgspec.Struct)


def built(kind: type[Made], fields: Fields) -> SearchStrategy[Made]:
    """Something of this kind, each field made from its name and its type."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: fields(name, hints[name]) for name in kind.__struct_fields__})


def any_value(name: str, hint: Any) -> SearchStrategy[Any]:
    """Any value of a type."""
    if hint is Programme:
        return st.sampled_from(PLANS + ODD_PLANS)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return built(hint, any_value)
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(any_value(name, get_args(hint)[0]), max_size=4).map(tuple)
    return st.integers(-(2**53), 2**53) if hint is int else st.from_type(hint)


def events_of(kind: type[Event]) -> SearchStrategy[Event]:
    """Any event of a kind."""
    return built(kind, any_value)


_LIKELY: Mapping[str, SearchStrategy[Any]] = MappingProxyType(
    {
        "question": st.sampled_from(QUESTIONS) | st.sampled_from((*QUESTIONS, *PREPARED, "")),
        "into": st.sampled_from(QUESTIONS) | st.sampled_from((*QUESTIONS, *PREPARED, "")),
        "session": st.sampled_from((*SESSIONS[:1] * 4, *SESSIONS, "rt9")),
        "hall": st.sampled_from((*HALLS[:1] * 4, *HALLS, "cellar")),
        "poll": st.sampled_from((*POLLS[:1] * 4, *POLLS, "rt9-p1")),
        "choice": st.sampled_from(
            [("a",), ("b",)] * 4 + [("a", "b"), ("a", "b", "c"), (), ("z",), ("a", "a")]
        ),
        "text": st.sampled_from(["Why?", "なぜ？", "Pourquoi ?", "", "x" * 301]),
        "language": st.sampled_from(["fr", "ja", "en", "", "tlh"]),
        "name": st.sampled_from(["", "Anna", "紗"]),
        "reason": st.sampled_from(["", "Off topic"]),
        "was": st.sampled_from(["", "", "pending", "live", "on_stage"]),
        "preset": st.sampled_from(["", "slower", "conclude", "faster"]),
        "speaker": st.sampled_from(["", "tours", "nobody"]),
        "cue": st.integers(1, 60).map(str),
        "entry": st.integers(0, 60),
        "lost": st.sampled_from([0, 1, 12, -1, 2**53]),
        "since": st.sampled_from([0, 1_700_000_000_000, 2**53, -1]),
        "edits": st.sampled_from([-1, 0, 1]),
        "seconds": st.sampled_from([0, 60, -60, 3600, 50_000]),
        "scene": st.sampled_from(get_args(get_type_hints(screen.ShowScene)["scene"])),
        # By number, because a programme is long to print.
        "programme": st.integers(0, len(_LIKELY_PLANS) - 1).map(_LIKELY_PLANS.__getitem__),
        "fr": st.sampled_from(["", "Thé"]),
        "ja": st.sampled_from(["", "お茶"]),
        "en": st.sampled_from(["", "Tea", "x" * 201]),
        "mode": st.sampled_from(ReviewMode),
        "how": st.sampled_from(["pause", "clear"]),
        "named": st.booleans(),
        "label": st.sampled_from(["water", "Water", "水", "", "x" * 31, *"abcdefgh"]),
        "on": st.sampled_from([True, True, False]),
        "seen": st.sampled_from([-1, -1, 0, 1, 2]),
        "approve": st.booleans(),
        "anyway": st.booleans(),
        "past": st.booleans(),
        "machine": st.booleans(),
        "of": st.sampled_from([-1, -1, -1, 0, 0, 1, 2]),
        "rules": st.sampled_from([0, 1, 2, 3]),
        "participant": st.integers(0, 4).map("person-{}".format),
        "findings": st.sampled_from([(), (), (Finding(Kind.SHOUTING),)]),
        "pace": st.sampled_from([0, 0, 5, 3600, 3601, -1]),
        "each": st.sampled_from([0, 0, 1, 5, 101]),
        "listed": st.sampled_from([(), ("zut",), ("zut", "x" * 41)]),
        "innocent": st.sampled_from([(), ("Condé",), ("",) * 301]),
        "may_vote": st.sampled_from(["everyone", "here-before"]),
        "late": st.booleans(),
        "unseen": st.booleans(),
        "size": st.sampled_from([160, 160, 160, 0, 32, -1]),
        "sealed": st.binary(max_size=8),
        "voters": st.sampled_from([0, 1, 3, -1]),
        "tally": st.sampled_from([{}, {"a": 1}, {"a": 2, "z": 1}, {"b": -1}]),
        "late_voters": st.sampled_from([0, 1, -1]),
        "unseen_voters": st.sampled_from([0, 1, -1]),
        "known": st.sampled_from([b"", bytes(8), bytes(16), b"odd"]),
        "link": st.sampled_from(["link-1", "link-2", "", "a link"]),
        "role": st.sampled_from(["moderator", "lead", "translator", "audience", "admin"]),
    }
)


def likely_value(name: str, hint: Any) -> SearchStrategy[Any]:
    """A value that has a good chance to mean something in the small meeting."""
    if hint in (Scene, Text):
        kind: type[msgspec.Struct] = hint
        return built(kind, lambda name, hint: _LIKELY["scene" if name == "kind" else name])
    return _LIKELY[name]


def likely(kind: type[Made]) -> SearchStrategy[Made]:
    """A command or an event that has a good chance to make sense."""
    return built(kind, likely_value)
