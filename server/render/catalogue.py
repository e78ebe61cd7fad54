"""The words of every screen: gettext catalogues, English as the source, compiled in memory at start."""

import io
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ROOT = Path(__file__).resolve().parents[2]
LOCALES = Path(__file__).resolve().parents[1] / "locales"
TRANSLATED = ("fr", "ja")

_METHODS = [("server/render/**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "N_": None}
_OPTIONS = {"templates/**.html": {"trimmed": "true"}}


def read(lang: str) -> Catalog:
    """The catalogue of one language as written by its translators."""
    with (LOCALES / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)


@cache
def translations(lang: str) -> Translations:
    """What Jinja2 and Python ask for words; English needs no catalogue."""
    if lang not in TRANSLATED:
        return Translations()
    compiled = io.BytesIO()
    write_mo(compiled, read(lang))
    compiled.seek(0)
    return Translations(compiled)


def used() -> dict[tuple[str, str | None], str]:
    """Every message that the code and the templates use, as (id, context), with where it stands."""
    found: dict[tuple[str, str | None], str] = {}
    messages = extract_from_dir(
        ROOT, _METHODS, _OPTIONS, keywords=_KEYWORDS, directory_filter=lambda name: _is_ours(name)
    )
    for filename, line, message, _, context in messages:
        id = message[0] if isinstance(message, tuple) else message
        found.setdefault((id, context), f"{filename}:{line}")
    return found


def _is_ours(name: str) -> bool:
    base = Path(name).name
    return not base.startswith(".") and base not in {
        "static",
        "tests",
        "var",
        "docs",
        "bench",
        "node_modules",
    }


def problems() -> list[str]:
    """What is missing, empty, fuzzy or no longer used in the catalogues, one sentence each."""
    wanted, found = used(), []
    for lang in TRANSLATED:
        catalogue = read(lang)
        present = {
            (message.id[0] if isinstance(message.id, tuple) else message.id, message.context): message
            for message in catalogue
            if message.id
        }
        found += [
            f"{lang}: missing: {id!r} ({wanted[id, context]})"
            for id, context in wanted
            if (id, context) not in present
        ]
        found += [
            f"{lang}: not used any more: {id!r}" for id, context in present if (id, context) not in wanted
        ]
        for message in present.values():
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(strings) or message.fuzzy:
                found.append(f"{lang}: not translated: {message.id!r}")
            found += [f"{lang}: {error}: {message.id!r}" for error in message.check(catalogue)]
    return found


def main() -> int:
    """`python -m server.render.catalogue check`: 0 if every text on screen exists in every language."""
    found = problems()
    for problem in found:
        sys.stderr.write(problem + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
