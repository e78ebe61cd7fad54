"""The moderator's desk with a keyboard: every act, nothing lost, nothing that moves under the hand."""

from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall
from tests.browser.people import Desk, Phone

pytestmark = ON_SEVERAL_WORKERS

FIRST, SECOND = "Comment protéger les digues ?", "Qui entretient les rivières ?"
IN_JAPANESE = "堤防をどう守りますか。"


def two_questions(hall: Hall, lang: str = "fr") -> tuple[Phone, Desk]:
    """A desk at which two questions wait, the first one selected."""
    phone, desk = hall.phone("fr"), hall.desk(lang)
    desk.start()
    for question in (FIRST, SECOND):
        phone.ask(question)
    expect(desk.find("#pending > li")).to_have_count(2)
    desk.page.evaluate("document.activeElement?.blur()")
    desk.press("j")
    return phone, desk


def said(desk: Desk, words: str) -> None:
    expect(desk.find("#said")).to_contain_text(words)


def test_a_question_is_reworded_and_approved_in_one_go_and_keeps_its_authors_words(hall: Hall) -> None:
    phone, desk = two_questions(hall)
    desk.press("e")
    field = desk.find("#edit-text")
    expect(field).to_be_focused()
    expect(field).to_have_value(FIRST)
    field.fill("Comment protéger les digues de la ville ?")
    desk.press("Control+Enter")
    expect(phone.card("digues de la ville")).to_be_attached()
    expect(desk.find("#pending > li[aria-current]")).to_contain_text(SECOND)
    expect(desk.find("#pending > li[aria-current]")).to_be_focused()
    item = desk.find("#live > li").filter(has_text="digues de la ville")
    item.locator(".asked > summary").click()
    expect(item.locator(".asked")).to_contain_text(FIRST)
    desk.press("u")
    expect(desk.find("#pending > li")).to_have_count(2)


def test_labels_notes_pins_and_speakers_have_a_key_each_and_can_be_undone(hall: Hall) -> None:
    _, desk = two_questions(hall)
    item = desk.find("#pending > li[aria-current]")
    desk.press("l")
    desk.page.keyboard.type("Jeunesse")
    desk.press("Enter")
    expect(item.locator(".tag")).to_have_text("Jeunesse")
    desk.press("Escape")
    expect(item).to_be_focused()
    desk.press("i")
    desk.page.keyboard.type("à relire")
    desk.press("Control+Enter")
    expect(item.locator(".note")).to_contain_text("à relire")
    desk.press("v")
    desk.page.get_by_role("button", name="Kanazawa").press("Enter")
    expect(item.locator(".tag.for")).to_contain_text("Kanazawa")
    desk.press("f")
    expect(item.locator(".pin")).to_be_visible()
    for gone in (".pin", ".tag.for", ".note", ".tag"):
        desk.press("u")
        expect(item.locator(gone)).to_have_count(0)


def test_a_translation_is_written_at_the_desk_and_a_reader_of_that_language_sees_it_first(hall: Hall) -> None:
    phone, desk = two_questions(hall, "ja")
    item = desk.find("#pending > li[aria-current]")
    expect(item.locator(".lacks")).to_have_text("日本語なし")
    desk.press("y")
    desk.page.keyboard.type(IN_JAPANESE)
    desk.press("Control+Enter")
    expect(item.locator(".words").first).to_have_text(IN_JAPANESE)
    expect(item.locator(".words.other")).to_contain_text("digues")
    expect(item.locator(".lacks")).to_have_count(0)
    expect(phone.card("digues")).to_have_count(0)


def test_a_question_is_merged_into_one_that_is_looked_for_and_separated_again(hall: Hall) -> None:
    phone, desk = two_questions(hall)
    desk.press("Shift+G")
    desk.page.keyboard.type("RIVIERES")
    expect(desk.find(".candidates li")).to_have_count(1)
    desk.press("Enter")
    desk.press("Enter")
    expect(desk.find("#merged > li")).to_have_count(1)
    expect(desk.find("#pending > li")).to_contain_text(SECOND)
    desk.press("u")
    expect(desk.find("#pending > li")).to_have_count(2)
    phone.my_question_is(FIRST, "pending")


def test_a_reason_is_offered_in_the_language_of_the_question(hall: Hall) -> None:
    phone, desk = two_questions(hall, "ja")
    desk.press("Shift+D")
    desk.find("#drawer-why [data-puts]").first.click()
    expect(desk.find("#why-text")).to_have_value("Il y a déjà été répondu.")
    desk.press("Enter")
    phone.my_question_is(FIRST, "dismissed")
    phone.sees("Il y a déjà été répondu.")


def test_what_is_typed_for_one_question_is_there_again_after_another_was_read(hall: Hall) -> None:
    _, desk = two_questions(hall)
    desk.press("i")
    desk.page.keyboard.type("en cours")
    desk.press("Escape")
    desk.press("j")
    desk.press("i")
    expect(desk.find("#note-text")).to_have_value("")
    desk.press("Escape")
    desk.press("k")
    desk.press("i")
    expect(desk.find("#note-text")).to_have_value("en cours")


def test_muted_people_wait_apart(hall: Hall) -> None:
    _, desk = two_questions(hall)
    desk.press("q")
    expect(desk.find("#pending > li")).to_have_count(0)
    expect(desk.find("#muted > li")).to_have_count(2)
    desk.press("u")
    expect(desk.find("#pending > li")).to_have_count(2)


def test_the_note_for_the_next_moderator_is_there_until_somebody_has_read_it(hall: Hall) -> None:
    desk, other = hall.desk("fr"), hall.desk("ja")
    desk.open_section("form[action^='/do/hand-over']")
    desk.find("#leave-text").fill("Tours part à 16 h.")
    desk.find("form[action^='/do/hand-over'] button").last.click()
    expect(other.find("#desk-handover")).to_contain_text("Tours part à 16 h.")
    other.find("#desk-handover button").click()
    for one in (desk, other):
        expect(one.find("#desk-handover")).to_be_hidden()


def test_on_a_phone_the_acts_come_to_the_thumb_and_never_reach_a_question_out_of_sight(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk("fr", 390, 844)
    desk.page.goto(f"{hall.url}/desk/main#run")
    desk.start()
    phone.ask(FIRST)
    desk.find(".tabs [href='#to-review']").click()
    desk.find("#pending > li").click()
    strip = desk.find("#tray .strip")
    expect(strip.get_by_role("button", name="Approuver")).to_be_visible()
    desk.find(".tabs [href='#run']").click()
    expect(strip).to_be_hidden()
    desk.find(".tabs [href='#to-review']").click()
    desk.find("#pending > li").click()
    strip.get_by_role("button", name="Approuver").click()
    expect(phone.card(FIRST)).to_be_attached()


def test_who_only_looks_on_has_nothing_to_press(hall: Hall) -> None:
    _, desk = two_questions(hall)
    buttons = desk.find(":is(#to-review, #tray, .curtain, .mode) button").filter(visible=True)
    expect(buttons.first).to_be_visible()
    desk.find("#desk").evaluate("desk => { desk.dataset.role = 'observer'; }")
    expect(buttons).to_have_count(0)
