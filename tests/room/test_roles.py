"""Every command and every role: who is let through, and who is not."""

import pytest

from moderation.permissions import PERMISSIONS, Role
from server.room.base import Command, Refusal, Stamp
from server.room.decide import decide
from server.room.registry import COMMANDS
from server.room.state import State
from tests.room.given import LIVE, asked, given
from tests.room.wild import EXAMPLES


def test_the_table_of_permissions_names_the_commands_that_exist() -> None:
    assert set(PERMISSIONS) == set(COMMANDS)


def test_there_is_an_example_of_every_command() -> None:
    assert {type(command) for command in EXAMPLES} == set(COMMANDS.values())


def refused_outright(state: State, command: Command, role: str) -> bool:
    return decide(state, command, Stamp(0, 1, "someone", role, "")) is Refusal.NOT_ALLOWED


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command.__struct_config__.tag)
def test_a_command_is_open_to_exactly_the_roles_of_the_table(command: Command, role: Role) -> None:
    name = str(command.__struct_config__.tag)
    for state in (State(), given(LIVE, asked()).state):
        assert refused_outright(state, command, role) is (role not in PERMISSIONS[name])


@pytest.mark.parametrize("role", ["", "admin", "Moderator", "moderator "])
@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command.__struct_config__.tag)
def test_an_unknown_role_is_let_through_nowhere(command: Command, role: str) -> None:
    assert refused_outright(given(LIVE, asked()).state, command, role)


def test_a_command_that_the_table_does_not_name_is_denied_to_everyone() -> None:
    class Sing(Command, tag="sing", frozen=True):
        """Sing."""

    for role in Role:
        assert refused_outright(State(), Sing(), role)
