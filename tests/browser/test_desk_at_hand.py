"""The desk on a phone, without scripts, and what it keeps at hand: labels, and people who are set apart."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk, Phone

pytestmark = ON_FILES

QUESTION, OTHER = "Comment protéger les digues ?", "Qui entretient les rivières ?"


def asked(hall: Hall, width: int = 1366) -> tuple[Phone, Desk]:
    """A desk at which two questions wait."""
    phone, desk = hall.phone("fr"), hall.desk("fr", width, 844)
    if width < 700:
        desk.page.goto(f"{hall.url}/desk/main#run")
    desk.start()
    for question in (QUESTION, OTHER):
        phone.ask(question)
    expect(desk.find("#pending > li")).to_have_count(2)
    return phone, desk


def test_a_label_is_taken_off_where_it_stands(hall: Hall) -> None:
    _, desk = asked(hall)
    desk.find("#pending > li").first.click()
    desk.press("l")
    desk.page.keyboard.type("Jeunesse")
    desk.press("Enter")
    item = desk.find("#pending > li[aria-current]")
    expect(item.locator(".tag")).to_have_text("Jeunesse")
    desk.press("Escape")
    item.get_by_role("button", name="Retirer l’étiquette Jeunesse").click()
    expect(item.locator(".tag")).to_have_count(0)
    expect(item).to_be_focused()


def test_people_who_are_set_apart_are_listed_by_their_words_until_they_are_let_back(hall: Hall) -> None:
    _, desk = asked(hall)
    apart = desk.find("#desk-apart")
    expect(apart).to_be_hidden()
    desk.find("#pending > li").first.click()
    desk.press("q")
    expect(apart.locator("summary .count")).to_have_text("1")
    apart.locator("summary").click()
    expect(apart).to_contain_text(OTHER)
    apart.get_by_role("button", name="Rétablir la voix").click()
    expect(apart).to_be_hidden()
    expect(desk.find("#pending > li")).to_have_count(2)


def test_on_a_phone_what_comes_less_often_waits_behind_one_button(hall: Hall) -> None:
    _, desk = asked(hall, 390)
    desk.find(".tabs [href='#to-review']").click()
    desk.find("#pending > li").first.click()
    note = desk.find("#tray .strip [data-drawer=note]")
    expect(note).to_be_hidden()
    desk.find("#tray .others").click()
    note.click()
    expect(desk.find("#note-text")).to_be_focused()
    desk.find("#drawer-note [data-shut]").click()
    expect(desk.find("#drawer-note")).to_be_hidden()
    expect(desk.find("#pending > li[aria-current]")).to_be_focused()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 390


def test_in_a_narrow_window_the_keys_reach_what_waits_behind_that_button(hall: Hall) -> None:
    _, desk = asked(hall, 390)
    desk.find(".tabs [href='#to-review']").click()
    desk.find("#pending > li").first.click()
    desk.press("i")
    expect(desk.find("#note-text")).to_be_focused()


def test_without_scripts_a_question_is_reworded_translated_and_merged(hall: Hall) -> None:
    phone, desk = asked(hall)
    page = hall._context("fr", 1366, 844, scripts=False).new_page()
    plain = hall._enter(Desk(page, "fr", False), hall.links["moderator"])
    first = plain.find("#pending > li").filter(has_text=QUESTION)
    first.locator("a.more").click()
    expect(plain.find("#edit-text")).to_have_value(QUESTION)
    plain.find("#edit-text").fill("Comment protéger nos digues ?")
    plain.find("#drawer-edit button[value=false]").click()
    expect(desk.find("#pending > li").first).to_contain_text("nos digues")
    plain.find("#pending > li").filter(has_text="nos digues").locator("a.more").click()
    plain.find("#plain-ja").fill("堤防をどう守りますか。")
    plain.find(".plainly form[action^='/do/translate'] button").first.click()
    expect(desk.find("#pending > li").first).to_contain_text("堤防をどう守りますか。")
    plain.find("#pending > li").filter(has_text="nos digues").locator("a.more").click()
    expect(plain.find("#plain-ja")).to_have_value("堤防をどう守りますか。")
    plain.find("#plain-into").select_option(label=OTHER)
    plain.find(".plainly form[action^='/do/merge'] button").click()
    expect(desk.find("#merged > li")).to_have_count(1)
    phone.my_question_is(QUESTION, "merged")
