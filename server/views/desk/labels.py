"""Labels: some are free words, others name what the programme has words for in every language."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from server.room.programme import Programme, Session
from server.room.wording import Text

LabelKind = Literal["words", "theme", "sdg", "delegation"]
NO_WORDS = Text()
GOALS = range(1, 18)


class Label(msgspec.Struct, frozen=True):
    """One label; `code` is what is kept, `text` its words, `name` what follows the kind in the code."""

    code: str
    kind: LabelKind
    name: str
    text: Text = Text()


def named(plan: Programme | None, session: Session | None) -> tuple[Label, ...]:
    """The labels that the plan suggests: the session's themes, the 17 goals, the delegations."""
    themes = session.themes if session else ()
    return (
        *(_label("theme", one.id, one.title) for one in themes),
        *(_label("sdg", str(goal)) for goal in GOALS),
        *(_label("delegation", one.id, one.name) for one in (plan.delegations if plan else ())),
    )


def labels_of(codes: Iterable[str], known: tuple[Label, ...]) -> tuple[Label, ...]:
    """These labels with their words; what the programme does not know is shown as it was written."""
    by_code = {one.code: one for one in known}
    return tuple(by_code.get(code, Label(code, "words", code)) for code in codes)


def _label(kind: LabelKind, name: str, text: Text = NO_WORDS) -> Label:
    return Label(f"{kind}:{name}", kind, name, text)
