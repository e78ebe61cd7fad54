"""The desk by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall

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
