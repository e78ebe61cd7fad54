"""What staff keep: about a question, about a participant, for each other. All frozen: undo compares them."""

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """A written answer that everybody sees beneath a question."""

    text: str
    language: str


class Care(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the desk keeps about a question; `speaker` is who should answer it, `note` stays among staff.

    `changes` tells one record from another without their words, which may have been erased from the log.
    """

    labels: tuple[str, ...] = ()
    pinned: bool = False
    speaker: str = ""
    note: str = ""
    reply: Reply | None = None
    changes: int = 0


class Translation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question in another language, made from version `of` of its text, which read `source`.

    It is a machine's until it is confirmed.
    """

    language: str
    text: str
    by: str
    of: int
    machine: bool = False
    change: int = 0
    source: str = ""


class Edition(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a question is read; an empty `text` means as its author wrote it.

    `rewordings` and `changes` count what the desk did to its text and to each language's translation, so that
    whoever acts on what they read can say how much they have read.
    """

    text: str = ""
    language: str = ""
    rewordings: int = 0
    translations: tuple[Translation, ...] = ()
    changes: int = 0

    def translation(self, language: str) -> Translation | None:
        """The translation into a language, if there is one."""
        return next((one for one in self.translations if one.language == language), None)


class Numbering(msgspec.Struct, frozen=True, omit_defaults=True):
    """The highest numbers that a question's wordings and translations were given, and the one up to which
    an undo put older translations back. No undo takes them back themselves.
    """

    wording: int = 0
    change: int = 0
    undone: int = 0


class Conduct(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a participant is held back: muted, their texts reach only themselves; blocked, they cannot act.

    `question` is the one of theirs that led to it: by it they can be let in again even once it was erased.
    """

    muted: bool = False
    blocked: bool = False
    question: str = ""


class Handover(msgspec.Struct, frozen=True):
    """What one moderator of a hall leaves to the next; `at` in Unix milliseconds."""

    text: str
    by: str
    at: int


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the organiser adds to the words of a language that are looked for, and what is innocent here."""

    listed: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()


class StaffLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """A private link that the organiser gave to somebody; times in Unix milliseconds, 0 for not yet.

    `changes` counts what happened to it: whoever changes it says what they saw.
    """

    role: str
    name: str
    made_at: int
    renewed_at: int = 0
    revoked_at: int = 0
    changes: int = 0
