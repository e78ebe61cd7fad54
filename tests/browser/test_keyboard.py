"""The desk by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk

pytestmark = ON_FILES


def test_questions_are_read_and_decided_by_keyboard_alone(hall: Hall) -> None:
    phone, desk, projector = hall.phone("fr"), hall.desk(), hall.projector()
    desk.start()
    for number in range(4):
        phone.ask(f"Question numéro {number} ?")
    expect(desk.find("#pending > [id^=d-]")).to_have_count(4)
    desk.page.evaluate("document.activeElement?.blur()")

    desk.press("j")
    desk.press("a")
    expect(desk.find("#live > [id^=d-]")).to_have_count(1)
    desk.press("d")
    expect(desk.find("#pending > [id^=d-]")).to_have_count(2)
    desk.press("u")
    expect(desk.find("#pending > [id^=d-]")).to_have_count(3)
    desk.press("n")
    projector.shows("question")
    expect(desk.find("#desk-screen [data-key=x]")).to_be_attached()
    desk.press("x")
    projector.shows("waiting")


PRESS = """keys => keys.forEach((key) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))"""


def waiting(hall: Hall, number: int) -> Desk:
    """A desk at which so many questions wait, the first one selected."""
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    for each in range(number):
        phone.ask(f"Question numéro {each} ?")
    expect(desk.find("#pending > li")).to_have_count(number)
    desk.page.evaluate("document.activeElement?.blur()")
    desk.press("j")
    return desk


def test_keys_that_come_faster_than_a_screen_is_painted_reach_one_question_each(hall: Hall) -> None:
    desk = waiting(hall, 3)
    desk.page.evaluate(PRESS, ["a", "d"])
    expect(desk.find("#live > li")).to_contain_text("numéro 0")
    expect(desk.find("#dismissed > li")).to_contain_text("numéro 1")
    expect(desk.find("#pending > li[aria-current]")).to_contain_text("numéro 2")


def test_a_key_finds_the_next_question_when_its_own_has_just_gone(hall: Hall) -> None:
    desk = waiting(hall, 2)
    gone_then_pressed = "document.querySelector('#pending > [aria-current]').remove();"
    desk.page.evaluate(f"() => {{ {gone_then_pressed} ({PRESS})(['a']); }}")
    expect(desk.find("#live > li")).to_contain_text("numéro 1")


def test_what_undo_brings_back_is_before_one_again(hall: Hall) -> None:
    desk = waiting(hall, 3)
    desk.press("d")
    expect(desk.find("#dismissed > li")).to_contain_text("numéro 0")
    expect(desk.find("#undoable")).not_to_be_empty()
    desk.press("u")
    expect(desk.find("#pending > li[aria-current]")).to_contain_text("numéro 0")
    desk.press("a")
    expect(desk.find("#live > li")).to_contain_text("numéro 0")


def test_keys_do_nothing_while_typing(hall: Hall) -> None:
    desk, projector = hall.desk(), hall.projector()
    desk.start()
    desk.press("m")
    field = desk.find("form[action^='/do/announce'] [name=fr]").first
    field.fill("")
    field.press_sequentially("bonbon")
    expect(field).to_have_value("bonbon")
    projector.shows("waiting")


def test_help_lists_the_keys(hall: Hall) -> None:
    desk = hall.desk("ja")
    desk.press("?")
    expect(desk.find("dialog")).to_be_visible()
    assert desk.find("dialog kbd").count() > 10
