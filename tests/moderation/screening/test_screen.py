"""A text is looked at from all sides, and every finding says of what kind it is and where."""

import pytest

from moderation.screening.finding import Finding, Kind
from moderation.screening.screen import FLOOD, MOST_PIECES, Circumstances, screen, warm_up
from moderation.screening.shipped import word_list
from moderation.text import fold_for_comparison

LISTS = {language: word_list(language) for language in ("fr", "ja", "en")}
CALM = Circumstances(LISTS)


def test_a_calm_question_has_no_findings() -> None:
    assert screen("Comment financer la rénovation des écoles\u202f?", "Camille", CALM) == ()
    assert screen("市民の声をどう集めていますか？", "田村", CALM) == ()


def test_findings_come_from_the_beginning_of_the_text_then_the_whole() -> None:
    text = "QUEL CONNARD !!!! Écris à a@b.fr ou 06 12 34 56 78, voir bit.ly/x"
    seen = screen(text, "司会", CALM._replace(recent=FLOOD, texts={fold_for_comparison(text)}))
    assert [one.kind for one in seen] == [
        Kind.WORD, Kind.SHOUTING, Kind.EMAIL, Kind.PHONE, Kind.LINK,
        Kind.REPEATED, Kind.IMITATION, Kind.FLOOD,
    ]  # fmt: skip
    pieces = [text[one.start : one.start + one.length] for one in seen]
    assert pieces == ["CONNARD", "!!!!", "a@b.fr", "06 12 34 56 78", "bit.ly/x", "", "", ""]


def test_pieces_are_places_in_the_text_as_typed() -> None:
    text = "Ｑｕｅｌ\u202fｃｏｎｎａｒｄ…"
    assert screen(text, "", CALM) == (Finding(Kind.WORD, 5, 7),)


def test_a_text_that_was_asked_before_is_found_in_another_case_and_width() -> None:
    before = CALM._replace(texts=frozenset({fold_for_comparison("Et les vélos ?")}))
    assert screen("ET LES VÉLOS？", "", before) == (Finding(Kind.REPEATED),)
    assert screen("Et les trams ?", "", before) == ()


@pytest.mark.parametrize(("recent", "findings"), [(0, 0), (2, 0), (3, 1), (9, 1)])
def test_a_flood_begins_with_the_third_question_of_a_minute(recent: int, findings: int) -> None:
    assert len(screen("Oui ?", "", CALM._replace(recent=recent))) == findings


def test_a_name_that_imitates_the_staff_is_found() -> None:
    assert screen("Oui ?", "Ｍarie Dupоnt", CALM._replace(staff=("Marie Dupont",))) == (
        Finding(Kind.IMITATION),
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [("bit.ly/x", Kind.LINK), ("a@b.fr", Kind.EMAIL), ("0612345678", Kind.PHONE), ("connard", Kind.WORD)],
)
def test_what_a_name_holds_is_found_once_and_has_no_place_in_the_text(name: str, kind: Kind) -> None:
    assert screen("Oui ?", name, CALM) == (Finding(kind),)


def test_a_name_in_capitals_shouts_at_nobody() -> None:
    assert screen("Oui ?", "ASSOCIATION DES AMIS DE TOURS", CALM) == ()


def test_a_word_on_two_lists_is_found_once() -> None:
    lists = {"fr": word_list("fr", ("zut",)), "en": word_list("en", ("zut",))}
    assert screen("zut", "", Circumstances(lists)) == (Finding(Kind.WORD, 0, 3),)


def test_a_text_full_of_findings_needs_only_the_first_of_them() -> None:
    seen = screen("connard " * 40, "", CALM._replace(recent=FLOOD))
    assert len(seen) == MOST_PIECES + 1
    assert (seen[-2].start, seen[-1]) == (8 * (MOST_PIECES - 1), Finding(Kind.FLOOD))


def test_warming_up_may_be_done_twice() -> None:
    warm_up()
    warm_up()
    assert screen("Oui ?", "", CALM) == ()
