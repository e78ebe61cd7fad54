"""What a screen reader is told of a page: the browser's own accessibility tree, in reading order."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from server.render.catalogue import read
from tests.browser.people import Person

PRESSED = {"button", "link", "checkbox", "radio", "menuitem", "switch", "tab", "DisclosureTriangle"}
TYPED = {"textbox", "searchbox", "combobox", "spinbutton", "slider"}
INTERACTIVE = PRESSED | TYPED
# What languages call themselves, whatever the language of the page.
OWN_NAMES = {"Français", "日本語", "English"}
_MARK = re.compile(r"[\W\d_]+")


class Node(NamedTuple):
    """Something that is told: what it is, what it is called, what else is said of it, and what is in it."""

    role: str
    name: str
    said: dict[str, Any]
    inside: tuple["Node", ...]

    def all(self, *roles: str) -> list["Node"]:
        """It and everything in it that is one of these, in reading order; without roles everything."""
        return [one for one in self._walk() if not roles or one.role in roles]

    def one(self, role: str, name: str = "") -> "Node":
        """The first of this role whose name begins so; there must be one."""
        return next(one for one in self.all(role) if one.name.startswith(name))

    @property
    def text(self) -> str:
        """All words in it."""
        return " ".join(one.name for one in self.all("StaticText"))

    def _walk(self) -> Iterator["Node"]:
        yield self
        for one in self.inside:
            yield from one._walk()


def heard(person: Person) -> Node:
    """The page as it is told now."""
    line = person.page.context.new_cdp_session(person.page)
    nodes = {node["nodeId"]: node for node in line.send("Accessibility.getFullAXTree")["nodes"]}
    line.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    return _told(nodes, root)[0]


def _told(nodes: dict[str, Any], node: dict[str, Any]) -> tuple[Node, ...]:
    """The node, or what is in it if it is only there for the layout."""
    children = [nodes[id] for id in node.get("childIds", ()) if id in nodes]
    inside = tuple(one for child in children for one in _told(nodes, child))
    if node["ignored"]:
        return inside
    said = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    name = str(node.get("name", {}).get("value", ""))
    return (Node(str(node["role"]["value"]), name, said, inside),)


def levels(page: Node) -> list[int]:
    """How deep each heading is, in reading order."""
    return [int(one.said["level"]) for one in page.all("heading")]


def jumps(page: Node) -> list[str]:
    """Headings that are more than one deeper than the one before, or that stand above the first."""
    before, found = 0, []
    for one in page.all("heading"):
        level = int(one.said["level"])
        found += [one.name] if level > before + 1 else []
        before = level
    return found


def unnamed(page: Node) -> list[Node]:
    """What can be acted on but has no name, or one without a letter or a figure."""
    return [one for one in page.all(*INTERACTIVE) if not re.search(r"\w", one.name)]


def in_english(page: Node, lang: str) -> list[str]:
    """Names that are the English source where the catalogue of this language has other words."""
    words = {str(id): str(one.string) for one in read(lang) if isinstance(id := one.id, str) and id}
    left = {_MARK.sub(" ", id).strip() for id, told in words.items() if id != told}
    names = [one.name for one in page.all(*INTERACTIVE) if one.name not in OWN_NAMES]
    return [name for name in names if _MARK.sub(" ", name).strip() in left]
