"""Links, e-mail addresses and phone numbers, as people write them in French, Japanese and English."""

from collections.abc import Iterator

import regex

from moderation.screening.finding import Kind

# The endings that a hall may write: of all 1,400, most are words that follow a full stop without a space.
_ENDINGS = """
    com org net info biz edu gov int app dev online shop blog cloud tech xyz club media agency link
    paris bzh corsica alsace tokyo osaka nagoya kyoto okinawa asia eu fr jp uk be ch lu nl pl cz dk fi gr ru
    ua cn tw hk kr vn th sg br mx nz za tn dz gp mq nc pf co io ai me tv fm ly gl gg cc ws
"""
# These are words of French or English, too: a link only where a path follows.
_ENDINGS_THAT_ARE_WORDS = "at au ca ci de es in it la ma page pro se sh site to top us"


def _any(endings: str) -> str:
    # A sentence begins with one capital: `merci.Me voici` is no address, `line.me` and `LINE.ME` are.
    return "|".join(ending for word in endings.split() for ending in (word, word.upper()))


_NAME = r"[\p{Latin}0-9-]++"
_EMAIL = regex.compile(
    rf"""(?<![\p{{Latin}}0-9._%+-]) [\p{{Latin}}0-9._%+-]++
         (?: @ | \s? [(\[] \s? (?:at|à|arobase|アット|アットマーク) \s? [)\]] \s? )
         (?:{_NAME}\.)+ [A-Za-z]{{2,}}""",
    regex.VERBOSE,
)
_LINK = regex.compile(
    rf"""(?:https?|ftp)://[!-~]*+
       | (?<![\p{{Latin}}0-9@._-])
         (?: www\d?\.{_NAME} (?:\.{_NAME})*+ (?:/[!-~]*+)?
           | (?:{_NAME}\.)+ (?: (?:{_any(_ENDINGS)}) (?![\p{{Latin}}0-9@_-]) (?:[/?\#:][!-~]*+)?
                             | (?:{_any(_ENDINGS_THAT_ARE_WORDS)}) /[!-~]++ ) )""",
    regex.VERBOSE,
)
# What follows a link in a sentence rather than belonging to it.
_AFTER = ".,;:!?)]}'\"`"

_GAP = r"[ .\-‐‑–−ー・]"
# One separator throughout, so that a date and an hour, or two numbers, do not become one.
_PHONE = regex.compile(
    rf"""(?<!\d) (?:
           0[1-9] (?P<gap>{_GAP}?) \d\d (?: (?P=gap) \d\d ){{3}}
         | 0[1-9]\d\d (?P<wide>{_GAP}) \d\d (?: (?P=wide) \d\d ){{2}}
         | 0[5789]0 \d{{8}}
         | \(? (?: 0[1-9] \)?{_GAP}?\(? \d{{4}} | 0\d\d \)?{_GAP}\(? \d{{3,4}} | 0\d{{3}} \)?{_GAP}\(? \d\d
                 | 0\d{{4}} \)?{_GAP}\(? \d ) \)?{_GAP}? \d{{4}}
         | 0[1-9]\d{{2}} (?P<free>{_GAP}) \d{{3}} (?P=free) \d{{3}}
         | (?: \+ | 00 ) [1-9] (?: [ ()]?{_GAP}?[ ()]? \d ){{9,13}}
       ) (?!\d)""",
    regex.VERBOSE,
)
_AMOUNT = regex.compile(r"\+\d{1,3}(?:\D?000)+")


def contacts(plain: str) -> Iterator[tuple[Kind, int, int]]:
    """What leads to a person or a place in a text of one width: each piece once, and where it is."""
    rest = plain
    for kind, pattern in ((Kind.EMAIL, _EMAIL), (Kind.LINK, _LINK), (Kind.PHONE, _PHONE)):
        for found in pattern.finditer(rest):
            if not _AMOUNT.fullmatch(found[0]):
                yield kind, found.start(), found.start() + len(found[0].rstrip(_AFTER))
        # The domain of an address is no second link, and the number in a link no phone.
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
