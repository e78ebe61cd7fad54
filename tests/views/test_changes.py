"""What became of a text is shown in pieces."""

from server.views.changes import Piece, changes


def read(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.fate, piece.words) for piece in changes(before, after)]


def test_words_that_went_and_came_stand_where_they_did() -> None:
    assert read("Que fait la ville ?", "Que fera la ville ?") == [
        ("kept", "Que "),
        ("gone", "fait"),
        ("new", "fera"),
        ("kept", " la ville ?"),
    ]


def test_a_word_is_the_same_with_or_without_a_comma_behind_it() -> None:
    assert read("la ville, le lac", "la ville") == [("kept", "la ville"), ("gone", ", le lac")]


def test_japanese_is_compared_by_characters() -> None:
    assert read("市は何をしますか。", "県は何をしますか。") == [
        ("gone", "市"),
        ("new", "県"),
        ("kept", "は何をしますか。"),
    ]


def test_both_texts_can_be_read_from_the_pieces() -> None:
    before, after = "Un\nœuf 🥚 à 3 h", "Deux œufs 🥚 à\u202f4 h"
    pieces = changes(before, after)
    assert "".join(one.words for one in pieces if one.fate != "new") == before
    assert "".join(one.words for one in pieces if one.fate != "gone") == after


def test_a_text_that_is_the_same_is_one_piece() -> None:
    assert changes("Pourquoi ?", "Pourquoi ?") == (Piece("kept", "Pourquoi ?"),)
