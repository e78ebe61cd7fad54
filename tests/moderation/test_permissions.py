"""Who may do what: the whole matrix, written a second time by hand."""

import pytest

from moderation.permissions import PERMISSIONS, Role, may

HALL = "ask edit withdraw upvote retract vote set-name"
DESK = """
    approve dismiss restore answer erase undo stage unstage show-scene blank unblank announce cue
    acknowledge-cue acknowledge-loss open-poll close-poll reveal-poll hide-poll start-timer stop-timer
    adjust-timer start-session end-session set-review-mode reword merge split label note pin route reply
    translate drop-translation wait-for-translation mute hand-over set-name set-language
"""
LEADING = "block set-limits set-words set-electorate set-rotating-code"
TRANSLATING = "translate drop-translation undo set-name set-language"
ALLOWED = {
    Role.AUDIENCE: {*HALL.split(), "set-language"},
    Role.LEAD: {*DESK.split(), *LEADING.split()},
    Role.MODERATOR: {*DESK.split()},
    Role.TRANSLATOR: {*TRANSLATING.split()},
    Role.OBSERVER: {"set-language"},
    Role.ORGANISER: {*DESK.split(), *LEADING.split()},
    Role.PROJECTOR: {"set-language"},
    Role.STAGE: {"acknowledge-cue", "set-language"},
    Role.SPEAKER: {"acknowledge-cue", "set-language"},
    Role.INTERPRETER: {*TRANSLATING.split(), "cue"},
    Role.SYSTEM: {"adopt-rules", "plan-programme", "report-loss", "invite", "revoke", "draft-translation"},
}
COMMANDS = sorted(set().union(*ALLOWED.values()))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_role_may_do_what_its_list_says_and_nothing_else(role: Role, command: str) -> None:
    assert may(role, command) is (command in ALLOWED[role])


def test_no_command_is_missing_from_the_matrix() -> None:
    assert sorted(PERMISSIONS) == COMMANDS


@pytest.mark.parametrize("role", ["", "admin", "Moderator", "audience "])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_role_may_do_nothing(role: str, command: str) -> None:
    assert not may(role, command)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", ["", "Approve", "approve ", "drop-log"])
def test_an_unknown_command_is_denied_to_everyone(role: Role, command: str) -> None:
    assert not may(role, command)


def test_a_role_that_arrives_as_plain_text_is_the_same_role() -> None:
    assert may("moderator", "approve")


def test_the_table_cannot_be_changed_while_running() -> None:
    with pytest.raises(TypeError):
        PERMISSIONS["approve"] = frozenset(Role)  # type: ignore[index]
