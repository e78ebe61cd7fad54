"""docs/protocol.md says what the code does: nothing is missing, nothing is invented."""

import re
from pathlib import Path

import msgspec
import pytest
from starlette.routing import Route, WebSocketRoute

from moderation.cues import FOR_INTERPRETERS, Preset
from moderation.permissions import PERMISSIONS
from server.render.notices import Problem
from server.room.base import Refusal
from server.room.registry import COMMANDS, EVENTS, VERSIONS
from server.web import conversation, line
from server.web.actions import CONFLICT, STATUS
from server.web.doors import VIEWERS
from server.web.limits import HALL, RATES
from server.web.newcomers import MOST_WITHOUT_SOCKET
from server.web.routes import table
from server.web.socket import TRY_AGAIN

PAGE = (Path(__file__).parents[2] / "docs/protocol.md").read_text()


def rows(section: str) -> list[list[str]]:
    """The cells of the tables of one section; a row begins with what it is about."""
    (text,) = re.findall(rf"^##+ {section}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_address_is_described() -> None:
    told = {name for row in rows("Addresses") for name in names(row[0]) if " " in name}
    known = set[str]()
    for route in table():
        if isinstance(route, Route):
            known |= {f"{method} {route.path_format}" for method in (route.methods or set()) - {"HEAD"}}
        if isinstance(route, WebSocketRoute):
            known.add(f"WS {route.path}")
    assert told == known


def test_every_command_is_described_with_its_roles_and_fields() -> None:
    told = {names(command)[0]: (roles, fields) for command, roles, fields, _ in rows("Commands")}
    assert set(told) == set(COMMANDS)
    for name, (roles, fields) in told.items():
        assert set(roles.split(", ")) == PERMISSIONS[name], name
        known = [(field.name, field.required) for field in msgspec.structs.fields(COMMANDS[name])]
        assert [(field, f"*`{field}`*" not in fields) for field in names(fields)] == known, name


def test_every_event_is_described_with_its_fields() -> None:
    told = {names(event)[0]: names(fields) for event, fields, _ in rows("Events")}
    assert told == {name: list(event.__struct_fields__) for name, event in EVENTS.items()}


def test_every_later_version_of_an_event_is_described_with_the_rules_that_allow_it() -> None:
    told = {(names(event)[0], int(v)): int(rules) for event, v, rules, _ in rows("Versions of events")}
    later = {name: kind.from_rules for name, kind in VERSIONS.items() if kind.version > 1}
    assert told == later


def test_every_refusal_is_described_with_its_status() -> None:
    told = {names(code)[0]: int(status) for code, status, _ in rows("Refusals")}
    assert told == {code.value: STATUS.get(code, CONFLICT) for code in Refusal}


def test_every_problem_of_a_page_is_described() -> None:
    told = {names(row[0])[0] for row in rows("Addresses") if not row[0].startswith(("`GET", "`POST", "`WS"))}
    assert told == {problem.value for problem in Problem} - set(Refusal)


def test_every_view_is_described_with_its_roles() -> None:
    told = {names(row[0])[0]: row[1] for row in rows("Doors") if names(row[0])[0] in VIEWERS}
    assert set(told) == set(VIEWERS)
    for view, roles in told.items():
        assert re.sub(r" \([^)]*\)", "", roles).split(", ") == [role.value for role in VIEWERS[view]], view


def test_every_close_code_of_ours_is_described() -> None:
    told = {int(names(row[0])[0]) for row in rows("Close codes")}
    assert {conversation.ENDED, conversation.NOT_TEXT, TRY_AGAIN, 1009, 1012} == told


LIMITS = [
    ("asking", "10 questions or edits at once, then one in 4 seconds"),
    ("voting", "30 votes, upvotes or retractions, then 2 a second"),
    ("other", "20 other commands, then 1 a second"),
    ("staff", "120 commands, then 20 a second"),
    ("newcomers", "60 commands, then 2 a second"),
    ("newcomers-asking", "10 questions, then one in 10 seconds"),
    ("guessing", "slowed to one in two seconds for everyone together, after 30"),
    ("drawing", "20 at once and then 2 a second"),
]


@pytest.mark.parametrize(("kind", "told"), LIMITS)
def test_the_limits_are_described_with_their_figures(kind: str, told: str) -> None:
    words = {"one in 4 seconds": "0.25", "one in two seconds": "0.5", "one in 10 seconds": "0.1"}
    assert told in " ".join(PAGE.split())
    plain = told
    for word, figure in words.items():
        plain = plain.replace(word, figure)
    figures = sorted(float(figure) for figure in re.findall(r"[\d.]+", plain))
    assert figures == sorted(RATES[kind])


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "acting",
            "300 commands, then 50 a second, and for each person who is here 24 commands, then 0.4 a second",
        ),
        (
            "asking",
            "300 questions, then 30 a second, and for each person 2 questions, then one in 30 seconds more",
        ),
    ],
)
def test_the_shares_of_the_hall_are_described_with_their_figures(kind: str, told: str) -> None:
    assert told in " ".join(PAGE.split())
    base, each = HALL[kind]
    figures = [float(figure) for figure in re.findall(r"[\d.]+", told)]
    inverse = kind == "asking"
    assert figures == [*base, each.burst, 1 / each.per_second if inverse else each.per_second]
    assert f"up to {MOST_WITHOUT_SOCKET:,}" in PAGE


def test_how_fast_a_socket_is_read_is_described() -> None:
    told = f"Of one socket, more than {line.REFILL} frames a second (after {line.BURST}) are read slowly."
    assert told in " ".join(PAGE.split())


def test_every_kind_of_limit_is_described() -> None:
    assert set(RATES) == {kind for kind, _ in LIMITS} | {"fresh"}


def test_every_preset_cue_is_named() -> None:
    (cue,) = [row[3] for row in rows("Commands") if row[0] == "`cue`"]
    presets, interpreters = cue.split("an interpreter")
    assert names(presets) == [preset.value for preset in Preset]
    assert set(names(interpreters)) == {preset.value for preset in FOR_INTERPRETERS}
