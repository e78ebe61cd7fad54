"""How the mark of a rehearsal reads, and that it is not there otherwise."""

import re

import pytest

from server.render.html import render_part
from server.views.rehearsal import RehearsalMark


def words(html: str) -> list[str]:
    return re.sub("<[^>]+>", " ", html).split()


@pytest.mark.parametrize(("lang", "word"), [("fr", "Répétition"), ("ja", "リハーサル"), ("en", "Rehearsal")])
def test_a_page_says_it_in_the_readers_language(lang: str, word: str) -> None:
    html = render_part(RehearsalMark("rehearsal", shown=True), lang)
    assert words(html) == [word]
    assert "hidden" not in html


def test_the_halls_screen_says_it_in_each_language_and_the_style_sheet_chooses() -> None:
    html = render_part(RehearsalMark("hall-rehearsal", shown=True, to_hall=True), "fr")
    assert words(html) == ["Répétition", "リハーサル", "Rehearsal"]
    assert re.findall(r'<span lang="(\w+)">', html) == ["fr", "ja", "en"]


def test_without_a_rehearsal_its_place_is_kept_and_nothing_is_seen() -> None:
    html = render_part(RehearsalMark("rehearsal", shown=False), "fr")
    assert html.startswith('<p id="rehearsal" class="rehearsal" hidden>')
