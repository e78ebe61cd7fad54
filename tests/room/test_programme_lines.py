"""Finding the line of a key in a TOML text."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.programme_lines import line_of, lines_of
from server.room.programme_paths import Path


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """Every place in what tomllib read."""
    if path:
        yield path
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in within:
        yield from places(one, (*path, key))


EVERYTHING = '''\
# a comment with = and [ and "
code = "a # b = c" # and why
"quoted key" = 'it is "so"'
\t'other key'   =   1_000
dotted . "with spaces" .deep = 1979-05-27 07:32:00Z
text = """
[not.a.header]
escaped \\""" = 1
four quotes"""" # after
raw = \'\'\'
key = "no"
five quotes\'\'\'\'\'
empty = ""
none = [ ]
list = [
    # before the first
    "a, ] b", { x = 1, y = [ 2, 3 ], "z z" = {} },

    [1,
     2,], # a last comma
]
inline.a = { b.c = 1, d = "}" }

[[halls]]
id = "main"
  [halls.name]
  fr = "x"
[[ halls ]] # spaces
id = "other"
name.fr = "y"

[far.away]
here = true
[far]
near = inf
[[halls.doors]]
id = 1
[[halls.doors]]
id = 2
[halls.doors.lock]
key = "k"
'''


def test_every_place_that_tomllib_reads_has_a_line() -> None:
    assert lines_of(EVERYTHING).keys() == set(places(tomllib.loads(EVERYTHING)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("code",), 2),
        (("quoted key",), 3),
        (("dotted", "with spaces", "deep"), 5),
        (("text",), 6),
        (("raw",), 10),
        (("empty",), 13),
        (("list",), 15),
        (("list", 0), 17),
        (("list", 1, "y", 1), 17),
        (("list", 2), 19),
        (("list", 2, 1), 20),
        (("inline", "a", "b", "c"), 22),
        (("halls",), 24),
        (("halls", 0), 24),
        (("halls", 0, "name"), 26),
        (("halls", 0, "name", "fr"), 27),
        (("halls", 1), 28),
        (("halls", 1, "id"), 29),
        (("far",), 32),
        (("far", "near"), 35),
        (("halls", 1, "doors", 0, "id"), 37),
        (("halls", 1, "doors", 1), 38),
        (("halls", 1, "doors", 1, "lock", "key"), 41),
    ],
)
def test_the_line_of_a_place_is_where_it_is_first_written(path: Path, line: int) -> None:
    assert line_of(path, lines_of(EVERYTHING)) == line


def test_what_is_missing_is_said_to_stand_where_it_belongs() -> None:
    lines = lines_of(EVERYTHING)
    assert line_of(("halls", 1, "absent", "fr"), lines) == 28
    assert line_of(("absent",), lines) is None


def test_lines_end_the_same_way_on_every_system() -> None:
    assert lines_of(EVERYTHING.replace("\n", "\r\n")) == lines_of(EVERYTHING)


@pytest.mark.parametrize(
    "rest", ["= 2\nb = 3", "b = \nc = 3", "[[\nb = 3", "b = [1, ,]", "b = [", "b = {", "b x = 2\nc = 3"]
)
def test_without_understanding_there_is_no_line_rather_than_a_wrong_one(rest: str) -> None:
    lines = lines_of("a = 1\n" + rest)
    assert lines.pop(("a",)) == 1
    assert ("c",) not in lines


BARE = st.text("abc-_1", min_size=1, max_size=3)
SCALARS = st.sampled_from(
    ['"x"', '"\\" ] } #"', "''", "'\\'", '"""a\n"b"\n"""', "'''\n[x]\n'''", "-1.5e3", "true"]
)
VALUES = st.recursive(
    SCALARS,
    lambda value: st.one_of(
        st.lists(value, max_size=3).map(lambda items: "[\n" + ",\n # , ]\n".join(items) + " ]"),
        st.dictionaries(BARE, value, max_size=3).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {one}" for key, one in pairs.items()) + " }"
        ),
    ),
    max_leaves=5,
)
TABLES = st.dictionaries(BARE, VALUES, max_size=3).map(
    lambda pairs: "".join(f"{key} = {value} # c\n" for key, value in pairs.items())
)


@given(TABLES, st.lists(st.tuples(BARE, TABLES), max_size=4))
def test_whatever_tomllib_accepts_is_found_on_the_way(top: str, tables: list[tuple[str, str]]) -> None:
    source = top + "".join(f"\n[[table.{name}]]\n{body}" for name, body in tables)
    try:
        read = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return
    assert lines_of(source).keys() == set(places(read))
