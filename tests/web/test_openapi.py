"""docs/openapi.json says what the code does, and can be read by tools: every reference leads somewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.routing import Route

from server import __version__
from server.render.notices import Problem
from server.room.base import Refusal
from server.room.registry import COMMANDS
from server.room.wording import LANGUAGES
from server.web.actions import CONFLICT, STATUS
from server.web.doors import VIEWERS
from server.web.pages import THEMES
from server.web.parse import Order, read_json
from server.web.routes import table
from tests.web.samples import SAMPLES
from tests.web.venue import CODE, Venue

FILE = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text())
SCHEMAS = FILE["components"]["schemas"]


def followed(value: Any) -> Any:
    """What a reference refers to."""
    while isinstance(value, dict) and "$ref" in value:
        found: Any = FILE
        for key in value["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        value = found
    return value


def everything(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(inner)


def described(path: str, method: str) -> dict[str, Any]:
    return dict(FILE["paths"][path][method])


def test_it_holds_every_route_and_no_other() -> None:
    known = {
        (route.path_format, method.lower())
        for route in table()
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert {(path, method) for path, methods in FILE["paths"].items() for method in methods} == known


def test_every_reference_leads_somewhere_and_everything_is_referred_to() -> None:
    references = {found["$ref"] for found in everything(FILE) if "$ref" in found}
    for reference in references:
        assert followed({"$ref": reference}), reference
    shared = FILE["components"]
    known = {
        f"#/components/{kind}/{name}"
        for kind in ("parameters", "responses", "schemas")
        for name in shared[kind]
    }
    assert references == known


def test_every_part_of_a_path_is_a_parameter() -> None:
    for path, methods in FILE["paths"].items():
        for operation in methods.values():
            named = {
                parameter["name"]
                for parameter in map(followed, operation.get("parameters", []))
                if parameter["in"] == "path" and parameter["required"]
            }
            assert named == set(re.findall(r"{(\w+)}", path)), path


def test_it_holds_every_command_with_its_fields() -> None:
    (command,) = [
        one for one in described("/do/{command}", "post")["parameters"] if one.get("name") == "command"
    ]
    assert command["schema"]["enum"] == sorted(COMMANDS)
    for content in described("/do/{command}", "post")["requestBody"]["content"].values():
        assert {one["$ref"].rpartition("/")[2] for one in content["schema"]["oneOf"]} == set(COMMANDS)
    for name, kind in COMMANDS.items():
        fields = msgspec.structs.fields(kind)
        assert set(SCHEMAS[name]["properties"]) == {"id", *(field.name for field in fields)}, name
        assert SCHEMAS[name].get("required", []) == [field.name for field in fields if field.required], name
        assert SCHEMAS[name]["additionalProperties"] is False


def right_and_wrong(schema: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Values that a schema allows, and some that it does not."""
    nothing = [42.5, {"x": 1}]
    if "oneOf" in schema:
        return [value for one in schema["oneOf"] for value in right_and_wrong(one)[0]], nothing
    if "enum" in schema:
        return schema["enum"], nothing
    made = {"string": "x" * 20, "integer": 7, "boolean": True, "array": ["a", "b"]}
    return [made[schema["type"]]], nothing


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"plan-programme"}))
def test_its_types_are_those_of_the_parser(name: str) -> None:
    for field, schema in SCHEMAS[name]["properties"].items():
        right, wrong = right_and_wrong(followed(schema))
        for values, accepted in ((right, True), (wrong, False)):
            for value in values:
                order = read_json(name, json.dumps({**SAMPLES[name], field: value}).encode())
                assert isinstance(order, Order) == accepted, (field, value)


def test_it_holds_every_code_and_status() -> None:
    assert SCHEMAS["Refused"]["properties"]["refused"]["enum"] == sorted(Refusal)
    assert SCHEMAS["Problem"]["properties"]["refused"]["enum"] == sorted(Problem)
    statuses = {str(STATUS.get(code, CONFLICT)) for code in Refusal}
    assert set(described("/do/{command}", "post")["responses"]) == {"200", "303", "408", *statuses}


def test_it_holds_the_views_the_languages_and_the_version() -> None:
    assert SCHEMAS["View"]["enum"] == sorted(VIEWERS)
    parameters = FILE["components"]["parameters"]
    assert parameters["Lang"]["schema"]["enum"] == sorted(LANGUAGES)
    assert parameters["Theme"]["schema"]["enum"] == sorted(THEMES)
    assert FILE["info"]["version"] == __version__


def test_what_changes_something_wants_an_origin() -> None:
    for methods in FILE["paths"].values():
        for method, operation in methods.items():
            names = [parameter["name"] for parameter in map(followed, operation.get("parameters", []))]
            assert ("Origin" in names) == (method == "post")


async def test_what_a_page_needs_is_what_the_doors_ask_for(venue: Venue) -> None:
    for view, roles in VIEWERS.items():
        if view != "audience":
            security = described(f"/{view}/{{hall}}", "get")["security"]
            assert [role for one in security for role in one] == [role.value for role in roles]
    for role, scheme in FILE["components"]["securitySchemes"].items():
        subject = {"projector": "main", "stage": "main", "speaker": "tours"}.get(role, "")
        browser = await (venue.phone() if role == "audience" else venue.staff(role, subject))
        named = (
            scheme["name"].replace("{hall}", "main").replace("{meeting}", venue.house.participants.meeting)
        )
        assert {name for name in browser.cookies if CODE in name} == {named}


async def test_answers_have_the_shape_that_it_says(venue: Venue) -> None:
    phone = await venue.phone()
    health = (await phone.get("/health")).json()
    assert set(health) == set(SCHEMAS["Health"]["required"])
    assert set((await phone.command("set-name", name="X")).json()) == set(SCHEMAS["Accepted"]["required"])
    assert set((await phone.command("upvote", question="x")).json()) == set(SCHEMAS["Refused"]["required"])
    machine = {"Accept": "application/json"}
    assert set((await phone.get("/m/WRONG", headers=machine)).json()) == set(SCHEMAS["Problem"]["required"])
    assert "id" in (await phone.get("/state/audience/main")).json()
