"""Which words of a question have an equivalent in the glossary."""

import msgspec
import pytest

from server.room.glossary import Glossary, Offer, glossary_of, offers
from server.room.programme import Term
from server.room.wording import Text
from tests.room.plan import PLAN, RT1

COOPERATION = Term(Text(fr="coopération décentralisée", ja="自治体間協力"), "じちたいかんきょうりょく")
AUTHORITY = Term(Text(fr="collectivité", ja="自治体", en="local authority"))
GOALS = Term(Text(fr="ODD", ja="SDGs", en="SDGs"))
SUSTAINABLE = Term(Text(fr="durable", ja="持続可能", en="sustainable"))
DEVELOPMENT = Term(Text(fr="développement durable", ja="持続可能な開発", en="sustainable development"))
HEART = Term(Text(fr="cœur", ja="心"))
GARDEN = Term(Text(fr="jardin", ja="がーでん"))
TERMS = Glossary((COOPERATION, AUTHORITY, GOALS, SUSTAINABLE, DEVELOPMENT, HEART, GARDEN))


def found(words: str, language: str = "fr", into: str = "ja") -> list[str]:
    return [offer.word for offer in offers(TERMS, words, language, into)]


@pytest.mark.parametrize(
    "words",
    [
        "Que devient la coopération décentralisée ?",
        "LA COOPÉRATION DÉCENTRALISÉE",
        "la cooperation decentralisee",
        "la coope\u0301ration de\u0301centralise\u0301e",
        "les coopérations décentralisées",
        "(coopération\ndécentralisée)",
    ],
)
def test_a_french_term_is_found_whatever_its_case_its_accents_and_its_number(words: str) -> None:
    assert found(words) == ["coopération décentralisée"]


@pytest.mark.parametrize(
    "words", ["la coopération", "recoopération décentralisée", "L’oddyssée", "odd-job ? non"]
)
def test_only_whole_terms_are_found(words: str) -> None:
    assert "coopération décentralisée" not in found(words)
    assert ("ODD" in found(words)) == words.startswith("odd-")


def test_an_elided_article_and_a_ligature_do_not_hide_a_term() -> None:
    assert found("l’ODD au coeur") == ["ODD", "cœur"]


def test_a_japanese_term_is_found_anywhere_and_keeps_its_voicing_marks() -> None:
    assert found("市の自治体は？", "ja", "fr") == ["自治体"]
    assert found("ＳＤＧｓとは", "ja", "fr") == ["SDGs"]
    assert found("かーてん", "ja", "fr") == []


def test_a_term_within_a_longer_one_is_not_offered_by_itself() -> None:
    assert found("自治体間協力", "ja", "fr") == ["自治体間協力"]
    assert found("Un développement durable") == ["développement durable"]
    assert found("Un développement durable et un tourisme durable") == ["développement durable", "durable"]


def test_offers_come_in_the_order_of_the_text_each_once() -> None:
    assert found("Les ODD, le cœur, les ODD, la collectivité") == ["ODD", "cœur", "collectivité"]


def test_a_term_without_an_equivalent_in_the_other_language_is_not_offered() -> None:
    assert found("coopération décentralisée et ODD", into="en") == ["ODD"]


def test_the_reading_is_offered_where_japanese_is_involved() -> None:
    words = "coopération décentralisée"
    assert offers(TERMS, words, "fr", "ja") == (Offer(words, "自治体間協力", "じちたいかんきょうりょく"),)
    read = Term(Text(fr="ville", ja="市", en="city"), "し")
    assert offers(Glossary([read]), "ville", "fr", "en") == (Offer("ville", "city"),)
    assert offers(Glossary([read]), "市", "ja", "fr") == (Offer("市", "ville", "し"),)


def test_the_words_of_the_session_come_before_those_of_the_meeting_and_the_names_of_the_speakers() -> None:
    session = msgspec.structs.replace(RT1, glossary=(SUSTAINABLE,))
    others = tuple(one for one in PLAN.sessions if one.id != RT1.id)
    plan = msgspec.structs.replace(PLAN, sessions=(session, *others), glossary=(GOALS,))
    names = [one.name for one in RT1.speakers]
    assert [one.term for one in glossary_of(plan, "rt1").terms] == [SUSTAINABLE.term, GOALS.term, *names]
    assert glossary_of(plan, "nowhere").terms[0] == GOALS


def test_the_nearer_of_two_equivalents_is_offered() -> None:
    here, elsewhere = (Term(Text(fr="eau", ja=ja)) for ja in ("水", "お水"))
    assert offers(Glossary([here, elsewhere]), "eau", "fr", "ja") == (Offer("eau", "水"),)


def test_a_text_without_words_has_no_offers() -> None:
    assert offers(Glossary([Term(Text(fr="…", ja="水"))]), "… ?", "fr", "ja") == ()
