"""Which characters may stand in a text, and how many of them may pile up in one grapheme.

What is invisible stays only where some script or emoji needs it. Sources: Unicode Standard Annexes 9
(direction), 15 (normal forms), 29 (graphemes) and 31 (joiners in words); Technical Standard 51 (emoji).
"""

import unicodedata
from typing import Literal

import regex

# Our promise: stacked marks stay within their line, while every emoji sequence without skin tones fits.
CODE_POINTS_PER_GRAPHEME = 8

# \X looks back over a whole run of flags at each of them; taking all pairs but the last here keeps it linear.
GRAPHEME = regex.compile(r"\p{RI}{2}(?=\p{RI})|\X")

# A text needs at most 30 marks in a row (Annex 15, Stream-Safe Text); sorting thousands is quadratic.
_PILE_OF_MARKS = regex.compile(r"([\p{M}\p{GCB=Extend}]{30})[\p{M}\p{GCB=Extend}]+")

_TAGS = r"\U000E0020-\U000E007F"
_FORBIDDEN = regex.compile(
    r"[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\uFFFC]"
    rf"--[\n\u200C\u200D{_TAGS}\p{{Variation_Selector}}\p{{Prepended_Concatenation_Mark}}]]+",
    regex.V1,
)
# A sign that leads a number or a letter, as the Arabic number sign does, and has none to lead.
_LEADING_NOTHING = regex.compile(r"\p{GCB=Prepend}(?![[\p{L}\p{N}]--\p{GCB=Prepend}])", regex.V1)
# What the group matches stays: the flag of a region, and a selector after a character that has variants.
# The dot in a lookbehind stands for what has just been matched: looking back only then keeps it quick.
_STRAY_SELECTOR = regex.compile(
    rf"""( \U0001F3F4 (?<! \u200D [{_TAGS}\p{{Variation_Selector}}]* .)
           [\U000E0030-\U000E0039\U000E0061-\U000E007A]{{3,6}} \U000E007F
         | [\U000E0100-\U000E01EF] (?<= \p{{Ideographic}} .)
         | [\u180B-\u180D\u180F] (?<= [\p{{Mongolian}}&&\p{{L}}] .)
         | [\uFE00-\uFE02] (?<= [\p{{L}}\p{{P}}\p{{S}}] .)
         | [\uFE0E\uFE0F] (?<= \p{{Emoji}} .) )
       | [{_TAGS}\p{{Variation_Selector}}]""",
    regex.V1 | regex.VERBOSE,
)

# By their codes of ISO 15924: the scripts in which a joiner between two letters changes their shape.
_SCRIPTS = "Arab Syrc Mong Nkoo Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr"
_LETTER = r"[\p{L}&&[" + "".join(rf"\p{{scx={script}}}" for script in _SCRIPTS.split()) + "]]"
_VIRAMA = r"\p{ccc=Virama}"
_REPEATED_JOINER = regex.compile(r"([\u200C\u200D])\1+")
# The group: between two letters, after a virama, and between two pictures that become one.
_STRAY_JOINER = regex.compile(
    rf"""( [\u200C\u200D] (?= {_VIRAMA}? {_LETTER} ) (?<= {_LETTER} \p{{M}}* .)
         | [\u200C\u200D] (?<= {_LETTER} \p{{M}}* {_VIRAMA} .)
         | \u200D (?= \p{{Extended_Pictographic}} ) (?<= \p{{Extended_Pictographic}} \p{{GCB=Extend}}* .) )
       | [\u200C\u200D]""",
    regex.V1 | regex.VERBOSE,
)
_SKIN_TONE = regex.compile(r"(?<=\p{Emoji_Modifier_Base})\p{Emoji_Modifier}")


def normalised(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """The text in a normal form, in linear time whatever it holds."""
    return unicodedata.normalize(form, _PILE_OF_MARKS.sub(r"\1", text))


def permitted(text: str) -> str:
    """The text in NFC, without controls, directional formatting, or anything invisible that is out of place.

    What is taken out brings its neighbours together, so each step normalises: the next sees what will stay.
    """
    visible = _LEADING_NOTHING.sub("", _FORBIDDEN.sub("", normalised(text)))
    selected = normalised(_STRAY_SELECTOR.sub(r"\1", visible))
    return normalised(_STRAY_JOINER.sub(r"\1", _REPEATED_JOINER.sub(r"\1", selected)))


def unstacked(text: str) -> str:
    """The text with no grapheme above eight code points: the end goes, but an emoji's skin tones first."""
    graphemes = GRAPHEME.findall(text)
    if all(len(grapheme) <= CODE_POINTS_PER_GRAPHEME for grapheme in graphemes):
        return text
    kept = [""]
    for grapheme in graphemes:
        # What follows a grapheme that lost its end may now attach to it, and would make it too long again.
        joined = kept[-1] + grapheme
        if GRAPHEME.fullmatch(joined):
            kept[-1] = _cut(joined)
        else:
            kept.append(_cut(grapheme))
    return "".join(kept)


def _cut(grapheme: str) -> str:
    if len(grapheme) <= CODE_POINTS_PER_GRAPHEME:
        return grapheme
    return _SKIN_TONE.sub("", grapheme)[:CODE_POINTS_PER_GRAPHEME].rstrip("\u200c\u200d")
