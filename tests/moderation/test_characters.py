"""What is taken out of a text, and what every script and emoji keeps."""

import pytest

from moderation.text import clean

ORDINARY = {
    "French": "Où en est-on\u202f? «\u00a0Ça\u00a0» dépend.",
    "Japanese": "地方自治体のデジタル化は、「誰ひとり取り残さない」？",
    "full-width space": "東京　パリ",
    "half-width kana": "ﾊﾞｽﾊﾟｽ",
    "name with a chosen form of a kanji": "葛\U000e0100城市の辻\U000e0101さん",
    "Arabic with vowels": "مَرْحَبًا، كَيْفَ؟",
    "Arabic number sign": "\u0600١٢",
    "Persian with a non-joiner": "می\u200cخواهم",
    "Persian with a vowel before a non-joiner": "نامهِ\u200cها",
    "Hebrew with points": "שָׁלוֹם",
    "Hindi": "राष्ट्रीय शिक्षा क्यों?",
    "Bengali with a joiner": "র\u200d্যাব",
    "Sinhala with a joiner": "ශ්\u200dරී ලංකා",
    "Malayalam ending in a joiner": "അവന്\u200d",
    "Thai": "ที่นี่เป็นอย่างไร",
    "Vietnamese": "Tiếng Việt",
    "Korean": "한국어 질문",
    "Mongolian with a selector": "ᠮᠣᠩᠭᠣ\u180bᠯ",
    "Tibetan": "རྒྱལ་ཁབ",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "heart on fire": "❤\ufe0f\u200d🔥",
    "skin tone": "👩🏽\u200d🚀",
    "flags": "🇫🇷🇯🇵",
    "flag of a region": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1\ufe0f\u20e3",
    "text form of a sign": "☎\ufe0e",
    "form of a punctuation mark": "。\ufe00",
    "joined pirates": "🏴\u200d☠\ufe0f",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_text_is_kept_as_typed(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "code",
    [
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0x200E,
        0x200F,
        0x061C,
        0x0000,
        0x001B,
        0x007F,
        0x009B,
        0x00AD,
        0x034F,
        0x115F,
        0x200B,
        0x2060,
        0x3164,
        0xD800,
        0xE000,
        0xFDD0,
        0xFEFF,
        0xFFF9,
        0xFFFC,
        0xFFFF,
        0x0378,
        0xE0001,
        0xF0000,
        0x10FFFF,
    ],
    ids=hex,
)
def test_a_character_that_hides_or_controls_is_taken_out(code: int) -> None:
    assert clean(f"Quel{chr(code)} budget ?") == "Quel budget ?"


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("a\u200db", "ab"),
        ("a\u200cb", "ab"),
        ("か\u200dく", "かく"),
        ("👨\u200d", "👨"),
        ("\u200d👨", "👨"),
        ("a\u200d👨", "a👨"),
        ("👨\u200c👩", "👨👩"),
        ("م\u200d\u200c\u200dم", "مم"),
        ("↔\U000e0067\u0338\u200d👨", "↮👨"),
    ],
)
def test_a_joiner_with_nothing_to_join_is_taken_out(given: str, then: str) -> None:
    assert clean(given) == then


def test_a_joiner_typed_twice_stays_once() -> None:
    assert clean("می\u200c\u200c\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("a\ufe0f", "a"),
        ("❤\ufe0f\ufe0f\ufe0f", "❤\ufe0f"),
        ("a\U000e0100", "a"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100"),
        ("a\u180bb", "ab"),
        ("ᠣ\u180b\u180bᠯ", "ᠣ\u180bᠯ"),
        ("\u0958\ufe00", "\u0915\u093c"),
        ("a \ufe00b", "a b"),
    ],
)
def test_a_selector_stays_only_after_a_character_that_has_variants(given: str, then: str) -> None:
    assert clean(given) == then


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("bonjour\U000e0068\U000e0069", "bonjour"),
        ("🏴\U000e0067\U000e0062", "🏴"),
        ("🏴\U000e0067\U000e007f", "🏴"),
        ("👨\u200d\U000e0067🏴\U000e0067\U000e0062\U000e0065\U000e007f", "👨\u200d🏴"),
    ],
)
def test_hidden_tags_stay_only_in_the_flag_of_a_region(given: str, then: str) -> None:
    assert clean(given) == then


def test_a_number_sign_with_no_number_is_taken_out() -> None:
    assert clean("\u0600\u0600 ١") == "١"


@pytest.mark.parametrize("hidden", ["\u200b", "\u200c", "\u200d", "\ufe0f", "\u202e"])
def test_what_was_kept_apart_by_something_hidden_is_composed(hidden: str) -> None:
    assert clean(f"e{hidden}\u0301") == "é"


def test_a_voiced_kana_is_one_character_however_it_was_typed() -> None:
    assert clean("か\u3099") == "が"


def test_stacked_marks_are_cut_after_eight_code_points() -> None:
    assert clean("Za" + "\u0335" * 50 + "lgo") == "Za" + "\u0335" * 7 + "lgo"


def test_thousands_of_marks_are_cut_too() -> None:
    assert clean("a" + "\u0316\u0335" * 4000 + "b") == "a" + "\u0335" * 7 + "b"


def test_of_a_pile_of_marks_only_the_first_thirty_are_put_in_order() -> None:
    assert clean("a" + "\u0301" * 29 + "\u0316") == "\u00e1\u0316" + "\u0301" * 6
    assert clean("a" + "\u0301" * 30 + "\u0316") == "á" + "\u0301" * 7


def test_an_emoji_that_is_too_long_gives_up_its_skin_tones_before_anything_else() -> None:
    kiss = "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏼"
    assert clean(kiss) == "👩\u200d❤\ufe0f\u200d💋\u200d👨"


def test_a_chain_of_emoji_is_cut_where_an_emoji_ends() -> None:
    assert clean("👨\u200d" * 9 + "👨!") == "👨\u200d👨\u200d👨\u200d👨!"


def test_what_follows_a_cut_grapheme_does_not_make_it_longer_again() -> None:
    assert clean("\u1100" * 9 + "\u1161" + "가 나") == "\u1100" * 8 + " 나"
