"""Numbers, times, durations and punctuation as a reader of each language writes them."""

import re
from datetime import UTC, datetime

from babel.dates import format_skeleton, format_time
from babel.numbers import format_decimal

# Where a French typist leaves a space that must not end a line, and the space that belongs there.
_SIGNS = (
    (re.compile(r" +(?=[?!;])"), "\N{NARROW NO-BREAK SPACE}"),
    (re.compile(r" +(?=[:»%])|(?<=«) +"), "\N{NO-BREAK SPACE}"),
)


def with_bound_signs(french: str) -> str:
    """French words with their punctuation on the same line as the word it belongs to."""
    for space, unbreakable in _SIGNS:
        french = space.sub(unbreakable, french)
    return french


def number(n: int, lang: str) -> str:
    """A count with the language's separators."""
    return format_decimal(n, locale=lang)


def time_of(ms: int, lang: str) -> str:
    """Hours and minutes of a Unix time in milliseconds, in the server's time zone."""
    local = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return format_time(local, "HH:mm", locale=lang)


def moment_of(ms: int, lang: str) -> str:
    """Day, hours and minutes of a Unix time in milliseconds, in the server's time zone."""
    local = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return f"{format_skeleton('MMMd', local, locale=lang)} {format_time(local, 'HH:mm', locale=lang)}"


def duration(ms: int) -> str:
    """Minutes and seconds, hours if there are any; a plus sign before time that has run over."""
    sign = "+" if ms < 0 else ""
    minutes, seconds = divmod((abs(ms) + 999) // 1000 if ms >= 0 else abs(ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes}:{seconds:02}"
