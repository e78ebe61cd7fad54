"""The lists that are brought along are of use in a hall of citizens, and the organiser has the last word."""

import tomllib
from pathlib import Path

import pytest

from moderation.screening.finding import Finding, Kind
from moderation.screening.screen import Circumstances, screen
from moderation.screening.shipped import LANGUAGES, carried, choices, shipped, word_list
from server.rehearsal.questions import CITIES, FRENCH, JAPANESE, NAMES

ROOT = Path(__file__).parents[3]
LISTS = {language: word_list(language) for language in LANGUAGES}


def words_in(text: str, lists: Circumstances | None = None) -> list[str]:
    seen = screen(text, "", lists or Circumstances(LISTS))
    return [text[one.start : one.start + one.length] for one in seen if one.kind is Kind.WORD]


def everything(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in everything(one)]
    if isinstance(value, list):
        return [text for one in value for text in everything(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_and_added_still_makes_sense_beside_the_carried_list(language: str) -> None:
    listed = set(carried(language))
    assert choices()[language].left_out <= listed
    assert listed.isdisjoint(choices()[language].added)
    assert set(choices()) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_found_where_it_stands_alone(language: str) -> None:
    alone = Circumstances({language: word_list(language)})
    assert [entry for entry in shipped(language) if not words_in(entry, alone)] == []


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_nothing_in_plausible_questions_and_names_is_worth_a_look(language: str) -> None:
    for asked in {"fr": FRENCH, "ja": JAPANESE}[language]:
        for city in CITIES[language]:
            assert screen(asked.format(city=city), NAMES[language][0], Circumstances(LISTS)) == ()
    for name in NAMES[language]:
        assert screen("…", name, Circumstances(LISTS)) == ()


def test_nothing_in_the_programme_is_worth_a_look() -> None:
    texts = everything(tomllib.loads((ROOT / "programmes/rencontres.toml").read_text()))
    assert len(texts) > 100
    assert [(text, screen(text, "", Circumstances(LISTS))) for text in texts if words_in(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Plus de pistes cyclables, et une pédale douce ? Un pique-nique dans un cul-de-sac ?",
        "Le retard du train, une gerbe de fleurs, les chiens et leur caca, jouir de ses droits.",
        "Que faites-vous contre les violences sexuelles et le viol ?",
        "How do you fight rape and sexual violence? What are the pros and cons of tidal power for shrimping?",
        "犬の糞やレイプ被害者への支援、両性の平等、人種差別、性教育についてどう考えますか。",
        "高松のぶっかけうどんが好きですが、嫌いな人もいます。女の子のいたずらやカントの哲学も。",
        "バカンスとバカロレア、アホウドリ、アナログ放送、一人暮らしの高齢者が死ねばどうなりますか。",
        "同性愛者やレズビアンの権利について。馬鹿にされたと感じる住民にどう答えますか。",
    ],
)
def test_what_a_hall_says_in_earnest_is_not_found(text: str) -> None:
    assert words_in(text) == []


@pytest.mark.parametrize(
    ("text", "rude"),
    [
        ("Quel connard !", ["connard"]),
        ("Bande d’enculés", ["enculés"]),
        ("ta gueule", ["ta gueule"]),
        ("What a piece of shit", ["piece of shit"]),
        ("死ねよ、クソ野郎", ["死ねよ", "クソ野郎"]),
        ("さっさと死ね！", ["死ね"]),
        ("キチガイですか", ["キチガイ"]),
    ],
)
def test_what_is_rude_is_found(text: str, rude: list[str]) -> None:
    assert words_in(text) == rude


def test_the_organiser_adds_words() -> None:
    lists = Circumstances({"fr": word_list("fr", listed=("patate",))})
    assert words_in("Quelles patates !", lists) == ["patates"]


def test_the_organiser_takes_words_away() -> None:
    lists = Circumstances({"fr": word_list("fr", innocent=("connard",))})
    assert words_in("Quel connard ! Quels connards ! Quel con !", lists) == ["con"]


def test_what_we_pass_over_or_leave_out_is_found_if_the_organiser_lists_it() -> None:
    lists = Circumstances({"fr": word_list("fr", listed=("pédale", "cul de sac"))})
    assert words_in("Sur la pédale, dans un cul-de-sac", lists) == ["pédale", "cul-de-sac"]


def test_a_language_without_a_list_has_the_organisers_words_alone() -> None:
    assert shipped("ko") == ()
    assert words_in("zut, connard", Circumstances({"ko": word_list("ko", ("zut",))})) == ["zut"]


def test_a_list_is_compiled_once() -> None:
    assert word_list("ja", ("例",)) is word_list("ja", ("例",))


def test_a_rude_name_is_worth_a_look() -> None:
    assert screen("Bonjour", "Connard", Circumstances(LISTS)) == (Finding(Kind.WORD),)
