"""programmes/rencontres.toml carries the framing note of Aix-en-Provence."""

import re
from pathlib import Path

import pytest

from server.room.programme import Programme, Session
from server.room.programme_file import read_programme
from server.room.programme_paths import parts, written
from server.room.wording import LANGUAGES, Text

READING = read_programme(
    (Path(__file__).parents[2] / "programmes" / "rencontres.toml").read_text(encoding="utf-8")
)

# What the goals are called in Japanese too.
SDGS = "SDGs"


@pytest.fixture(name="meeting")
def the_meeting() -> Programme:
    assert READING.programme
    return READING.programme


def session(meeting: Programme, id: str) -> Session:
    found = meeting.session(id)
    assert found
    return found


def texts(meeting: Programme) -> dict[str, Text]:
    return {written(path): part for path, part in parts(meeting) if isinstance(part, Text) and part}


def test_it_has_no_error_and_needs_no_advice() -> None:
    assert (READING.errors, READING.warnings) == ((), ())


def test_it_is_joined_as_aix7_and_read_in_french_and_japanese(meeting: Programme) -> None:
    assert (meeting.code, meeting.languages) == ("AIX7", ("fr", "ja"))
    assert meeting.title.ja == "第7回日仏自治体交流会議"


def test_every_text_exists_in_three_languages_that_differ(meeting: Programme) -> None:
    for where, text in texts(meeting).items():
        assert list(text.languages()) == list(LANGUAGES), where
        assert text.ja not in (text.fr, text.en) or text.ja == SDGS, where


def test_japanese_is_written_in_japanese(meeting: Programme) -> None:
    for where, text in texts(meeting).items():
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.ja) or text.ja == SDGS, where
        assert not re.search(r"[,.;:?!()]", text.ja), where
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.fr + text.en), where


def test_sentences_end_as_they_do_in_their_language(meeting: Programme) -> None:
    prepared = [question.text for _, question in meeting.prepared()]
    for question in prepared + [poll.text for _, poll in meeting.polls()]:
        assert question.fr.endswith("\u202f?")
        assert question.ja.endswith("か。")
        assert question.en.endswith("?")


def test_french_and_english_use_typographic_apostrophes(meeting: Programme) -> None:
    for where, text in texts(meeting).items():
        assert "'" not in text.fr + text.en, where


def test_the_round_tables_share_the_main_hall_and_the_workshops_run_side_by_side(meeting: Programme) -> None:
    assert [one.id for one in meeting.in_hall("main")] == ["rt1", "rt2"]
    workshops = [one for one in meeting.sessions if one.kind == "workshop"]
    assert [one.id for one in workshops] == ["w1", "w2", "w3"]
    assert len({one.hall for one in workshops} | {"main"}) == 4


def test_round_table_1_asks_the_five_questions_of_the_note(meeting: Programme) -> None:
    questions = session(meeting, "rt1").questions
    assert [question.id for question in questions] == ["rt1-q1", "rt1-q2", "rt1-q3", "rt1-q4", "rt1-q5"]
    subjects = ["Nancy en 2008", "résilience", "innovation", "long terme", "priorités"]
    assert all(subject in question.text.fr for subject, question in zip(subjects, questions, strict=True))


def test_its_introduction_clarifies_innovation(meeting: Programme) -> None:
    assert "innovation durable" in session(meeting, "rt1").introduction.fr


def test_six_cities_sit_at_round_table_1_french_and_japanese_by_turns(meeting: Programme) -> None:
    speakers = session(meeting, "rt1").speakers
    cities = [speaker.name.fr.removeprefix("Maire ou adjoint, ") for speaker in speakers]
    assert cities == ["Nancy", "Kanazawa", "Chartres", "Takamatsu", "Tours", "Kumamoto"]
    assert [(speaker.delegation, speaker.language) for speaker in speakers] == [
        ("fr", "fr"),
        ("ja", "ja"),
    ] * 3


def test_the_japanese_cities_bear_their_japanese_names(meeting: Programme) -> None:
    names = [speaker.name.ja for speaker in session(meeting, "rt1").speakers]
    cities = ["ナンシー市", "金沢市", "シャルトル市", "高松市", "トゥール市", "熊本市"]
    assert all(name.startswith(city) for name, city in zip(names, cities, strict=True))


def test_round_table_2_follows_three_themes_with_questions_for_each(meeting: Programme) -> None:
    rt2 = session(meeting, "rt2")
    assert [theme.id for theme in rt2.themes] == ["technology", "organisation", "society"]
    assert all(theme.summary for theme in rt2.themes)
    asked = [question.theme for question in rt2.questions]
    assert {theme.id: asked.count(theme.id) for theme in rt2.themes} == dict.fromkeys(asked, 3)
    assert [poll.theme for poll in rt2.polls] == [theme.id for theme in rt2.themes]


@pytest.mark.parametrize(
    ("id", "sdgs", "topics"), [("w1", (8, 12), 4), ("w2", (11, 3, 5), 3), ("w3", (13,), 3)]
)
def test_each_workshop_has_its_thread_its_topics_and_its_goals(
    meeting: Programme, id: str, sdgs: tuple[int, ...], topics: int
) -> None:
    workshop = session(meeting, id)
    assert workshop.sdgs == sdgs
    assert len(workshop.topics) == topics
    assert all(topic.points for topic in workshop.topics)
    assert workshop.introduction
    assert {sdg for question in workshop.questions for sdg in question.sdgs} == set(sdgs)
    assert {sdg for poll in workshop.polls for sdg in poll.sdgs} <= set(sdgs)


def test_every_session_has_a_few_polls_of_a_few_options(meeting: Programme) -> None:
    assert all(2 <= len(one.polls) <= 3 for one in meeting.sessions)
    assert all(3 <= len(poll.options) <= 5 for _, poll in meeting.polls())


def test_nothing_is_planned_that_the_note_leaves_open(meeting: Programme) -> None:
    assert all(one.minutes == 0 for one in meeting.sessions)
    assert [one.id for one in meeting.sessions if one.speakers] == ["rt1"]


def test_the_glossary_has_the_names_of_the_cities_and_how_they_are_read(meeting: Programme) -> None:
    readings = {one.term.ja: one.reading for one in meeting.glossary}
    cities = [speaker.name.ja for _, speaker in meeting.speakers() if speaker.delegation == "ja"]
    for name in cities:
        assert any(name.startswith(ja) and reading for ja, reading in readings.items()), name


def test_every_session_has_words_of_its_own(meeting: Programme) -> None:
    assert all(one.glossary for one in meeting.sessions)
