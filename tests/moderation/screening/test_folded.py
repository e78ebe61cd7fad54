"""A folded text is read in one width and case, and its pieces are found again in what was typed."""

import pytest

from moderation.screening.folded import fold


@pytest.mark.parametrize(
    ("typed", "piece", "found"),
    [
        ("oui", "oui", "oui"),
        ("Ça, Ｏｕｉ !", "oui", "Ｏｕｉ"),
        ("この市長はﾊﾞｶだ", "バカ", "ﾊﾞｶ"),
        ("e\u0301te\u0301", "été", "e\u0301te\u0301"),
        ("un ﬁlm …", "film", "ﬁlm"),
        ("trois\u202f㎏ ici", "ici", "ici"),
        ("🇯🇵🇫🇷 ＡＢ", "ab", "ＡＢ"),
        ("STRASSE straße", "straße", "straße"),
        ("A" * 7 + "e\u0301 fin", "é fin", "e\u0301 fin"),
    ],
)
def test_a_piece_is_found_where_it_was_typed(typed: str, piece: str, found: str) -> None:
    folded = fold(typed)
    start, length = folded.span(at := folded.lower.index(piece), at + len(piece))
    assert typed[start : start + length] == found


def test_part_of_one_sign_is_the_whole_sign() -> None:
    folded = fold("約㎏")
    assert folded.span(2, 3) == (1, 1)


def test_one_case_moves_nothing() -> None:
    folded = fold("İßŒ")
    assert folded.lower == "İßœ"
    assert len(folded.plain) == len(folded.lower) == len(folded.starts) == len(folded.ends)


def test_an_empty_text_is_empty() -> None:
    assert fold("").plain == ""
