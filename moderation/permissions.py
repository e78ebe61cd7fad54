"""Who may do what: the one table, in which everything that is not written is denied."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a door grants; `system` is the server itself."""

    AUDIENCE = "audience"
    LEAD = "lead"
    MODERATOR = "moderator"
    TRANSLATOR = "translator"
    OBSERVER = "observer"
    ORGANISER = "organiser"
    PROJECTOR = "projector"
    STAGE = "stage"
    SPEAKER = "speaker"
    INTERPRETER = "interpreter"
    SYSTEM = "system"


_HALL = frozenset({Role.AUDIENCE})
_LEADS = frozenset({Role.LEAD, Role.ORGANISER})
_DESK = _LEADS | {Role.MODERATOR}
_TRANSLATORS = _DESK | {Role.TRANSLATOR, Role.INTERPRETER}
_ON_STAGE = frozenset({Role.STAGE, Role.SPEAKER})
_READERS = frozenset(Role) - {Role.SYSTEM}

PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        **dict.fromkeys(("ask", "edit", "withdraw", "upvote", "retract", "vote"), _HALL),
        **dict.fromkeys(("approve", "dismiss", "restore", "answer", "erase", "reword"), _DESK),
        **dict.fromkeys(("merge", "split", "label", "note", "pin", "route", "reply"), _DESK),
        **dict.fromkeys(("mute", "hand-over", "wait-for-translation"), _DESK),
        **dict.fromkeys(("block", "set-limits", "set-words", "set-electorate", "set-rotating-code"), _LEADS),
        **dict.fromkeys(("translate", "drop-translation", "undo"), _TRANSLATORS),
        **dict.fromkeys(("stage", "unstage", "show-scene", "blank", "unblank", "announce"), _DESK),
        **dict.fromkeys(("open-poll", "close-poll", "reveal-poll", "hide-poll"), _DESK),
        **dict.fromkeys(("start-timer", "stop-timer", "adjust-timer"), _DESK),
        **dict.fromkeys(("start-session", "end-session", "set-review-mode"), _DESK),
        "cue": _DESK | {Role.INTERPRETER},
        "acknowledge-cue": _DESK | _ON_STAGE,
        "acknowledge-loss": _DESK,
        "set-name": _HALL | _TRANSLATORS,
        "set-language": _READERS,
        **dict.fromkeys(("invite", "revoke", "draft-translation"), frozenset({Role.SYSTEM})),
        **dict.fromkeys(
            ("adopt-rules", "count-poll", "plan-programme", "report-loss"), frozenset({Role.SYSTEM})
        ),
    }
)


def may(role: str, command: str) -> bool:
    """Whether this role may give this command; an unknown role or command may not."""
    return role in PERMISSIONS.get(command, ())
