"""Patches as one message of htmx partials, which bring a page that is open to the newest state."""

from collections.abc import Iterable

from markupsafe import Markup

from server.render.html import render_part
from server.views.part import Insert, Order, Part, Patch, Remove, Replace

_PARTIAL = Markup('<hx-partial hx-target="#{}" hx-swap="{}">{}</hx-partial>')
_ORDER = Markup('<i data-list="{}" data-items="{}"></i>')


def render_patches(patches: Iterable[Patch], lang: str) -> str:
    """One message for all that changed in a tick.

    What goes away comes first: a question that moves from one list to another has the same id in both.
    """
    ordered = sorted(patches, key=lambda patch: not isinstance(patch, Remove))
    return "".join(_partial(patch, lang) for patch in ordered)


def _partial(patch: Patch, lang: str) -> str:
    match patch:
        case Replace(part):
            return _swap(part.id, "outerMorph", render_part(part, lang))
        case Insert(into, part):
            return _swap(into, "beforeend", render_part(part, lang))
        case Remove(id):
            return _swap(id, "delete", "")
        case Order(id, items):
            return _swap("order", "beforeend", _ORDER.format(id, " ".join(items)))


def _swap(target: str, how: str, html: str) -> str:
    return str(_PARTIAL.format(target, how, Markup(html)))  # noqa: S704 - a template escaped it


def render_whole(root: Part, lang: str) -> str:
    """The message that brings a screen to exact state, whatever it showed before."""
    nested = (getattr(root, name) for name in root.__struct_fields__)
    return render_patches((Replace(part) for part in nested if isinstance(part, Part)), lang)
