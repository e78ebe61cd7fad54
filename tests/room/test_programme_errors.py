"""What keeps a programme from being run, and how the organiser is told."""

import pytest

from tests.room.programmes import MEETING, POLL, SECOND_SESSION, SPEAKER, changed, errors


@pytest.mark.parametrize(
    ("before", "after", "place", "message"),
    [
        ("kind", "knid", "15: sessions[0].knid", 'unknown key; did you mean "kind"?'),
        ("[[sess", "xyz = 1\n[[sess", "12: delegations[0].xyz", "unknown key; the keys here are id and name"),
        ('id = "q1"\n', "", "18: sessions[0].questions[0].id", "missing; every prepared question needs it"),
        ('code = "PORT24"\n', "", " code", "missing; every programme needs it"),
        ('"q1"', "1", "19: sessions[0].questions[0].id", "must be a text in quotes, not a whole number"),
        (
            "kind",
            "minutes = true\nkind",
            "15: sessions[0].minutes",
            "must be a whole number, not true or false",
        ),
        ("code", "rehearsal = 1\ncode", "1: rehearsal", "must be true or false, not a whole number"),
        (
            "code",
            'may_vote = "here"\ncode',
            "1: may_vote",
            'must be "everyone" or "here-before", not "here"',
        ),
        (
            "code",
            'rotating_code = "yes"\ncode',
            "1: rotating_code",
            "must be true or false, not a text in quotes",
        ),
        ("code", 'rehearsal = "yes"\ncode', "1: rehearsal", "must be true or false, not a text in quotes"),
        (
            "kind",
            "minutes = 1.5\nkind",
            "15: sessions[0].minutes",
            "must be a whole number, not a number with decimals",
        ),
        ("kind", "sdgs = 3\nkind", "15: sessions[0].sdgs", "must be a list in [ ], not a whole number"),
        (
            "kind",
            'sdgs = ["3"]\nkind',
            "15: sessions[0].sdgs[0]",
            "must be a whole number, not a text in quotes",
        ),
        ("[[delegations]]", "[delegations]", "8: delegations", "must be a list in [ ], not a table"),
        ("round-table", "panel", "15: sessions[0].kind", 'must be "round-table" or "workshop", not "panel"'),
        (
            '"round-table"',
            "2",
            "15: sessions[0].kind",
            'must be "round-table" or "workshop", not a whole number',
        ),
    ],
)
def test_a_key_or_a_value_that_does_not_fit_is_named(
    before: str, after: str, place: str, message: str
) -> None:
    assert errors(changed(before, after)) == [f"f:{place}: {message}"]


@pytest.mark.parametrize("word", ["here", "Here-before", ""])
def test_who_may_vote_in_a_poll_is_said_in_known_words(word: str) -> None:
    poll = f'{POLL}options = ["A", "B"]\nmay_vote = "{word}"\n'
    said = f'must be "everyone" or "here-before", not "{word}"'
    assert errors(MEETING + poll) == [f"f:26: sessions[0].polls[0].may_vote: {said}"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('" "', "", "empty; write the text, or leave this key out"),
        ('"\\u200B"', "", "empty; write the text, or leave this key out"),
        ('{ fr = "A", ja = "" }', ".ja", "empty; write the text, or leave this key out"),
        ("{ en = 1 }", ".en", "must be a text in quotes, not a whole number"),
        ("{}", "", "empty; write the text in at least one language"),
        ('{ de = "Halle" }', ".de", "unknown language; a text has fr, ja and en"),
        (
            "2024-01-01",
            "",
            'must be a text in quotes or { fr = "…", ja = "…", en = "…" }, not a date or a time',
        ),
    ],
)
def test_a_text_that_cannot_be_shown_is_named(text: str, place: str, message: str) -> None:
    assert errors(changed('"Lumière"', text)) == [f"f:6: halls[0].name{place}: {message}"]


@pytest.mark.parametrize("code", ["AIX", "PORT20241", "port24", "PORT01", "PÔRT", ""])
def test_a_code_is_short_and_cannot_be_misread(code: str) -> None:
    message = "must be 4 to 8 capital letters or digits from 2 to 9, such as AIX7"
    assert errors(changed("PORT24", code)) == [f"f:1: code: {message}"]


@pytest.mark.parametrize("languages", ['["fr"]', '["fr", "fr"]', '["fr", "de"]', '["fr", "ja", "en"]'])
def test_a_hall_reads_two_languages(languages: str) -> None:
    source = changed("title", f"languages = {languages}\ntitle")
    assert errors(source) == ["f:2: languages: must be two different ones of fr, ja and en"]


def test_a_meeting_needs_a_hall_and_a_session() -> None:
    assert errors('code = "PORT24"\ntitle = "X"\nhalls = []\nsessions = []') == [
        "f:3: halls: there must be at least one: [[halls]]",
        "f:4: sessions: there must be at least one: [[sessions]]",
    ]


@pytest.mark.parametrize("id", ["Q1", "q 1", "", "ｑ１", "a-very-long-one1"])
def test_an_id_is_short_and_simple(id: str) -> None:
    expected = f'f:19: sessions[0].questions[0].id: "{id}" must be 1 to 15 of a–z, 0–9 and -'
    assert errors(changed('"q1"', f'"{id}"')) == [expected]


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        ('\n[[halls]]\nid = "main"\nname = "X"', "23: halls[1].id", '"main" is already the id of halls[0]'),
        (
            SECOND_SESSION.replace("rt2", "rt1"),
            "23: sessions[1].id",
            '"rt1" is already the id of sessions[0]',
        ),
        (
            SECOND_SESSION + '[[sessions.questions]]\nid = "q1"\ntext = "X"',
            "28: sessions[1].questions[0].id",
            '"q1" is already the id of sessions[0].questions[0]',
        ),
        (
            POLL + 'options = [\n  { id = "a", fr = "A" },\n  { id = "a", fr = "B" },\n]',
            "27: sessions[0].polls[0].options[1].id",
            '"a" is already the id of sessions[0].polls[0].options[0]',
        ),
    ],
)
def test_no_two_of_a_kind_have_the_same_id(lines: str, place: str, message: str) -> None:
    assert errors(MEETING + lines) == [f"f:{place}: {message}"]


