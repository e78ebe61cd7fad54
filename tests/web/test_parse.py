"""One parser for both edges: it understands commands and survives everything else."""

import json
import string
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.room.base import Refusal
from server.room.polls import Vote
from server.room.questions import Ask
from server.room.registry import COMMANDS
from server.room.support import Upvote
from server.room.timer import StartTimer
from server.web import parse
from server.web.parse import LARGEST, MOST_FIELDS, Heartbeat, Order, Refused, read_form, read_frame, read_json
from tests.web.samples import SAMPLES

ID = "0123456789abcdef"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "command", "do", "beat", "x"]), inner)
    ),
    max_leaves=6,
)
FIELDS = sorted({field for command in COMMANDS.values() for field in command.__struct_fields__} | {"id"})
ANSWERS = (Order, Refused, Heartbeat)


def frame(**fields: object) -> str:
    return json.dumps({"id": ID, "command": fields})


@given(st.text())
def test_any_text_as_a_frame_is_understood_or_refused(text: str) -> None:
    assert isinstance(read_frame(text), ANSWERS)


@given(JSON)
def test_any_json_as_a_frame_is_understood_or_refused(value: object) -> None:
    assert isinstance(read_frame(json.dumps(value)), ANSWERS)


@settings(max_examples=60)
@given(st.sampled_from(sorted(COMMANDS)), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_fields_of_any_command_are_understood_or_refused(name: str, fields: dict[str, object]) -> None:
    assert isinstance(read_frame(json.dumps({"id": ID, "command": {"do": name, **fields}})), ANSWERS)
    assert isinstance(read_json(name, json.dumps(fields).encode()), ANSWERS)


@given(st.sampled_from(["ask", "vote", "", "nothing"]), st.binary())
def test_any_bytes_as_a_body_are_understood_or_refused(name: str, body: bytes) -> None:
    assert isinstance(read_form(name, body), ANSWERS)
    assert isinstance(read_json(name, body), ANSWERS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '"x"',
        "[" * LARGEST,
        '{"id":' * 2000,
        '{"beat": true}',
        '{"beat": 1.5}',
        '{"beat": ' + "9" * 5000 + "}",
        '{"beat": 1, "command": {"do": "undo"}}',
        f'{{"id": "{ID}", "beat": 1}}',
        f'{{"id": "{ID}"}}',
        f'{{"id": "{ID}", "command": []}}',
        f'{{"id": "{ID}", "command": {{"do": "upvote", "question": "\\ud800"}}}}',
        '{"id": "short", "command": {"do": "undo"}}',
        '{"id": "not allowed here!", "command": {"do": "undo"}}',
        '{"command": {"do": "undo"}}',
        "\ud800",
    ],
)
def test_a_frame_that_is_no_command_is_malformed(text: str) -> None:
    assert read_frame(text) == Refused("", Refusal.MALFORMED)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"do": "fly"}, Refusal.UNKNOWN_COMMAND),
        ({"do": ["upvote"]}, Refusal.UNKNOWN_COMMAND),
        ({}, Refusal.UNKNOWN_COMMAND),
        ({"do": "upvote"}, Refusal.MALFORMED),
        ({"do": "upvote", "question": "q", "extra": 1}, Refusal.MALFORMED),
        ({"do": "upvote", "question": None}, Refusal.MALFORMED),
        ({"do": "start-timer", "hall": "main", "seconds": "soon"}, Refusal.MALFORMED),
        ({"do": "start-timer", "hall": "main", "seconds": "9" * 5000}, Refusal.MALFORMED),
        ({"do": "show-scene", "hall": "main", "scene": "fireworks"}, Refusal.MALFORMED),
    ],
)
def test_a_refused_frame_is_refused_by_its_id(fields: dict[str, object], code: Refusal) -> None:
    assert read_frame(frame(**fields)) == Refused(ID, code)


def test_a_frame_above_the_limit_is_too_large() -> None:
    assert read_frame("x" * (LARGEST + 1)) == Refused("", Refusal.TOO_LARGE)


def test_a_heartbeat_is_not_a_command() -> None:
    assert read_frame('{"beat": 7, "shows": "question-3"}') == Heartbeat(7, "question-3")
    assert read_frame('{"beat": 7}') == Heartbeat(7, "")


