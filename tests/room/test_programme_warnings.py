"""What an organiser is told about a programme that can be run as it is."""

import pytest

from server.room.programme_file import read_programme
from tests.room.programmes import MEETING, POLL, SPEAKER, changed, warnings


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ('{ fr = "A", en = "A" }', "not translated into Japanese"),
        ('{ ja = "北" }', "not translated into French and English"),
    ],
)
def test_a_missing_translation_is_named(name: str, message: str) -> None:
    assert warnings(changed('"Nord"', name)) == [f"f:10: delegations[0].name: {message}"]


def test_a_point_of_a_topic_is_a_text_like_any_other() -> None:
    topic = '\n[[sessions.topics]]\ntitle = "X"\npoints = [\n  "A",\n  { fr = "B", en = "B" },\n]'
    assert warnings(MEETING + topic) == [
        "f:26: sessions[0].topics[0].points[1]: not translated into Japanese"
    ]


def test_a_text_too_long_for_a_hall_is_named_in_the_language_in_which_it_is() -> None:
    long = f'{{ fr = "{"x" * 201}", ja = "{"水" * 101}", en = "{"x" * 200}" }}'
    assert warnings(changed('"Pourquoi ?"', long)) == [
        "f:20: sessions[0].questions[0].text.fr: 201 characters; more than 200 are hard to read in a hall",
        "f:20: sessions[0].questions[0].text.ja: 101 characters; more than 100 are hard to read in a hall",
    ]


def test_titles_and_names_are_shorter_than_questions() -> None:
    assert warnings(changed('"Nord"', f'{{ fr = "{"x" * 81}", ja = "北", en = "N" }}')) == [
        "f:10: delegations[0].name.fr: 81 characters; more than 80 are hard to read in a hall"
    ]


def test_characters_are_counted_as_people_see_them() -> None:
    family = "👩\u200d👩\u200d👧"
    assert warnings(changed("Nord", family * 40)) == []


def test_a_hall_without_a_session_is_named() -> None:
    assert warnings(changed("[[deleg", '[[halls]]\nid = "b"\nname = "B"\n[[deleg')) == [
        "f:8: halls[1]: no session takes place in this hall"
    ]


def test_a_session_without_a_question_is_named() -> None:
    source = changed('[[sessions.questions]]\nid = "q1"\ntext = "Pourquoi ?"', "")
    assert warnings(source) == ["f:12: sessions[0]: no prepared question in this session"]


THEME = '\n[[sessions.themes]]\nid = "sea"\ntitle = "Mer"\n'


def test_a_theme_to_which_nothing_belongs_is_named() -> None:
    assert warnings(MEETING + THEME) == [
        "f:22: sessions[0].themes[0]: no question and no poll belongs to this theme"
    ]


def test_a_question_or_a_poll_is_enough_for_a_theme() -> None:
    assert warnings(changed('"q1"', '"q1"\ntheme = "sea"') + THEME) == []
    assert warnings(MEETING + THEME + POLL + 'theme = "sea"\noptions = ["A", "B"]') == []


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("", "22: {}", "no delegation, although the meeting has some"),
        (
            'delegation = "north"\nlanguage = "en"',
            "26: {}.language",
            "not one of the two languages of the meeting",
        ),
    ],
)
def test_a_speaker_outside_the_two_sides_is_named(line: str, place: str, message: str) -> None:
    expected = f"f:{place.format('sessions[0].speakers[0]')}: {message}"
    assert warnings(MEETING + SPEAKER + line) == [expected]


def test_without_delegations_no_speaker_needs_one() -> None:
    alone = changed('[[delegations]]\nid = "north"\nname = "Nord"\n', "")
    assert warnings(alone + SPEAKER) == []


def test_options_that_read_alike_are_named() -> None:
    assert warnings(MEETING + POLL + 'options = [\n"A",\n"B",\n"A"]') == [
        "f:28: sessions[0].polls[0].options[2]: reads like an option above"
    ]


def test_more_options_than_a_hall_can_read_are_named() -> None:
    assert warnings(MEETING + POLL + f"options = {[*'ABCDEFGHI']}") == [
        "f:25: sessions[0].polls[0].options: more than 8 are hard to read in a hall"
    ]


def test_what_is_an_error_is_not_a_warning_too() -> None:
    reading = read_programme(changed('"Nord"', '{ fr = " " }') + SPEAKER + 'language = "de"')
    assert [problem.where for problem in reading.errors] == [
        "delegations[0].name.fr",
        "sessions[0].speakers[0].language",
    ]
    assert [problem.where for problem in reading.warnings] == ["sessions[0].speakers[0]"]


def test_a_rehearsal_is_named_because_it_is_not_for_the_day_itself() -> None:
    assert warnings("rehearsal = true\n" + MEETING) == [
        "f:1: rehearsal: every screen says that this is a rehearsal; not for the meeting itself"
    ]
    assert warnings("rehearsal = false\n" + MEETING) == warnings(MEETING)


def test_a_term_that_stands_twice_in_a_glossary_is_named() -> None:
    term = '\n[[sessions.glossary]]\nterm = { fr = "ODD", ja = "SDGs" }\n'
    assert warnings(MEETING + term + term) == [
        "f:25: sessions[0].glossary[1]: the same term stands in this glossary above"
    ]
    assert warnings(MEETING + term + term.replace("sessions.", "")) == []
