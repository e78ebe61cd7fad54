"""The words of the screens: all of them in every language, and written as that language is."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from moderation.cues import Preset
from server.render import catalogue
from server.render.catalogue import TRANSLATED, main, problems, read, translations, used
from server.render.words import ACTIONS, CUES, REFUSALS, cue_words, refusal_message
from server.room.base import Refusal

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
ONE_APPROVED = 'msgid "Approve"\nmsgstr "Approuver"\n'
ONE_NEW = 'msgstr[0] "%(num)d\N{NO-BREAK SPACE}nouvelle"\n'


def forms(words: object) -> tuple[str, ...]:
    """A message's id or its translation, once per grammatical number."""
    return tuple(map(str, words)) if isinstance(words, list | tuple) else (str(words),)


def messages(lang: str) -> list[Message]:
    """What the translators of a language wrote, without the header."""
    return [message for message in read(lang) if message.id]


def translated(lang: str) -> list[str]:
    """Every text of a language as a reader sees it, but for what is filled in."""
    return [PLACEHOLDER.sub("0", form) for message in messages(lang) for form in forms(message.string)]


def test_every_word_on_screen_exists_in_every_language() -> None:
    assert len(used()) > 200
    assert problems() == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_fills_in_what_its_message_fills_in(lang: str) -> None:
    for message in messages(lang):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[0]))
        for form in forms(message.string):
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id
            assert form.count("%%") == forms(message.id)[0].count("%%"), message.id


def test_french_signs_stay_on_the_line_of_their_word() -> None:
    for text in translated("fr"):
        assert not re.search(r"[^\N{NARROW NO-BREAK SPACE}][?!;]", text), text
        assert not re.search(r"[^\N{NO-BREAK SPACE}](?::|»|%%)|«(?!\N{NO-BREAK SPACE})", text), text


def test_french_apostrophes_are_curved() -> None:
    assert [text for text in translated("fr") if "'" in text] == []


def test_japanese_signs_are_full_width() -> None:
    assert [text for text in translated("ja") if re.search(r"[?!,.:;()“”\"']", text)] == []


def test_japanese_puts_no_space_between_two_japanese_characters() -> None:
    japanese = "[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
    assert [text for text in translated("ja") if re.search(f"{japanese}[ \u3000]{japanese}", text)] == []


def test_nobody_is_shouted_at() -> None:
    english = [form for lang in TRANSLATED for message in messages(lang) for form in forms(message.id)]
    for text in (*english, *translated("fr"), *translated("ja")):
        assert "!" not in text
        assert "！" not in text


def test_french_counts_nought_and_one_alike() -> None:
    one, many = "%(num)d\N{NO-BREAK SPACE}nouvelle", "%(num)d\N{NO-BREAK SPACE}nouvelles"
    said = [translations("fr").ngettext("%(num)d new", "%(num)d new", n) for n in (0, 1, 2, 21)]
    assert said == [one, one, many, many]


def test_japanese_has_no_plural() -> None:
    said = {translations("ja").ngettext("%(num)d new", "%(num)d new", n) for n in (0, 1, 2, 21)}
    assert said == {"新着%(num)d件"}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_refusal_and_every_cue_is_said_in_words_of_the_language(lang: str) -> None:
    assert set(REFUSALS) == set(Refusal)
    assert set(CUES) == set(Preset)
    said = {refusal_message(code, lang) for code in Refusal} | {cue_words(preset, lang) for preset in Preset}
    assert len(said) == len(Refusal) + len(Preset)
    assert said.isdisjoint({*REFUSALS.values(), *CUES.values()})
    assert {translations(lang).gettext(words) for words in ACTIONS.values()}.isdisjoint(ACTIONS.values())


def test_what_is_said_differently_in_two_places_has_a_context() -> None:
    french = translations("fr")
    assert french.gettext("Published") == "Publiée"
    assert french.pgettext("questions", "Published") == "Publiées"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (ONE_APPROVED, "", "fr: missing: 'Approve' (templates/"),
        (ONE_APPROVED, ONE_APPROVED.replace("Approuver", ""), "fr: not translated: 'Approve'"),
        (ONE_APPROVED, f"#, fuzzy\n{ONE_APPROVED}", "fr: not translated: 'Approve'"),
        (ONE_APPROVED, ONE_APPROVED.replace("Approve", "Applaud"), "fr: not used any more: 'Applaud'"),
        (ONE_NEW, ONE_NEW.replace("num", "number"), "fr: unknown named placeholder 'number'"),
        (ONE_NEW, "", "fr: not translated: ('%(num)d new'"),
    ],
)
def test_the_check_fails_and_says_what_is_wrong_with_a_catalogue(
    before: str,
    after: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for lang in TRANSLATED:
        words = (catalogue.LOCALES / f"{lang}.po").read_text()
        assert lang != "fr" or words.count(before) == 1
        (tmp_path / f"{lang}.po").write_text(words.replace(before, after))
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    assert main() == 1
    assert said in capsys.readouterr().err
