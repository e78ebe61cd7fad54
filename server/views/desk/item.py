"""One audience question on the desk: its words in the hall's languages, and all that the staff know of it."""

from typing import NamedTuple

import msgspec

from moderation.screening.finding import Finding, Kind
from moderation.status import Status
from server.room.programme import Session, Speaker
from server.room.reading import staff_name, supporters, version, worded
from server.room.records import Care
from server.room.state import Question, State
from server.room.wording import Text
from server.views.common import Count
from server.views.desk.labels import Label, labels_of
from server.views.desk.neighbours import Company, Readers, Similar
from server.views.desk.pieces import Piece, pieces
from server.views.part import Part, Wording, said

WAITING = Status.PENDING


class For(msgspec.Struct, frozen=True):
    """The speaker who should answer."""

    id: str
    name: Text
    delegation: str


class Item(Part, frozen=True):
    """One audience question; `seen` is the version of its text, `changes` that of its translations.

    `pieces` are the words in which something was found, cut at what was found; empty if nothing was.
    """

    question: str
    wording: Wording
    name: str
    status: Status
    reason: str
    asked_at: int
    edits: int
    seen: int
    changes: int
    votes: Count
    readers: Readers
    similar: Similar
    as_asked: str = ""
    machine: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    pieces: tuple[Piece, ...] = ()
    labels: tuple[Label, ...] = ()
    pinned: bool = False
    speaker: For | None = None
    note: str = ""
    reply: Wording | None = None
    muted: bool = False
    blocked: bool = False
    by: str = ""


class Around(NamedTuple):
    """What an item shows that is not about its question alone."""

    speakers: tuple[Speaker, ...]
    known: tuple[Label, ...]
    company: Company


def facts(state: State, session: Session | None, question: Question, company: Company) -> tuple[object, ...]:
    """All that an item is made of, so that equal facts give equal items; none of it changes in place."""
    id, standing = question.id, state.standings[question.id]
    return (
        state.programme,
        session,
        standing,
        company,
        state.editions.get(id),
        state.cares.get(id),
        state.conducts.get(question.author),
        supporters(state, id),
        question.edits,
        question.text,
        question.language,
        question.findings,
        question.name,
        question.asked_at,
        staff_name(state, standing.by) if standing.by else "",
    )


def item(state: State, question: Question, around: Around) -> Item:
    """The item of a question."""
    standing, edition = state.standings[question.id], state.edition(question.id)
    read, care, conduct = worded(state, question.id), state.care(question.id), state.conduct(question.author)
    present = version(state, question.id)
    found = question.findings if standing.status is WAITING else ()
    return Item(
        id=f"d-{question.id}",
        question=question.id,
        wording=Wording(read.text, read.original),
        name=question.name,
        status=standing.status,
        reason=standing.reason,
        asked_at=question.asked_at,
        edits=question.edits,
        seen=present,
        changes=edition.changes,
        votes=Count(f"dn-{question.id}", supporters(state, question.id)),
        readers=Readers(f"dr-{question.id}", around.company.readers),
        similar=Similar(f"dm-{question.id}", around.company.near, around.company.merged),
        as_asked=read.as_asked,
        machine=read.machine,
        missing=read.missing,
        stale=tuple(one.language for one in edition.translations if one.of != present),
        kinds=tuple(dict.fromkeys(one.kind for one in found)),
        pieces=_marked(question, found),
        labels=labels_of(care.labels, around.known),
        pinned=care.pinned,
        speaker=_speaker(around.speakers, care.speaker),
        note=care.note,
        reply=_reply(care),
        muted=conduct.muted,
        blocked=conduct.blocked,
        by=staff_name(state, standing.by) if standing.by else "",
    )


def _marked(question: Question, found: tuple[Finding, ...]) -> tuple[Piece, ...]:
    """What was found is found in the author's own words."""
    return pieces(question.text, (one for one in found if one.kind is not Kind.IMITATION))


def _speaker(speakers: tuple[Speaker, ...], speaker: str) -> For | None:
    found = (one for one in speakers if one.id == speaker)
    return next((For(one.id, one.name, one.delegation) for one in found), None)


def _reply(care: Care) -> Wording | None:
    return said(care.reply.language, care.reply.text) if care.reply else None
