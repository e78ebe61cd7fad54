"""The meeting for the archive: what was asked and how the hall voted, without who it was.

What staff note among themselves is in the whole export, which is the organiser's, and not in the table that
is passed around.
"""

from datetime import UTC, datetime
from typing import Any

from moderation.status import Status
from server.room.programme import Poll, PreparedQuestion, Session
from server.room.reading import staff_name, version, worded
from server.room.records import Care
from server.room.state import Question, State
from server.room.wording import LANGUAGES, Text
from server.views.common import bars, voters, votes_for
from server.views.labelling import label_text

COLUMNS = (
    *("kind", "session", "id", "status", "language", *LANGUAGES, "name", "votes", "asked_at"),
    *("machine", "as_asked", "labels", "speaker", "reply", "merged_into"),
)


def export(state: State) -> dict[str, Any]:
    """Everything that may be kept, as JSON types: ids are strings, times ISO 8601, None for not yet."""
    plan = state.programme
    return {
        "meeting": plan.code if plan else None,
        "title": _text(plan.title) if plan else {},
        "entries": str(state.seq),
        "sessions": [_session(state, session) for session in plan.sessions] if plan else [],
    }


def moment(ms: int) -> str | None:
    """A Unix time in milliseconds as ISO 8601 in UTC; None for 0, which means not yet."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds") if ms else None


def _text(text: Text) -> dict[str, str]:
    return {lang: text.in_(lang) for lang in text.languages()}


def _session(state: State, session: Session) -> dict[str, Any]:
    record = state.sessions[session.id]
    asked = [one for one in state.questions.values() if one.session == session.id]
    return {
        "id": session.id,
        "title": _text(session.title),
        "hall": session.hall,
        "phase": record.phase,
        "started_at": moment(record.started_at),
        "ended_at": moment(record.ended_at),
        "prepared": [_prepared(state, session, one) for one in session.questions],
        "questions": [_question(state, session, one) for one in asked],
        "polls": [_poll(state, poll) for poll in session.polls],
    }


def _prepared(state: State, session: Session, question: PreparedQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "text": _text(question.text),
        "status": state.standings[question.id].status,
        "translations": _translations(state, question.id),
        **_care(state, session, state.care(question.id)),
    }


def _question(state: State, session: Session, question: Question) -> dict[str, Any]:
    standing = state.standings[question.id]
    withdrawn = standing.status is Status.WITHDRAWN
    return {
        "id": question.id,
        "asked_at": moment(question.asked_at),
        "language": question.language,
        "text": "" if withdrawn else question.text,
        "name": "" if withdrawn else question.name,
        "status": standing.status,
        "reason": standing.reason,
        "upvotes": votes_for(state, question),
        "merged_into": standing.into or None,
        "reworded": None if withdrawn else _reworded(state, question.id),
        "translations": [] if withdrawn else _translations(state, question.id),
        **_care(state, session, Care() if withdrawn else state.care(question.id)),
    }


def _reworded(state: State, question: str) -> dict[str, str] | None:
    edition = state.edition(question)
    return {"language": edition.language, "text": edition.text} if edition.text else None


def _translations(state: State, question: str) -> list[dict[str, Any]]:
    """Each with the name of who wrote it; `stale`: of another wording than the present one."""
    present = version(state, question)
    return [
        {
            "language": one.language,
            "text": one.text,
            "by": "" if one.machine else staff_name(state, one.by),
            "machine": one.machine,
            "stale": one.of != present,
        }
        for one in state.edition(question).translations
    ]


def _care(state: State, session: Session, care: Care) -> dict[str, Any]:
    labels = [{"label": one, "text": _text(label_text(state, session, one))} for one in care.labels]
    return {
        "labels": labels,
        "pinned": care.pinned,
        "speaker": care.speaker,
        "reply": {"language": care.reply.language, "text": care.reply.text} if care.reply else None,
        "note": care.note,
    }


def _poll(state: State, poll: Poll) -> dict[str, Any]:
    record = state.polls[poll.id]
    results = zip(poll.options, bars(state, poll, ""), strict=True)
    return {
        "id": poll.id,
        "text": _text(poll.text),
        "kind": poll.kind,
        "phase": record.phase,
        "voters": voters(state, poll.id),
        "options": [
            {"id": option.id, "text": _text(option.text), "votes": bar.votes} for option, bar in results
        ],
    }


def rows(state: State) -> list[tuple[str, ...]]:
    """Questions and poll results as one table, the first row its header."""
    table: list[tuple[str, ...]] = [COLUMNS]
    for session in export(state)["sessions"]:
        table += [_question_row(state, session["id"], one) for one in session["questions"]]
        for poll in session["polls"]:
            table += [_option_row(session["id"], poll, option) for option in poll["options"]]
    return table


def _question_row(state: State, session: str, one: dict[str, Any]) -> tuple[str, ...]:
    """As the hall reads it, in each language; what its author wrote, if that was reworded, stands apart."""
    read, reply = worded(state, one["id"]), one["reply"]
    withdrawn = one["status"] == Status.WITHDRAWN
    return (
        *("question", session, one["id"], one["status"], read.original),
        *("" if withdrawn else read.text.in_(lang) for lang in LANGUAGES),
        *(one["name"], str(one["upvotes"]), one["asked_at"] or ""),
        "" if withdrawn else " ".join(read.machine),
        "" if withdrawn else read.as_asked,
        _said(state, one["labels"]),
        *(one["speaker"], reply["text"] if reply else "", one["merged_into"] or ""),
    )


def _said(state: State, labels: list[dict[str, Any]]) -> str:
    """Labels as people call them, those of the programme in the languages of the hall."""
    hall = state.programme.languages if state.programme else ()
    called = (dict.fromkeys(one["text"][lang] for lang in hall if lang in one["text"]) for one in labels)
    return ", ".join(" / ".join(words) or one["label"] for words, one in zip(called, labels, strict=True))


def _option_row(session: str, poll: dict[str, Any], option: dict[str, Any]) -> tuple[str, ...]:
    said = (option["text"].get(lang, "") for lang in LANGUAGES)
    row = (
        "poll",
        session,
        f"{poll['id']}/{option['id']}",
        poll["phase"],
        "",
        *said,
        "",
        str(option["votes"]),
    )
    return (*row, *[""] * (len(COLUMNS) - len(row)))
