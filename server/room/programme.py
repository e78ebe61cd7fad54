"""The programme: what the organiser planned, as plain data. It says nothing about what happened since."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

import msgspec

from moderation.polls import Electorate
from server.room.wording import Text

SessionKind = Literal["round-table", "workshop"]
PollKind = Literal["single", "multiple"]


class _Plan(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Common settings: frozen, compact in the log, and strict about unknown keys."""


class Delegation(_Plan, frozen=True):
    """One side of the table, such as the French cities."""

    id: str
    name: Text


class Hall(_Plan, frozen=True):
    """A physical room with a projector."""

    id: str
    name: Text


class Speaker(_Plan, frozen=True):
    """A person on stage, named by function, who is prompted in `language`."""

    id: str
    name: Text
    delegation: str = ""
    language: str = "fr"


class Theme(_Plan, frozen=True):
    """A line of thought within a session; prepared questions and polls may belong to it."""

    id: str
    title: Text
    summary: Text = Text()


class Topic(_Plan, frozen=True):
    """A subject of a workshop and the points that it covers."""

    title: Text
    points: tuple[Text, ...] = ()


class Term(_Plan, frozen=True):
    """A word or name with its established equivalents; `reading` says how the Japanese one is read aloud."""

    term: Text
    reading: str = ""


class PreparedQuestion(_Plan, frozen=True):
    """A question to the speakers, settled with the moderator beforehand."""

    id: str
    text: Text
    theme: str = ""
    sdgs: tuple[int, ...] = ()


class Option(_Plan, frozen=True):
    """One answer of a poll."""

    id: str
    text: Text


class Poll(_Plan, frozen=True):
    """A question to the hall with fixed answers; `at_most` bounds a multiple choice (0: no bound).

    Without a `may_vote` of its own, the meeting's says who may vote.
    """

    id: str
    text: Text
    options: tuple[Option, ...]
    kind: PollKind = "single"
    at_most: int = 0
    theme: str = ""
    sdgs: tuple[int, ...] = ()
    may_vote: Literal["", "everyone", "here-before"] = ""


class Session(_Plan, frozen=True):
    """One round table or workshop in one hall."""

    id: str
    hall: str
    kind: SessionKind
    title: Text
    introduction: Text = Text()
    sdgs: tuple[int, ...] = ()
    minutes: int = 0
    speakers: tuple[Speaker, ...] = ()
    themes: tuple[Theme, ...] = ()
    topics: tuple[Topic, ...] = ()
    questions: tuple[PreparedQuestion, ...] = ()
    polls: tuple[Poll, ...] = ()
    glossary: tuple[Term, ...] = ()


class Programme(_Plan, frozen=True, dict=True):
    """The whole meeting as planned; `languages` are the two that the hall reads side by side, in order.

    A `rehearsal` says so on every screen, and lets a simulated hall come in: docs/rehearsal.md.
    """

    code: str
    title: Text
    halls: tuple[Hall, ...]
    sessions: tuple[Session, ...]
    theme: Text = Text()
    introduction: Text = Text()
    languages: tuple[str, ...] = ("fr", "ja")
    delegations: tuple[Delegation, ...] = ()
    rehearsal: bool = False
    glossary: tuple[Term, ...] = ()
    may_vote: Electorate = "everyone"
    rotating_code: bool = False

    def session(self, session: str) -> Session | None:
        """The session of that id, if it is planned."""
        return self._sessions_by_id.get(session)

    def poll(self, poll: str) -> tuple[Session, Poll] | None:
        """The poll of that id with its session, if it is planned."""
        return self._polls_by_id.get(poll)

    def question(self, question: str) -> tuple[Session, PreparedQuestion] | None:
        """The prepared question of that id with its session, if it is planned."""
        return self._prepared_by_id.get(question)

    # Ballots and redrawn pages ask for these thousands of times a second.
    @cached_property
    def _sessions_by_id(self) -> dict[str, Session]:
        return {one.id: one for one in self.sessions}

    @cached_property
    def _polls_by_id(self) -> dict[str, tuple[Session, Poll]]:
        return {pair[1].id: pair for pair in self.polls()}

    @cached_property
    def _prepared_by_id(self) -> dict[str, tuple[Session, PreparedQuestion]]:
        return {pair[1].id: pair for pair in self.prepared()}

    def hall(self, hall: str) -> Hall | None:
        """The hall of that id, if there is one."""
        return next((one for one in self.halls if one.id == hall), None)

    def in_hall(self, hall: str) -> tuple[Session, ...]:
        """The sessions of one hall, in their planned order."""
        return tuple(one for one in self.sessions if one.hall == hall)

    def polls(self) -> Iterator[tuple[Session, Poll]]:
        """Every poll with the session that it belongs to."""
        return ((session, poll) for session in self.sessions for poll in session.polls)

    def prepared(self) -> Iterator[tuple[Session, PreparedQuestion]]:
        """Every prepared question with its session."""
        return ((session, question) for session in self.sessions for question in session.questions)

    def speakers(self) -> Iterator[tuple[Session, Speaker]]:
        """Every speaker with the session in which they sit."""
        return ((session, speaker) for session in self.sessions for speaker in session.speakers)
