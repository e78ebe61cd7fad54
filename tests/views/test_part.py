"""The difference between two pages is as small as it can be, and leads from one to the other."""

from hypothesis import given as for_all
from hypothesis import strategies as st

from server.room.wording import Text
from server.views.common import Bar, Count
from server.views.part import Insert, Listing, Order, Part, Remove, Replace, Wording, diff, said
from tests.views.page import patched


class Leaf(Part, frozen=True):
    """A part with a value."""

    value: int = 0


class Item(Part, frozen=True):
    """A part with a value and a part in it."""

    value: int
    leaf: Leaf


class Row(Listing, frozen=True):
    """A list."""

    items: tuple[Item, ...] = ()


class Page(Part, frozen=True):
    """A page: a value, a part, a list, and a part that is not always there."""

    row: Row
    leaf: Leaf
    value: int = 0
    maybe: Leaf | Row | None = None


def row(*numbers: int, value: int = 0, leaf: int = 0) -> Row:
    return Row("row", tuple(Item(f"i{n}", value, Leaf(f"l{n}", leaf)) for n in numbers))


TWO = row(1, 2)


def page(row: Row = TWO, leaf: int = 0, value: int = 0, maybe: Leaf | Row | None = None) -> Page:
    return Page("page", row, Leaf("leaf", leaf), value, maybe)


def test_equal_pages_need_nothing() -> None:
    assert diff(page(), page()) == []


def test_a_changed_leaf_is_replaced_alone() -> None:
    assert diff(page(), page(leaf=1)) == [Replace(Leaf("leaf", 1))]


def test_a_part_whose_own_value_changed_is_replaced_whole() -> None:
    changed = page(value=1, leaf=1)
    assert diff(page(), changed) == [Replace(changed)]


def test_a_leaf_in_an_item_is_replaced_alone() -> None:
    assert diff(page(row(1)), page(row(1, leaf=1))) == [Replace(Leaf("l1", 1))]


def test_an_item_whose_own_value_changed_is_replaced_with_what_is_in_it() -> None:
    changed = row(1, value=1, leaf=1)
    assert diff(page(row(1)), page(changed)) == [Replace(changed.items[0])]


def test_an_item_at_the_end_is_inserted() -> None:
    assert diff(page(row(1)), page(row(1, 2))) == [Insert("row", row(2).items[0])]


def test_an_item_elsewhere_is_inserted_and_then_put_in_order() -> None:
    assert diff(page(row(1)), page(row(2, 1))) == [Insert("row", row(2).items[0]), Order("row", ("i2", "i1"))]


def test_an_item_that_is_gone_is_removed() -> None:
    assert diff(page(row(1, 2, 3)), page(row(1, 3))) == [Remove("i2")]


def test_items_that_change_places_are_only_put_in_order() -> None:
    assert diff(page(row(1, 2, 3)), page(row(3, 1, 2))) == [Order("row", ("i3", "i1", "i2"))]


class Two(Part, frozen=True):
    """A page with two lists."""

    first: Row
    second: Row


def test_an_item_that_goes_to_another_list_is_taken_from_the_one_before_it_is_put_into_the_other() -> None:
    both, none = row(1, 2).items, ()
    before = Two("page", Row("first", none), Row("second", both))
    after = Two("page", Row("first", both[:1]), Row("second", both[1:]))
    assert diff(before, after) == [Remove("i1"), Insert("first", both[0])]
    assert diff(after, before)[0] == Remove("i1")
    assert patched(before, diff(before, after)) == after
    assert patched(after, diff(after, before)) == before


def test_a_part_that_comes_or_goes_replaces_the_part_around_it() -> None:
    with_leaf, with_list = page(maybe=Leaf("maybe")), page(maybe=Row("maybe"))
    assert diff(page(), with_leaf) == [Replace(with_leaf)]
    assert diff(with_leaf, page()) == [Replace(page())]
    assert diff(with_leaf, with_list) == [Replace(Row("maybe"))]


def test_a_part_of_another_kind_with_the_same_id_is_replaced() -> None:
    assert diff(Count("x", 1), Bar("x", Text(), 1, 1)) == [Replace(Bar("x", Text(), 1, 1))]


leaves = st.integers(0, 1)
items = st.builds(
    lambda n, value, leaf: Item(f"i{n}", value, Leaf(f"l{n}", leaf)), st.integers(0, 6), leaves, leaves
)
rows = st.lists(items, unique_by=lambda item: item.id, max_size=7).map(lambda made: Row("row", tuple(made)))
maybes = st.none() | st.builds(Leaf, st.just("maybe"), leaves) | st.just(Row("maybe"))
pages = st.builds(page, rows, leaves, st.integers(0, 9).map(lambda n: n // 9), maybes)


@for_all(before=pages, after=pages)
def test_the_page_before_and_the_difference_make_the_page_after(before: Page, after: Page) -> None:
    assert patched(before, diff(before, after)) == after


@for_all(before=pages, after=pages)
def test_no_element_is_sent_twice(before: Page, after: Page) -> None:
    sent = [patch.part.id for patch in diff(before, after) if isinstance(patch, Replace | Insert)]
    assert len(sent) == len(set(sent))


def test_what_somebody_said_is_in_one_language() -> None:
    assert said("ja", "なぜ") == Wording(Text(ja="なぜ"), "ja")
    assert said("tlh", "Why?") == Wording(Text(en="Why?"), "en")
