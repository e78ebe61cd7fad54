"""What is read of a text before it is compared."""

import pytest

from moderation.similarity.reading import read


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "Comment financer l'école ?", "comment financer l’ecole"),
        ("fr", "Les déchets plastiques", "LE DECHET PLASTIQUE"),
        ("fr", "Le cœur de ville", "Le coeur de ville"),
        ("fr", "Où en sont les objectifs de développement durable ?", "Où en sont les ODD ?"),
        ("fr", "Après le COVID-19", "Après le covid"),
        ("en", "How are residents warned?", "how are residents warned"),
        ("en", "Measuring the Sustainable Development Goals", "SDG measures"),
        ("ja", "子どもの遊び場", "子供の遊び場"),
        ("ja", "ゴミの分別", "ごみの分別"),
        ("ja", "ﾃﾞｼﾞﾀﾙ", "デジタル"),
        ("ja", "空家の活用", "空き家の活用"),
        ("ja", "再生可能エネルギー", "再エネ"),
        ("ja", "CO2の規制", "カーボンの規制"),
        ("ja", "ＡＩの規則について教えてください", "AIのルールについて知りたいです"),
    ],
)
def test_spellings_and_forms_do_not_count(language: str, one: str, other: str) -> None:
    assert read(language, one).words == read(language, other).words != {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Mais qu'est-ce que c'est ?"),
        ("fr", "Pourquoi ?"),
        ("en", "What is it about, really?"),
        ("ja", "それはどういうことですか？"),
        ("ja", "😀…？！"),
        ("fr", ""),
    ],
)
def test_small_words_and_signs_say_nothing(language: str, text: str) -> None:
    assert read(language, text).words == {}


@pytest.mark.parametrize(
    ("language", "text", "light", "heavy"),
    [
        ("fr", "Que fait la ville pour le tramway ?", "vill", "tram"),
        ("en", "What does the city do for trams?", "cit", "tram"),
        ("ja", "市の路面電車への対策は？", "市", "路面"),
    ],
)
def test_what_every_question_says_weighs_less(language: str, text: str, light: str, heavy: str) -> None:
    words = read(language, text).words
    keys = {key: weight for key, weight in words.items() if key.startswith((light, heavy))}
    assert sorted(set(keys.values())) == [0.3, 1.0]


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "Pourquoi trier ?", "why"),
        ("fr", "Pourquoi pas plus de bio ?", ""),
        ("fr", "Combien de bus ?", "how many"),
        ("fr", "Quel est le budget des bus ?", "how many"),
        ("fr", "À quelle heure commence-t-on ?", "when"),
        ("fr", "Où se trouve la salle ?", "where"),
        ("fr", "Qui paie ?", "who"),
        ("fr", "Êtes-vous pour la 5G ?", "in favour"),
        ("fr", "Êtes-vous contre la 5G ?", "against"),
        ("fr", "Comment trier ?", "how"),
        ("fr", "Faut-il trier ?", ""),
        ("en", "How much is it?", "how many"),
        ("en", "How do you sort?", "how"),
        ("en", "When will it open?", "when"),
        ("ja", "なぜ分別するのですか", "why"),
        ("ja", "予算は？", "how many"),
        ("ja", "何時からですか", "when"),
        ("ja", "どこですか", "where"),
        ("ja", "誰が払いますか", "who"),
        ("ja", "どうやって分別しますか", "how"),
        ("ja", "賛成ですか", "in favour"),
        ("ja", "反対ですか", "against"),
    ],
)
def test_the_kind_of_answer_is_known_by_the_words_that_ask(language: str, text: str, kind: str) -> None:
    assert read(language, text).asks == kind


@pytest.mark.parametrize(
    ("language", "text", "negated"),
    [
        ("fr", "Pourquoi n'avez-vous pas fermé ?", True),
        ("fr", "Pourquoi avez-vous fermé ?", False),
        ("fr", "Pourquoi pas demain ?", False),
        ("en", "Why didn't you close?", True),
        ("en", "Why did you close?", False),
        ("ja", "休校にしなかった理由", True),
        ("ja", "休校にした理由", False),
        ("ja", "一緒に行きませんか", False),
        ("ja", "孤立しないために", False),
    ],
)
def test_a_negation_is_told_from_a_courtesy_or_a_purpose(language: str, text: str, negated: bool) -> None:
    assert read(language, text).negated is negated


def test_numbers_and_places_are_read_in_any_script() -> None:
    assert read("fr", "L'ODD 11 à Aix et à Kanazawa en 2030").numbers == {"11", "2030"}
    assert len(read("fr", "L'ODD 11 à Aix et à Kanazawa en 2030").places) == 2
    assert read("ja", "ＳＤＧ１１は金沢で").numbers == {"11"}
    assert read("ja", "ＳＤＧ１１は金沢で").places == {"金沢"}