def test_what_a_projector_shows_is_kept_short() -> None:
    heartbeat = read_frame(json.dumps({"beat": 1, "shows": "x" * 9000}))
    assert isinstance(heartbeat, Heartbeat)
    assert len(heartbeat.shows) <= 200


def test_every_edge_gives_the_same_command() -> None:
    wanted = Order(ID, Ask("q" * 16, "talk", "Why?", named=True))
    fields = {"question": "q" * 16, "session": "talk", "text": "Why?", "named": "true"}
    assert read_frame(frame(do="ask", **fields)) == wanted
    assert read_json("ask", json.dumps({"id": ID, **fields}).encode()) == wanted
    assert read_form("ask", urlencode({"id": ID, **fields}).encode()) == wanted
    assert read_form("ask", urlencode({"id": ID, **fields, "named": "on"}).encode()) == wanted


def test_numbers_may_come_as_text() -> None:
    assert read_form("start-timer", b"hall=main&seconds=90") == Order("", StartTimer("main", 90))
    assert read_json("start-timer", b'{"hall": "main", "seconds": "90"}') == Order("", StartTimer("main", 90))


@given(st.sampled_from([*SAMPLES, "fly"]), st.dictionaries(st.sampled_from(FIELDS), JSON), JSON | st.just(ID))
def test_whether_values_are_typed_or_only_look_like_it_makes_no_difference(
    name: str, fields: dict[str, object], id: object
) -> None:
    sample = SAMPLES.get(name, {})
    for said in (sample, fields, {**sample, **fields}):
        text = json.dumps({"id": id, "command": {"do": name, **said}})
        assert read_frame(text) == parse._read_leniently(text)


@given(st.dictionaries(st.sampled_from(["id", "command", "beat", "shows", "x"]), JSON))
def test_whatever_a_frame_is_it_is_read_like_one_that_is_not_typed(said: dict[str, object]) -> None:
    text = json.dumps(said)
    assert read_frame(text) == parse._read_leniently(text)


def test_a_choice_may_be_one_or_several() -> None:
    one, two = Order(ID, Vote("where", ("a",))), Order(ID, Vote("where", ("a", "b")))
    assert read_frame(frame(do="vote", poll="where", choice="a")) == one
    assert read_frame(frame(do="vote", poll="where", choice=["a"])) == one
    assert read_frame(frame(do="vote", poll="where", choice=["a", "b"])) == two
    assert read_form("vote", f"id={ID}&poll=where&choice=a".encode()) == one
    assert read_form("vote", f"id={ID}&poll=where&choice=a&choice=b".encode()) == two


def test_the_last_value_of_a_repeated_field_counts() -> None:
    assert read_form("upvote", b"question=first&question=last") == Order("", Upvote("last"))


def test_the_command_of_an_address_cannot_be_overruled_by_a_field() -> None:
    assert read_form("upvote", b"question=q&do=approve") == Refused("", Refusal.MALFORMED)
    assert read_json("upvote", b'{"question": "q", "do": "approve"}') == Refused("", Refusal.MALFORMED)


def test_text_comes_through_a_form_as_it_was_typed() -> None:
    typed = "Où ? 地方で“本当”に？ & = + %41 👩‍👩‍👧 <b>\r\n"
    order = read_form("edit", urlencode({"question": "q", "text": typed}).encode())
    assert isinstance(order, Order)
    assert order.command == COMMANDS["edit"](question="q", text=typed)


def test_a_form_with_too_many_fields_or_foreign_bytes_is_malformed() -> None:
    many = "&".join(f"{letter}{n}=1" for letter in string.ascii_letters for n in range(2))
    assert len(many.split("&")) > MOST_FIELDS
    assert read_form("upvote", many.encode()) == Refused("", Refusal.MALFORMED)
    assert read_form("upvote", b"question=\xff") == Refused("", Refusal.MALFORMED)
    assert read_form("upvote", b"question=%ff") == Refused("", Refusal.MALFORMED)


def test_a_body_without_fields_is_enough_for_a_command_without_any() -> None:
    assert read_json("undo", b"") == Order("", COMMANDS["undo"]())
    assert read_form("undo", b"") == Order("", COMMANDS["undo"]())
