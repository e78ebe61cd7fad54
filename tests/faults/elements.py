"""A browser's page, as far as it matters here: elements with their attributes, without the space between."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Union

_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
Node = Union["Element", str]


@dataclass(eq=False)
class Element:
    """An element; text that is only space between elements is left out."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id, or none."""
        return self.attributes.get("id", "")

    def elements(self) -> Iterator["Element"]:
        """It and everything in it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    def __str__(self) -> str:
        attributes = "".join(f" {name}={value!r}" for name, value in sorted(self.attributes.items()))
        return f"<{self.tag}{attributes}>{''.join(map(str, self.children))}</{self.tag}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self._open[-1].children.append(words)


def read(html: str) -> list[Element]:
    """The elements of a fragment."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [child for child in reader.root.children if isinstance(child, Element)]
