"""The rules of a ballot, and the phases of a poll."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal, TypeAlias

Electorate: TypeAlias = Literal["everyone", "here-before"]
"""Who may vote in a poll: everyone, or those only who came before it opened."""

# Of the voters of a poll, so many and such a share may be strangers without a word: late trains, a phone
# that was closed too soon. Above both, whoever reads the turnout is told.
FEW_STRANGERS, FEW_IN_A_HUNDRED = 5, 5


class Phase(StrEnum):
    """A poll goes from draft to open to closed, never back: the key to its ballots dies at the close."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


def worth_a_warning(strangers: int, voters: int) -> bool:
    """Whether so many of the voters came late, or were never seen, that the turnout should say so."""
    return strangers > FEW_STRANGERS and strangers * 100 > FEW_IN_A_HUNDRED * voters


def valid_choice(
    kind: Literal["single", "multiple"], options: Sequence[str], at_most: int, choice: Sequence[str]
) -> bool:
    """Whether a ballot counts: known options, each once, as many as the poll allows (`at_most` 0: any)."""
    if len(choice) == 1:  # nearly every ballot, of thousands a second
        return choice[0] in options
    if not choice or len(set(choice)) != len(choice) or not set(choice) <= set(options):
        return False
    allowed = 1 if kind == "single" else at_most or len(options)
    return len(choice) <= allowed
