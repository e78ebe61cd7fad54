"""What moves at the desk never moves a press to another question, nor loses it."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk

pytestmark = ON_FILES

FIRST, SECOND, THIRD = "Qui entretient les digues ?", "Que coûte un tramway ?", "Où planter des arbres ?"
# Two keys in one go: nothing that the page put off until later has happened in between.
AT_ONCE = """keys => keys.forEach((key) => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true })))"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def three_questions(hall: Hall) -> Desk:
    """A desk at which three questions wait, the first one selected."""
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    for question in (FIRST, SECOND, THIRD):
        phone.ask(question)
    expect(desk.find("#pending > li")).to_have_count(3)
    desk.page.evaluate("document.activeElement?.blur()")
    desk.press("j")
    expect(desk.find("#pending > li[aria-current]")).to_contain_text(FIRST)
    return desk


def test_a_press_lands_on_the_button_under_the_pointer_although_what_is_selected_opens_out(
    hall: Hall,
) -> None:
    desk = three_questions(hall)
    button = desk.find("#pending > li").filter(has_text=THIRD).get_by_role("button", name="Approuver")
    button.hover()
    there = button.bounding_box()
    desk.page.mouse.down()
    desk.page.evaluate(SETTLED)
    assert button.bounding_box() == there
    desk.page.mouse.up()
    expect(desk.find("#live > li")).to_have_count(1)
    expect(desk.find("#live > li")).to_contain_text(THIRD)


def test_a_press_beside_the_buttons_selects_the_question_once_it_is_over(hall: Hall) -> None:
    desk = three_questions(hall)
    words = desk.find("#pending > li").filter(has_text=SECOND).locator(".words")
    words.hover()
    desk.page.mouse.down()
    expect(desk.find("#pending > li[aria-current]")).to_contain_text(FIRST)
    desk.page.mouse.up()
    expect(desk.find("#pending > li[aria-current]")).to_contain_text(SECOND)


def test_two_quick_keys_decide_two_questions(hall: Hall) -> None:
    desk = three_questions(hall)
    desk.page.evaluate(AT_ONCE, ["a", "d"])
    expect(desk.find("#live > li")).to_contain_text(FIRST)
    expect(desk.find("#dismissed > li")).to_contain_text(SECOND)
    expect(desk.find("#pending > li")).to_have_count(1)
    expect(desk.find("#pending > li[aria-current]")).to_contain_text(THIRD)


def test_a_key_that_repeats_because_it_is_held_decides_one_question(hall: Hall) -> None:
    desk = three_questions(hall)
    desk.page.keyboard.down("a")
    desk.page.keyboard.down("a")
    desk.page.keyboard.up("a")
    expect(desk.find("#live > li")).to_contain_text(FIRST)
    expect(desk.find("#pending > li")).to_have_count(2)
