"""What holds for every text, however strange: garbage, and scripts and emoji taken apart and mixed."""

import unicodedata

import regex
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moderation.text import clean, cut, fold_for_comparison, graphemes, language_of, line

# Each of these changes what its neighbours may do.
TRICKY = [
    *"aé1.?か葛ﾊﾞ👨👩🏽❤🇫🇷🏴↔★กम्ष",
    *"\t\n\r\v\x00\x85\u00a0\u00ad\u0301\u0327\u034f\u0600\u061c\u064b\u06dd\u0d4e\u1100\u115f\u1161\u11a8",
    *"\u180b\u180e\u200b\u200c\u200d\u200e\u2028\u202e\u202f\u2066\u20e3\u2800\u3000\u3099\u3164\ud800\ufe00",
    *"\ufe0f\ufeff\ufffc\U000e0067\U000e0062\U000e007f\U000e0100\U000f0000",
    *[
        "می",
        "م",
        "ක්",
        "র",
        "ᠣ",
        "가",
        "👨\u200d👩\u200d👧\u200d👦",
        "🇯🇵",
        "\u0301" * 9,
        "\u1100" * 9,
        "👨\u200d" * 5,
    ],
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]
# A busy machine is no reason to fail.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
tricky = st.lists(st.sampled_from(TRICKY), max_size=30).map("".join)
surrogates_too = st.text(st.characters(exclude_categories=()), max_size=60)
texts = tricky | surrogates_too

FORBIDDEN = regex.compile(
    r"[\p{Cs}\p{Co}\p{Cn}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\x00-\x09\x0B-\x1F\x7F-\x9F\u2028\u2029]"
)


@untimed
@given(texts)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert line(line(text)) == line(text)


@untimed
@given(texts)
def test_a_clean_text_holds_nothing_forbidden(text: str) -> None:
    assert not FORBIDDEN.search(clean(text))
    assert not FORBIDDEN.search(line(text))
    assert "\n" not in line(text)


@untimed
@given(texts)
def test_a_clean_text_is_composed_and_nowhere_stacked(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert all(len(one) <= 8 for one in regex.findall(r"\X", cleaned))


@untimed
@given(texts)
def test_cleaning_never_makes_more_characters_to_see(text: str) -> None:
    assert graphemes(clean(text)) <= graphemes(unicodedata.normalize("NFC", text))


@untimed
@given(texts)
def test_a_clean_text_is_laid_out_plainly(text: str) -> None:
    cleaned = clean(text)
    assert "\n\n\n" not in cleaned
    assert all(one == one.strip() for one in cleaned.split("\n"))
    assert not regex.search("[ \u00a0\u202f\u3000]{2}", cleaned)


@untimed
@given(texts)
@example("🇫🇷🇯🇵🇫" * 3)
def test_graphemes_are_those_of_the_standard(text: str) -> None:
    assert graphemes(text) == len(regex.findall(r"\X", text))


@untimed
@given(texts, st.integers(0, 20))
def test_a_cut_text_is_a_beginning_within_the_limit(text: str, limit: int) -> None:
    beginning = cut(text, limit)
    assert text.startswith(beginning)
    assert graphemes(beginning) <= limit


@untimed
@given(texts)
def test_comparison_does_not_depend_on_how_a_text_is_encoded(text: str) -> None:
    key = fold_for_comparison(text)
    assert fold_for_comparison(unicodedata.normalize("NFD", clean(text))) == fold_for_comparison(clean(text))
    assert fold_for_comparison(key) == key


@untimed
@given(texts, st.sampled_from(["fr", "ja", "en", "de", ""]))
def test_a_language_is_always_one_of_three(text: str, fallback: str) -> None:
    assert language_of(text, fallback) in {"fr", "ja", "en"}


@untimed
@given(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=3).map("".join))
def test_sixteen_kilobytes_of_anything_are_as_clean_as_a_little(text: str) -> None:
    flood = clean(text * (16_384 // len(text.encode("utf-8", "surrogatepass"))))
    assert clean(flood) == flood
    assert not FORBIDDEN.search(flood)
    assert all(len(one) <= 8 for one in regex.findall(r"\X", flood[:500]))
