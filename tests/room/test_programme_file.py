"""Reading a programme that an organiser wrote by hand."""

import pytest

from server.room.programme import Option, Poll
from server.room.programme_file import Problem, read_programme
from server.room.wording import Text
from tests.room.programmes import MEETING, POLL, changed, errors, programme


def test_a_meeting_that_is_as_it_should_be_is_read_without_a_word() -> None:
    reading = read_programme(MEETING)
    assert reading.programme is not None
    assert (reading.errors, reading.warnings) == ((), ())


@pytest.mark.parametrize(
    "written",
    [
        'theme = { fr = "Eau", ja = "水", en = "Water" }\n',
        'theme.fr = "Eau"\ntheme.ja = "水"\ntheme.en = "Water"\n',
        '[theme]\nfr = "Eau"\nja = "水"\nen = "Water"\n',
    ],
)
def test_a_text_may_be_a_table_dotted_keys_or_a_table_of_its_own(written: str) -> None:
    source = changed("[[halls]]", written + "[[halls]]")
    assert programme(source).theme == Text(fr="Eau", ja="水", en="Water")


def test_a_plain_text_is_the_same_in_every_language() -> None:
    assert programme(MEETING).halls[0].name == Text(fr="Lumière", ja="Lumière", en="Lumière")


def test_french_spaces_before_and_within_punctuation_become_unbreakable() -> None:
    title = '{ fr = "Que dit « ODD » : eau ? sel ! sol ; fin", en = "Why ?", ja = "なぜ ?" }'
    read = programme(changed('"L\'eau"', title)).sessions[0].title
    assert read.fr == "Que dit «\u00a0ODD\u00a0»\u00a0: eau\u202f? sel\u202f! sol\u202f; fin"
    assert (read.en, read.ja) == ("Why ?", "なぜ ?")


def test_accents_typed_as_separate_marks_are_joined_to_their_letters() -> None:
    assert programme(changed("Lumière", "Lumie\u0300re")).halls[0].name.fr == "Lumière"


def test_spaces_around_a_text_do_not_belong_to_it() -> None:
    assert programme(changed('"Lumière"', '"""\n  Lumière\n"""')).halls[0].name.en == "Lumière"


def test_what_nobody_sees_is_not_kept() -> None:
    assert programme(changed('"Lumière"', '"\\u202ELum\\u200Bière"')).halls[0].name.en == "Lumière"


def test_a_byte_order_mark_at_the_start_is_no_error() -> None:
    assert programme("\ufeff" + MEETING) == programme(MEETING)


def poll(lines: str) -> Poll:
    return programme(MEETING + POLL + lines).sessions[0].polls[0]


def test_options_without_an_id_get_the_letter_of_their_place() -> None:
    options = poll('options = [{ fr = "Ici", ja = "ここ", en = "Here" }, "2030", { text = "X" }]').options
    assert options == (
        Option("a", Text(fr="Ici", ja="ここ", en="Here")),
        Option("b", Text(fr="2030", ja="2030", en="2030")),
        Option("c", Text(fr="X", ja="X", en="X")),
    )


def test_an_option_may_have_an_id_beside_its_languages_or_its_text() -> None:
    options = poll('options = [{ id = "yes", fr = "Oui" }, { id = "no", text = { fr = "Non" } }]').options
    assert options == (Option("yes", Text(fr="Oui")), Option("no", Text(fr="Non")))


def test_options_may_be_written_as_tables_too() -> None:
    tables = '[[sessions.polls.options]]\ntext = "A"\n[[sessions.polls.options]]\ntext = "B"'
    assert [option.id for option in poll(tables).options] == ["a", "b"]


def test_a_multiple_poll_may_bound_the_choices() -> None:
    read = poll('options = ["A", "B", "C"]\nkind = "multiple"\nat_most = 3')
    assert (read.kind, read.at_most) == ("multiple", 3)


def test_an_empty_file_lacks_all_that_is_needed() -> None:
    assert [problem.where for problem in read_programme("").errors] == ["code", "title", "halls", "sessions"]


def test_all_errors_are_named_at_once_from_the_top_of_the_file_to_its_end() -> None:
    source = MEETING.replace("PORT24", "port").replace('"q1"', '"Q1"').replace('hall = "main"', 'hall = "x"')
    assert [problem.line for problem in read_programme(source).errors] == [1, 14, 19]


