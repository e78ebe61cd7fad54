"""What people may write to do harm, and somebody who reads what a browser would make of it."""

import csv
import io
import re
import unicodedata
from html.parser import HTMLParser

# `pwned` must never become an element, an attribute, or a value that a browser or htmx acts on. Names and
# labels are short, so each kind of harm is there in few characters too.
_MARKUP = (
    "<pwned>",
    "<script>pwned()</script>",
    "</script><pwned>",
    "<img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    '"><pwned pwned="',
    "'><pwned pwned='",
    '" hx-get="/pwned" x="',
    "' hx-on:click='pwned()' '",
    '" onclick="pwned()',
    "</bdi></li></main><pwned>",
    "</textarea></title></style><pwned>",
    '<b hx-get=/pwned hx-trigger="load">x',
    '<b hx-on::load="pwned()">x</b>',
    '<hx-partial hx-target="body"><pwned></hx-partial>',
    "<a href=javascript:pwned()>x</a>",
    "javascript:pwned()",
    "<!--<pwned>-->",
    "{{ 7 * 191 }}{% pwned %}${pwned}",
    "%(pwned)s %(who)s {0} %s",
    "&lt;pwned&gt; &#60;pwned&#62;",
    "\u202e<pwned>\u2066 \u200f\ufeff",
    "\u0627\u0644\u0633\u0644\u0627\u0645 <pwned>",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a<pwned>",
    "\x00\x1b[31m<pwned>\x7f\ud7ff\ufffe",
    "<\u0440wned> \u041c\u043ed\u0435r\u0430t\u043er <pwned>",
    "\U0001f469\u200d\U0001f469\u200d\U0001f466<pwned>\U0001f1eb\U0001f1f7\u20e3",
    "<pwned>" * 1500,
)
# What a spreadsheet would compute, at the beginning of a cell or of what it takes for one.
FORMULAS = (
    "=HYPERLINK(pwned)",
    "+pwned()",
    "-pwned()",
    "@pwned()",
    "\t=pwned()",
    "\uff1dpwned()",
    '","=pwned()',
    "x\n=pwned()",
)
PAYLOADS = (*_MARKUP, *FORMULAS)
_COMPUTED = tuple("=+-@＝＋－＠\t\r\n")
# Nothing is done with what these hold, beyond showing it.
_SHOWN = frozenset({"value", "title", "aria-label", "alt", "content", "placeholder"})
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00\x1b\x7f]")


class Reader(HTMLParser):
    """Notes what is wrong with a page, and the text in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong += [tag] if "pwned" in tag else []
        for name, value in attrs:
            acts = name not in _SHOWN and not name.startswith("data-")
            if "pwned" in name or name.startswith(("on", "hx-on")) or (acts and "pwned" in (value or "")):
                self.wrong.append(f"<{tag} {name}={value!r}>")

    def handle_comment(self, data: str) -> None:
        self.wrong += [f"<!--{data}-->"] if "pwned" in data else []

    def handle_data(self, data: str) -> None:
        self.text += data
        if "pwned" in data and self.cdata_elem:
            self.wrong.append(f"in <{self.cdata_elem}>")


def harm_of(html: str) -> list[str]:
    """What on a page is not as harmless as it should be."""
    seen = Reader(html)
    marks = "".join("M" if unicodedata.category(one).startswith("M") else " " for one in seen.text)
    piled = ["marks piled up"] if any(len(pile) >= 8 for pile in marks.split(" ")) else []
    hidden = ["what cannot be seen"] if _HIDDEN.search(html) else []
    return seen.wrong + piled + hidden + (["a template ran"] if "1337" in seen.text else [])


def formulas_of(table: str) -> list[str]:
    """The cells of a table that a spreadsheet would compute."""
    return [cell for row in csv.reader(io.StringIO(table)) for cell in row if cell.startswith(_COMPUTED)]
