"""Parts and pages as HTML: one Jinja2 environment per language, a template named after each part class."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.render.catalogue import ROOT, translations
from server.render.figures import duration, number, time_of, with_bound_signs
from server.render.words import N_, action_words, cue_words
from server.room.wording import LANGUAGES, Text
from server.views.part import Part, Wording

STATIC = ROOT / "static"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def template_of(kind: type[Part]) -> str:
    """`templates/` path of a part class: its view, a module or a package, then its name in snake case."""
    view = kind.__module__.split(".")[2]
    return f"parts/{view}/{_CAMEL.sub('_', kind.__name__).lower()}.html"


@cache
def environment(lang: str) -> Environment:
    """The templates with the words, figures and texts of one language."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "lang": lang,
        "languages_of_house": LANGUAGES,
        "show": lambda part: Markup(render_part(part, lang)),  # noqa: S704 - our own templates escaped it
        "say": lambda text, only="": say(text, lang, only),
        "number": lambda n: number(n, lang),
        "time_of": lambda ms: time_of(ms, lang),
        "duration": duration,
        "action_words": lambda event: action_words(event, lang),
        "N_": N_,
        "word": lambda message, only: translations(only).gettext(message),
        "cue_words": lambda preset, only="": cue_words(preset, only or lang),
        "static": static_url,
    }
    return env


def render_part(part: Part, lang: str) -> str:
    """One part as HTML; the same part in the same language is rendered once, unless it is personal."""
    return _rendered(part, lang) if part.is_personal else _remembered(part, lang)


def _rendered(part: Part, lang: str) -> str:
    return environment(lang).get_template(template_of(type(part))).render(part=part).strip()


_remembered = lru_cache(maxsize=20_000)(_rendered)


def render_page(name: str, lang: str, context: Mapping[str, object]) -> str:
    """A whole page."""
    return environment(lang).get_template(f"pages/{name}.html").render(context)


def say(text: Text | Wording, lang: str, only: str = "") -> Markup:
    """Words for a reader of `lang`, marked with their language if it is another one.

    What the audience wrote is kept out of htmx's sight and isolated from the direction of the text around it.
    `only` asks for exactly that language: an empty string if the text does not exist in it.
    """
    words = text.text if isinstance(text, Wording) else text
    spoken, said = (only, words.in_(only)) if only else text.best(lang)
    if not said:
        return Markup()
    if spoken == "fr":
        said = with_bound_signs(said)
    mark = Markup(' lang="{}"').format(spoken) if spoken != lang else Markup()
    if isinstance(text, Wording) and text.original:
        return Markup("<bdi{} hx-ignore>{}</bdi>").format(mark, said)
    return Markup("<span{}>{}</span>").format(mark, said)


@cache
def static_url(name: str) -> str:
    """The address of a static file with its content's digest, so that browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / Path(name)).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
