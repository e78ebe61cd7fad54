"""Texts and parts as HTML, in the reader's language or in both of the hall."""

import re

import pytest

from moderation.polls import Phase
from server.render.html import render_part, say
from server.room.polls import PollOpened
from server.room.screen import QuestionStaged
from server.room.triage import QuestionApproved
from server.room.wording import LANGUAGES, Text
from server.views.common import Bar, Clock, Count
from server.views.part import said
from server.views.projector import PollScene, Quoted, TimerScene
from server.views.stage import StageCue
from tests.room.given import LIVE, Q1, asked, given
from tests.views.page import elements, nested
from tests.views.screens import every_page

WHY = Text(fr="Pourquoi ?", ja="なぜ ?", en="Why ?")


def hall_words(html: str) -> list[tuple[str, str]]:
    """(language, word) for each of Entaku's own words on a screen of the hall."""
    return re.findall(r'<span lang="(\w\w)">([^<]+)</span>', html)


def test_french_is_shown_with_its_signs_bound_whoever_reads_it() -> None:
    assert say(WHY, "fr") == "<span>Pourquoi\u202f?</span>"
    assert say(WHY, "ja", "fr") == '<span lang="fr">Pourquoi\u202f?</span>'
    assert "Pourquoi\u202f?</bdi>" in say(said("fr", "Pourquoi ?"), "ja")


def test_other_languages_are_shown_as_typed() -> None:
    assert say(WHY, "ja") == "<span>なぜ ?</span>"
    assert say(WHY, "en") == "<span>Why ?</span>"


def test_what_somebody_wrote_stays_text() -> None:
    assert say(said("fr", "<b> ?"), "fr") == "<bdi hx-ignore>&lt;b&gt;\u202f?</bdi>"


def test_the_hall_reads_who_asked_in_each_language() -> None:
    scene = Quoted("scene", "q", Text(), (), "audience")
    for lang in ("fr", "ja", "en"):
        assert hall_words(render_part(scene, lang)) == [
            ("fr", "Anonyme"),
            ("ja", "匿名"),
            ("en", "Anonymous"),
        ]


def test_the_hall_reads_how_a_poll_stands_in_each_language() -> None:
    scene = PollScene("scene", "p", WHY, (), Phase.CLOSED, Count("turnout", 2))
    words = hall_words(render_part(scene, "fr"))
    assert {("fr", "Votants"), ("ja", "投票者数"), ("fr", "Vote clos"), ("ja", "投票終了")} <= set(words)


def test_the_hall_reads_how_the_countdown_stands_in_each_language() -> None:
    words = hall_words(render_part(TimerScene("scene", Text(), Clock("clock")), "ja"))
    assert {("fr", "Temps restant"), ("ja", "残り時間"), ("en", "Time left")} <= set(words)
    assert len(words) == 5 * 3


def test_a_cue_is_acknowledged_in_the_speakers_language_first() -> None:
    words = hall_words(render_part(StageCue("cue", "main", "c1", "slower"), "ja"))
    assert words == [("ja", "確認"), ("fr", "Vu")]


def test_a_bar_says_its_votes_in_words_and_to_the_hall_in_figures() -> None:
    html = render_part(Bar("b", WHY, 1200, 40), "fr")
    assert "1\u202f200\u00a0voix" in html
    assert 'data-votes="1\u202f200"' in html
    assert "40\u00a0%" in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_a_part_has_its_element_for_what_changes_there(lang: str) -> None:
    polls = (PollOpened("rt1-p1"), PollOpened("rt1-p2"))
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1), *polls)
    parts = [part for page in every_page(room.state) for part in elements(page) if part is not page]
    for part in parts:
        for one in nested(part).values():
            assert f'id="{one.id}"' in render_part(part, lang), part.id
