"""Precision and recall: what is suggested for the pairs made by hand, when all are asked in one hall."""

from collections.abc import Iterable
from typing import NamedTuple

from moderation.similarity.likeness import Likeness, Texts
from tests.moderation.similarity.hall import Pair, filled


class Figures(NamedTuple):
    """How many pairs ask the same, how many of them are suggested, and how many others are."""

    same: int
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / self.same

    def __str__(self) -> str:
        shares = f"precision {self.precision:.2f}, recall {self.recall:.2f}"
        return f"{shares} ({self.right} of {self.same} suggested, {self.wrong} others)"


def measured(pairs: list[Pair], hall: dict[str, Texts]) -> dict[str, Figures]:
    """The figures of each list, and of all, in a hall that asks other things as well.

    What is suggested for a question of one pair out of another, or out of the hall, counts as wrong: nothing
    in the file asks the same as anything but its partner.
    """
    asked = {f"{side}{at}": pair.texts[side] for at, pair in enumerate(pairs) for side in (0, 1)}
    suggested = _suggested(filled(asked | hall), asked)
    partners = {frozenset((f"0{at}", f"1{at}")): pair for at, pair in enumerate(pairs)}
    figures = {}
    for listed in dict.fromkeys(pair.listed for pair in pairs):
        same = {names for names, pair in partners.items() if pair.same and pair.listed == listed}
        ours = {names for names in suggested if pairs[int(min(names)[1:])].listed == listed}
        figures[listed] = Figures(len(same), len(ours & same), len(ours - same))
    figures["all"] = Figures(*map(sum, zip(*figures.values(), strict=True)))
    return figures


def _suggested(likeness: Likeness, asked: Iterable[str]) -> set[frozenset[str]]:
    return {frozenset((question, near.question)) for question in asked for near in likeness.near(question, 3)}
