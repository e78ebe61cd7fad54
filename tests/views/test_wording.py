"""A text in several languages, and which one a reader gets."""

import pytest

from server.room.wording import Text, text_in

ALL = Text("Eau", "水", "Water")


@pytest.mark.parametrize(
    ("text", "reader", "expected"),
    [
        (ALL, "fr", ("fr", "Eau")),
        (ALL, "ja", ("ja", "水")),
        (ALL, "en", ("en", "Water")),
        (ALL, "de", ("en", "Water")),
        (Text(fr="Eau", ja="水"), "en", ("fr", "Eau")),
        (Text(ja="水", en="Water"), "fr", ("en", "Water")),
        (Text(ja="水"), "fr", ("ja", "水")),
        (Text(ja="水"), "de", ("ja", "水")),
        (Text(), "ja", ("ja", "")),
    ],
)
def test_a_reader_gets_their_language_else_english_else_what_there_is(
    text: Text, reader: str, expected: tuple[str, str]
) -> None:
    assert text.best(reader) == expected


def test_a_language_that_is_missing_is_an_empty_text() -> None:
    assert (Text(fr="Eau").in_("ja"), ALL.in_("de"), ALL.in_("best")) == ("", "", "")


def test_a_text_is_there_when_it_is_there_in_any_language() -> None:
    assert not Text()
    assert all((Text(fr="a"), Text(ja="a"), Text(en="a")))


def test_a_text_lists_its_languages_in_the_order_of_the_house() -> None:
    assert list(ALL.languages()) == ["fr", "ja", "en"]
    assert list(Text(ja="水", en="Water").languages()) == ["ja", "en"]


@pytest.mark.parametrize(
    ("lang", "text"), [("fr", Text(fr="a")), ("ja", Text(ja="a")), ("en", Text(en="a")), ("de", Text(en="a"))]
)
def test_what_is_said_in_one_language_is_in_that_one(lang: str, text: Text) -> None:
    assert text_in(lang, "a") == text