def test_different_kinds_may_share_an_id_and_so_may_options_of_different_polls() -> None:
    options = 'options = ["A", "B"]'
    assert errors(MEETING + POLL + options + POLL.replace("p1", "q1") + options) == []


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        (
            changed('hall = "main"', 'hall = "mian"'),
            "14: sessions[0].hall",
            'hall has the id "mian"; did you mean "main"?',
        ),
        (
            changed('hall = "main"', 'hall = "x"'),
            "14: sessions[0].hall",
            'hall has the id "x"; there is main',
        ),
        (
            MEETING + SPEAKER + 'delegation = "south"',
            "25: sessions[0].speakers[0].delegation",
            'delegation has the id "south"; did you mean "north"?',
        ),
        (
            changed('"q1"', '"q1"\ntheme = "sea"'),
            "20: sessions[0].questions[0].theme",
            'theme has the id "sea"; there is none',
        ),
        (
            MEETING + POLL + 'options = ["A", "B"]\ntheme = "sea"',
            "26: sessions[0].polls[0].theme",
            'theme has the id "sea"; there is none',
        ),
    ],
)
def test_what_is_referred_to_must_exist(source: str, place: str, message: str) -> None:
    assert errors(source) == [f"f:{place}: no {message}"]


def test_a_theme_of_another_session_is_unknown_here() -> None:
    theme = '[[sessions.themes]]\nid = "sea"\ntitle = "Mer"\n'
    other = SECOND_SESSION + '[[sessions.questions]]\nid = "q2"\ntext = "X"\ntheme = "sea"\n'
    assert errors(MEETING + theme + other) == [
        'f:33: sessions[1].questions[0].theme: no theme has the id "sea"; there is none'
    ]


def test_a_speaker_is_prompted_in_a_known_language() -> None:
    assert errors(MEETING + SPEAKER + 'language = "de"') == [
        "f:25: sessions[0].speakers[0].language: must be fr, ja or en"
    ]


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("sdgs = [17, 0]", "sdgs[1]", "there is no goal 0; they are numbered from 1 to 17"),
        ("sdgs = [18, 1]", "sdgs[0]", "there is no goal 18; they are numbered from 1 to 17"),
        ("sdgs = [5, 5]", "sdgs[1]", "goal 5 is named twice"),
        ("minutes = -5", "minutes", "must be from 1 to 1440, or left out"),
        ("minutes = 1441", "minutes", "must be from 1 to 1440, or left out"),
    ],
)
def test_a_number_that_makes_no_sense_is_named(line: str, place: str, message: str) -> None:
    assert errors(changed("kind", f"{line}\nkind")) == [f"f:15: sessions[0].{place}: {message}"]


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        (
            'options = ["A", { text = "B", fr = "C" }]',
            "25: {}.options[1].fr",
            "unknown key; the keys here are id and text",
        ),
        ("", "22: {}.options", "missing; every poll needs it"),
        ('options = ["A"]', "25: {}.options", "a poll needs from 2 to 26 options, not 1"),
        (f"options = {['X'] * 27}", "25: {}.options", "a poll needs from 2 to 26 options, not 27"),
        ('options = [\n  "A",\n  7,\n]', "27: {}.options[1]", "must be a table, not a whole number"),
        (
            'options = ["A", { text = { fr = "" } }]',
            "25: {}.options[1].text.fr",
            "empty; write the text, or leave this key out",
        ),
        (
            'options = ["A", "B"]\nkind = "multiple"\nat_most = 3',
            "27: {}.at_most",
            "3 choices out of 2 options are not possible",
        ),
        (
            'options = ["A", "B"]\nkind = "multiple"\nat_most = -1',
            "27: {}.at_most",
            "-1 choices out of 2 options are not possible",
        ),
        (
            'options = ["A", "B"]\nat_most = 1',
            "26: {}.at_most",
            'only a poll of kind = "multiple" has a limit',
        ),
        (
            'options = ["A", "B"]\nkind = "multple"\nat_most = 1',
            "26: {}.kind",
            'must be "multiple" or "single", not "multple"',
        ),
    ],
)
def test_a_poll_that_cannot_be_held_is_one_error(lines: str, place: str, message: str) -> None:
    assert errors(MEETING + POLL + lines) == [f"f:{place.format('sessions[0].polls[0]')}: {message}"]


TERM = "\n[[glossary]]\nterm = {}\n"


def test_a_term_of_a_glossary_needs_two_languages() -> None:
    alone = MEETING + TERM.format('{ fr = "ODD" }')
    assert errors(alone) == [
        "f:23: glossary[0].term: must be in two languages at least: a glossary says what it is called"
    ]
    assert errors(MEETING + TERM.format('{ fr = "ODD", ja = "SDGs" }')) == []
    assert errors(MEETING + TERM.format('"ODD"')) == []


@pytest.mark.parametrize("reading", ['"' + "x" * 81 + '"', r'"a\nb"'])
def test_a_reading_is_one_short_line(reading: str) -> None:
    term = '\n[[sessions.glossary]]\nterm = "ODD"\nreading = ' + reading
    assert errors(MEETING + term) == [
        "f:24: sessions[0].glossary[0].reading: must be on one line of at most 80 characters"
    ]
