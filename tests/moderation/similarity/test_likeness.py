"""The index: what is near, in which languages, and in which order."""

import pytest

from moderation.similarity.likeness import Likeness, Near, Texts
from tests.moderation.similarity.hall import filled

TRAM = Texts(fr="Le tramway sera-t-il gratuit ?")
TRAM_TOO = Texts(fr="Le tram va-t-il devenir gratuit ?")
TRAM_IN_JAPANESE = Texts(ja="路面電車は無料になりますか？")


def named(found: tuple[Near, ...]) -> list[str]:
    return [near.question for near in found]


def asked(likeness: Likeness, **texts: str) -> tuple[Near, ...]:
    """What is near a question that has just come."""
    likeness.put("just come", Texts(**texts))
    return likeness.near("just come")


def test_two_wordings_of_a_question_are_near_each_other() -> None:
    likeness = filled({"a": TRAM, "b": TRAM_TOO, "c": Texts(fr="Combien d'arbres avez-vous plantés ?")})
    assert named(likeness.near("a")) == ["b"]
    assert likeness.near("a")[0].score == likeness.near("b")[0].score < 1


@pytest.mark.parametrize("same", ["le tramway sera-t-il gratuit", "Le tramway sera-t-il gratuit ?!"])
def test_the_same_text_is_near_without_a_doubt(same: str) -> None:
    assert asked(filled({"a": TRAM}), fr=same) == (Near("a", 1.0),)


def test_the_same_text_is_near_even_when_it_says_nothing() -> None:
    likeness = filled({"a": Texts(fr="Pourquoi ?"), "b": Texts(fr="Comment ?")})
    assert asked(likeness, fr="pourquoi") == (Near("a", 1.0),)


def test_languages_meet_through_a_translation_only() -> None:
    likeness = filled({"french": TRAM, "japanese": TRAM_IN_JAPANESE})
    assert likeness.near("french") == ()
    likeness.put("french", TRAM._replace(ja="路面電車は無料になるのでしょうか。"))
    assert named(likeness.near("french")) == ["japanese"]
    assert named(likeness.near("japanese")) == ["french"]


def test_of_two_languages_the_closer_counts() -> None:
    likeness = filled(
        {"a": TRAM._replace(en="Will trams be free?"), "b": TRAM_TOO._replace(en="Will trams be free?")}
    )
    assert likeness.near("a") == (Near("b", 1.0),)


def test_the_nearest_come_first_then_by_name_and_no_more_than_asked_for() -> None:
    likeness = filled({"d": TRAM_TOO, "c": TRAM, "b": TRAM, "a": TRAM, "e": TRAM})
    assert named(likeness.near("c", limit=3)) == ["a", "b", "e"]
    assert named(likeness.near("c")) == ["a", "b", "e", "d"]


def test_what_was_edited_or_dropped_is_near_nothing_any_more() -> None:
    likeness = filled({"a": TRAM, "b": TRAM_TOO, "c": TRAM})
    likeness.put("b", Texts(fr="Où sont les toilettes ?"))
    likeness.drop("c")
    assert likeness.near("a") == ()


@pytest.mark.parametrize("question", ["unknown", "empty"])
def test_a_question_without_texts_is_near_none(question: str) -> None:
    assert filled({"a": TRAM, "empty": Texts()}).near(question) == ()


def test_dropping_a_question_that_is_not_here_changes_nothing() -> None:
    likeness = filled({"a": TRAM, "b": TRAM_TOO})
    likeness.drop("c")
    assert named(likeness.near("a")) == ["b"]


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        pytest.param(
            "Le musée du port sera-t-il ouvert le 12 ?",
            "Le musée du port sera-t-il ouvert le 13 ?",
            id="number",
        ),
        pytest.param(
            "Le tramway de Tours sera-t-il gratuit ?", "Le tramway de Nancy sera-t-il gratuit ?", id="place"
        ),
        pytest.param("Pourquoi planter des arbres ?", "Quand planter des arbres ?", id="answer"),
        pytest.param("Pourquoi fermer ce parc ?", "Pourquoi ne pas fermer ce parc ?", id="negation"),
    ],
)
def test_one_word_can_make_another_question(text: str, changed: str) -> None:
    assert asked(filled({"a": Texts(fr=text)}), fr=changed) == ()


def test_who_does_it_may_be_told_by_telling_how() -> None:
    likeness = filled({"a": Texts(fr="Comment choisissez-vous les artistes ?")})
    assert named(asked(likeness, fr="Qui choisit les artistes ?")) == ["a"]
    assert asked(likeness, fr="Pourquoi choisir les artistes ?") == ()


def test_an_open_question_is_further_from_a_narrow_one_than_from_an_open_one() -> None:
    likeness = filled({"a": Texts(fr="Le marché des producteurs ouvrira-t-il au port ?")})
    narrow = asked(likeness, fr="Quand le marché des producteurs ouvrira-t-il au port ?")
    wide = asked(likeness, fr="Est-ce que le marché des producteurs ouvrira au port ?")
    assert 0 < narrow[0].score < wide[0].score


def test_slips_of_the_thumb_are_forgiven_even_in_every_word() -> None:
    likeness = filled({"a": Texts(fr="Vin, gastronomie et francophonie intergénérationnelles")})
    for slips in (
        "le vin la gastronmie et la francophnie intergenerationnels",
        "gastronommie francophoni intergenerationel",
    ):
        assert named(asked(likeness, fr=slips)) == ["a"]


def test_what_was_put_counts_by_what_it_says_now() -> None:
    likeness = Likeness()
    likeness.put("a", TRAM)
    likeness.put("a", Texts(fr="", ja=TRAM_IN_JAPANESE.ja))
    assert asked(likeness, fr=TRAM.fr) == ()
    assert asked(likeness, ja=TRAM_IN_JAPANESE.ja) == (Near("a", 1.0),)
