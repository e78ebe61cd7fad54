"""What a person's text may be: cleaned before it is kept, measured as people see it, folded to compare."""

from itertools import islice

import regex

from moderation.characters import GRAPHEME, normalised, permitted, unstacked

# In graphemes.
QUESTION_LIMIT = 300
NAME_LIMIT = 40
CUE_LIMIT = 80
ANNOUNCEMENT_LIMIT = 200
REASON_LIMIT = 200
LABEL_LIMIT = 30
NOTE_LIMIT = 300
REPLY_LIMIT = 300

LINES_LIMIT = 8

# A run of spaces becomes the first of these that it holds: French no-break spaces, then Japanese full width.
_SPACES = "\u202f\u00a0\u3000 "
_NEWLINE = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The Braille blank is a visible nothing too: without it, no name is made of nothing.
_OTHER_SPACE = regex.compile(r"[[\p{Zs}\t\u2800]--[\u202f\u00a0\u3000]]", regex.V1)
_RUN_OF_SPACES = regex.compile(rf"[{_SPACES}]{{2,}}")
# A mark with no base would settle on whatever the page puts before the text.
_BASELESS = regex.compile(rf"^[{_SPACES}\p{{M}}\p{{GCB=Extend}}]+")
_EMPTY_LINES = regex.compile(r"\n{3,}")

# What comparing two texts leaves out.
_INVISIBLE = regex.compile(r"[[\p{Default_Ignorable_Code_Point}\p{C}]--\s]", regex.V1)
_APOSTROPHES = str.maketrans("‘’ʼ´`", "'''''")
_SPACE_AT_PUNCTUATION = regex.compile(r"\s+(?=[?!:;»])|(?<=«)\s+")
_FINAL = " .。!?…‽"

_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")
_LATIN_WORD = regex.compile(r"\p{Latin}+")
# A Japanese character says about as much as three Latin letters do.
_LETTERS_PER_CHARACTER = 3
_FRENCH_LETTERS = regex.compile("[àâæçèéêëîïôœùûÿ]")
# Frequent words that only one of the two languages has: not `on`, `a`, `or`, `son`, `plus`, `as`.
_FRENCH = """
    au aux avec ce ces cette combien comment dans de des du elle en est et il ils je la le les leur mais
    ne nos notre nous ou où par pas pour pourquoi qu que quel quelle quelles quels qui quoi sans se sont
    sur un une vos votre vous
"""
_ENGLISH = """
    an and are at be but by can could did do does for from had has have how i if in is it its my not of
    our should so that the their there these they this those to was we were what when where which who
    why will with would you your
"""
_FRENCH_WORDS, _ENGLISH_WORDS = frozenset(_FRENCH.split()), frozenset(_ENGLISH.split())


def clean(text: str) -> str:
    """The text as it is kept and shown: in NFC, as typed but for what could harm or hide (see `characters`).

    Linear in the length of the text, and idempotent.
    """
    spaced = _OTHER_SPACE.sub(" ", _NEWLINE.sub("\n", text))
    compact = _RUN_OF_SPACES.sub(lambda run: min(run[0], key=_SPACES.index), permitted(spaced))
    lines = "\n".join(_BASELESS.sub("", line).rstrip(_SPACES) for line in compact.split("\n"))
    return unstacked(_EMPTY_LINES.sub("\n\n", lines).strip("\n"))


def line(text: str) -> str:
    """The text cleaned and on one line, as a name is."""
    return clean(_NEWLINE.sub("\n", text).replace("\n", " "))


def graphemes(text: str) -> int:
    """How many characters people see: `が`, `é` and a family of four are one each, however encoded."""
    return sum(1 for _ in GRAPHEME.finditer(text))


def cut(text: str, limit: int) -> str:
    """The beginning of the text, at most `limit` graphemes, none of them divided."""
    return "".join(found[0] for found in islice(GRAPHEME.finditer(text), limit)).rstrip()


def fold_for_comparison(text: str) -> str:
    """A key that two texts share when people would call them the same; never shown.

    Case, width, the shape of apostrophes, extra spaces and what is invisible do not count. Of the final
    punctuation only the question mark does: `本当？！` and `本当 ?` are one question, `Oui.` is `oui`.
    """
    visible = _INVISIBLE.sub("", normalised(text.translate(_APOSTROPHES), "NFKC"))
    folded = normalised(visible.casefold(), "NFKC")
    spaced = _SPACE_AT_PUNCTUATION.sub("", " ".join(folded.split()))
    body = spaced.rstrip(_FINAL)
    return body + "?" if "?" in spaced[len(body) :] else body


def language_of(text: str, fallback: str) -> str:
    """A guess at the language a text was written in: `ja`, `fr` or `en`, never anything else.

    Japanese is told from its script. Between French and English the writer's own language, `fallback`, is
    believed; only when it is neither do words and accents decide, and without a sign of French it is English.
    Text with no letter of these scripts takes `fallback`. Known limits: kanji alone may be Chinese; a long
    name in Latin letters with a French or English word in it outweighs a short Japanese sentence; an English
    question from a French phone is taken for French.
    """
    words = _LATIN_WORD.findall(text.casefold())
    french = sum(word in _FRENCH_WORDS for word in words) + len(_FRENCH_LETTERS.findall(text.casefold()))
    english = sum(word in _ENGLISH_WORDS for word in words)
    if _is_japanese(text, latin_letters=sum(map(len, words)), latin_grammar=french + english > 0):
        return "ja"
    if not words or fallback in ("fr", "en"):
        return fallback if fallback in ("fr", "ja", "en") else "en"
    return "fr" if french > english else "en"


def _is_japanese(text: str, latin_letters: int, latin_grammar: bool) -> bool:
    characters = len(_JAPANESE.findall(text))
    if not characters or characters * _LETTERS_PER_CHARACTER >= latin_letters:
        return characters > 0
    return not latin_grammar and _KANA.search(text) is not None
