"""The meeting for the archive: what was asked and how the hall voted, without who it was."""

from datetime import UTC, datetime
from typing import Any

from moderation.status import Status
from server.room.programme import Poll, Session
from server.room.state import Question, State
from server.room.wording import LANGUAGES, Text
from server.views.common import bars, voters


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
        "prepared": [
            {"id": one.id, "text": _text(one.text), "status": state.standings[one.id].status}
            for one in session.questions
        ],
        "questions": [_question(state, one) for one in asked],
        "polls": [_poll(state, poll) for poll in session.polls],
    }


def _question(state: State, question: Question) -> dict[str, Any]:
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
        "upvotes": len(question.upvoters),
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
    table: list[tuple[str, ...]] = [
        ("kind", "session", "id", "status", "language", *LANGUAGES, "name", "votes", "asked_at")
    ]
    for session in export(state)["sessions"]:
        for one in session["questions"]:
            said = [one["text"] if lang == one["language"] else "" for lang in LANGUAGES]
            row = ("question", session["id"], one["id"], one["status"], one["language"], *said, one["name"])
            table.append((*row, str(one["upvotes"]), one["asked_at"] or ""))
        for poll in session["polls"]:
            for option in poll["options"]:
                said = [option["text"].get(lang, "") for lang in LANGUAGES]
                row = ("poll", session["id"], f"{poll['id']}/{option['id']}", poll["phase"], "", *said, "")
                table.append((*row, str(option["votes"]), ""))
    return table
