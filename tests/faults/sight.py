"""What a screen shows, by what was sent to it; I4 compares it with what a screen that just came would show.

I4  Every patch that reaches a screen finds its element, and once all is quiet the screen shows exactly what
    the whole of a fresh page shows: so it missed no patch, or was sent a whole afterwards.
"""

from tests.faults.checker import Violation
from tests.faults.elements import Element, read

PERSONAL = frozenset({"me", "undoable"})


class Sight:
    """One screen. `misses` names the patches that found no element."""

    def __init__(self, name: str, view: str) -> None:
        self.name, self.view = name, view
        self.wholes = self.patches = 0
        self.misses: list[str] = []
        self._page = Element("page")
        self._roots: frozenset[str] = frozenset()

    def take(self, message: str) -> None:
        """A message of partials arrived."""
        partials = read(message)
        targets = [partial.attributes["hx-target"].removeprefix("#") for partial in partials]
        if set(targets) <= PERSONAL:
            return
        if self._is_whole(targets):
            self.wholes += 1
            self._roots = frozenset(targets)
            self._page.children = [child for partial in partials for child in partial.children]
            return
        self.patches += 1
        for partial, target in zip(partials, targets, strict=True):
            self._apply(target, partial)

    def shown(self) -> dict[str, str]:
        """What stands where, by the id of each of the page's own parts."""
        return {one.id: str(one) for one in self._page.children if isinstance(one, Element)}

    def words(self, id: str) -> str:
        """What an element of the page says."""
        found = self._find(id)
        return str(found) if found else ""

    def _is_whole(self, targets: list[str]) -> bool:
        """A screen that comes without a version is sent one first, which tells what a whole consists of."""
        return not self._roots or set(targets) == self._roots

    def _find(self, id: str) -> Element | None:
        return next((one for one in self._page.elements() if one.id == id), None)

    def _apply(self, target: str, partial: Element) -> None:
        content = [child for child in partial.children if isinstance(child, Element)]
        if target == "order":
            for one in content:
                self._arrange(one.attributes["data-list"], one.attributes["data-items"].split())
            return
        found = self._find(target)
        if found is None:
            self.misses.append(f"{partial.attributes['hx-swap']} {target}")
        elif partial.attributes["hx-swap"] == "beforeend":
            found.children += content
        else:
            self._swap(found, content)

    def _swap(self, found: Element, content: list[Element]) -> None:
        for element in self._page.elements():
            if found in element.children:
                at = element.children.index(found)
                element.children[at : at + 1] = content
                return

    def _arrange(self, name: str, wanted: list[str]) -> None:
        found = self._find(name)
        if found is None:
            self.misses.append(f"order {name}")
            return
        here = [child for child in found.children if isinstance(child, Element)]
        items = {child.id: child for child in here if child.id in wanted}
        if len(items) != len(wanted):
            self.misses.append(f"order {name}: {sorted(set(wanted) - set(items))} are not in it")
        others = [child for child in found.children if child not in items.values()]
        found.children = [*(items[id] for id in wanted if id in items), *others]


def check_sight(sight: Sight, fresh: Sight) -> list[Violation]:
    """I4, for one screen beside one that came after everything was quiet."""
    found = [Violation("I4", f"{sight.name}: nothing to {miss}") for miss in sight.misses]
    shown, wanted = sight.shown(), fresh.shown()
    differing = [id for id in sorted(shown.keys() | wanted.keys()) if shown.get(id) != wanted.get(id)]
    return found + [
        Violation("I4", f"{sight.name} shows {shown.get(id)}, a fresh page {wanted.get(id)}")
        for id in differing
    ]