def test_what_stands_below_a_misspelt_key_is_checked_all_the_same() -> None:
    source = MEETING.replace("[[sessions", "[[sesions").replace('"rt1"', "1").replace('"q1"', '"?"')
    assert errors(source) == [
        'f:12: sesions: unknown key; did you mean "sessions"?',
        "f:13: sessions[0].id: must be a text in quotes, not a whole number",
        'f:19: sessions[0].questions[0].id: "?" must be 1 to 15 of a–z, 0–9 and -',
    ]


def test_a_misspelt_key_does_not_move_the_lines_of_its_neighbours() -> None:
    source = changed("[[halls]]", "[[hals]]").replace('"main"\nname', '"Main"\nname')
    assert errors(source)[:2] == [
        'f:4: hals: unknown key; did you mean "halls"?',
        'f:5: halls[0].id: "Main" must be 1 to 15 of a–z, 0–9 and -',
    ]


def test_a_misspelt_choice_is_taken_for_the_nearest_one() -> None:
    source = MEETING + POLL + 'options = ["A", "B"]\nkind = "sngle"\nat_most = 1'
    places = [problem.where for problem in read_programme(source).errors]
    assert places == ["sessions[0].polls[0].kind", "sessions[0].polls[0].at_most"]


def test_a_misspelt_key_beside_the_right_one_is_not_read() -> None:
    assert errors(changed('id = "q1"', 'id = "q1"\nidd = 7')) == [
        'f:20: sessions[0].questions[0].idd: unknown key; did you mean "id"?'
    ]


def test_what_only_follows_from_another_error_is_not_named() -> None:
    assert errors(changed('hall = "main"', 'hall = ["main"]')) == [
        "f:14: sessions[0].hall: must be a text in quotes, not a list in [ ]"
    ]
    assert errors(changed('[[halls]]\nid = "main"\nname = "Lumière"\n', "")) == [
        "f: halls: missing; every programme needs it"
    ]


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ('a = 1\nb = "x\n', 2, "a text has no closing quotation mark on its line"),
        ("a = 'x\ny = 'z'", 1, "a text has no closing quotation mark on its line"),
        ('a = "x', 1, "a text has no closing quotation mark"),
        ("a = 'x", 1, "a text has no closing quotation mark"),
        ("a = “x”", 1, 'a value is missing, or a text is not within straight quotation marks "…"'),
        ('a = "\\x"', 1, "a \\ in a text must be written twice: \\\\"),
        ('a = "so "called""', 1, 'something follows a value on its line; a " within a text is written \\"'),
        ('a = 1\n\nb = "x"\nb = "y"\n\n\n', 4, "a key is written twice"),
        ("a = { b = 1, b = 2 }", 1, "a key is written twice"),
        ("[a.b]\n[a]\nb.c = 1", 3, "a key is written twice"),
        ("[a]\n[a]\n", 2, "a [header] is written twice; several of a kind are written [[header]]"),
        ("[a", 1, "a [header] has no closing bracket"),
        ("a = {\nb = 1 }", 1, "a { … } must be closed on the same line, without a last comma"),
        ("a = { b = 1\n}", 1, "a { … } must be closed on the same line, with commas between its keys"),
        ("a = { b = 1 }\na.c = 2", 2, "a { … } is complete as it is; its other keys belong within it"),
        ("a = [1\nb = 2\n", 2, "a list has no closing ], or a comma is missing between two of its items"),
        ("a = [1,\n\n\n", 1, 'a value is missing, or a text is not within straight quotation marks "…"'),
        ("a ＝ 1", 1, "a key must be followed by = and its value"),
        ("\u3000a = 1", 1, "a line must begin with a key (of a–z, 0–9 and _), a [header] or a # comment"),
        ("a = 2024-02-31", 1, "Invalid date or datetime"),
    ],
)
def test_a_file_that_is_not_toml_is_one_error_in_plain_words(source: str, line: int, message: str) -> None:
    expected = Problem("TOML", line, f"{message}; nothing else was checked")
    assert read_programme(source) == (None, (expected,), ())
