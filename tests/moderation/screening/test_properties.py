"""What holds for every text: screening never fails, and its places lie within the text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.screening.finding import Kind
from moderation.screening.screen import MOST_PIECES, Circumstances, screen
from moderation.screening.shipped import word_list
from moderation.text import clean

LISTS = {language: word_list(language) for language in ("fr", "ja", "en")}
ABOUT = Circumstances(LISTS, staff=("Marie Dupont", "田中太郎"))
PIECES = [
    *"aé1+.-@()/?!０Ａｱﾞ会死ーеІ🖕ﷺßİ\u0301\u202f \ud800\n",
    *[
        "con",
        "fils de pute",
        "死ね",
        "馬鹿",
        "www.",
        "http://",
        "06 12",
        "@hall.fr",
        "ABCD EFGH ",
        "+33",
        "m3rd",
        "👨\u200d👩",
    ],
]
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
pieced = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
texts = pieced | st.text(st.characters(exclude_categories=()), max_size=60)


@untimed
@given(texts, texts)
def test_any_text_gets_through_and_every_place_lies_within_it(text: str, name: str) -> None:
    for one in screen(text, name, ABOUT):
        assert 0 <= one.start <= one.start + one.length <= len(text)
        assert one.length > 0 or one.start == 0


@untimed
@given(texts)
def test_screening_twice_finds_the_same(text: str) -> None:
    assert screen(text, "", ABOUT) == screen(text, "", ABOUT)


@untimed
@given(texts)
def test_a_text_without_a_person_has_no_finding_about_a_person(text: str) -> None:
    whole = [one.kind for one in screen(clean(text), "", ABOUT) if not one.length]
    assert whole == []
    assert Kind.FLOOD not in whole


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "0", "+1", "01-", "a.", "a@", "w", "www.", "http://", "!", "A'", "AB ", "A-", "c0n ",
     "fils ", "((", "e\u0301", "ａ", "ﷺ", "あ", "死ね", "死ねば", "con ", "fils de pute ", "фu", "🖕", "ß"],
)  # fmt: skip
def test_a_text_that_was_made_to_take_long_gets_through(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    assert len(screen(text, text, ABOUT)) <= MOST_PIECES + len(Kind)
