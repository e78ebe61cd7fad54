"""A poll for those who were here before, and a code that rotates, as people in the hall meet them."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk, Phone

pytestmark = ON_FILES

RESERVED = "Ce sondage est réservé aux personnes arrivées avant son ouverture."


def lead(hall: Hall) -> Desk:
    """Somebody who came in by the organiser's link and is at the desk."""
    page = hall._context("fr", 1440, 900).new_page()
    desk = Desk(page, "fr")
    hall.people.append(desk)
    page.goto(hall.links["organiser"])
    page.goto(f"{hall.url}/desk/main")
    desk.wait_until_live()
    return desk


def test_whoever_came_later_has_nothing_to_tap_and_the_others_vote(hall: Hall) -> None:
    desk, early = lead(hall), hall.phone("fr")
    desk.start()
    desk.open_poll()
    late, plain = hall.phone("fr"), hall.phone("fr", scripts=False)
    expect(late.find("#ballot .option input").first).to_be_visible()
    desk.do("set-electorate", "[data-phase='open']")
    for phone in (early, late):
        expect(phone.find("#ballot")).to_contain_text(RESERVED)
    expect(late.find("#ballot .option").first).to_be_visible()
    for gone in (".option input", "button.act", ".how-many"):
        expect(late.find(f"#ballot {gone}").first).to_be_hidden()
    expect(late.find("#ballot .too-late")).to_be_visible()
    expect(early.find("#ballot .too-late")).to_be_hidden()
    for phone in (early, late):
        phone.ask(f"Qui a voté, {phone is late}")
        expect(phone.find("#me li")).to_be_visible()
    early.vote(0)
    early.voted()
    plain.page.reload()
    plain.find("#ballot .option input").first.check()
    plain.find("#ballot button.act").click()
    expect(plain.find("main .said.refused")).to_have_text(RESERVED)
    desk.do("set-electorate", "[data-phase='open']")
    expect(late.find("#ballot .option input").first).to_be_visible()
    late.vote(0)
    late.voted()


def test_a_newcomer_reads_the_key_off_the_screen_and_types_it(hall: Hall) -> None:
    desk, inside, projector = lead(hall), hall.phone("fr"), hall.projector()
    desk.open_section("#desk-access")
    desk.do("set-rotating-code")
    shown = projector.find("#foot .key")
    expect(shown).to_be_visible()
    assert f"?key={shown.inner_text()}" in (projector.find("#foot .qr").get_attribute("src") or "")
    expect(desk.find(".miniature .key")).to_have_text(shown.inner_text())

    newcomer = Phone(hall._context("fr", 390, 844).new_page(), "fr")
    hall.people.append(newcomer)
    newcomer.page.goto(hall.links["audience"])
    newcomer.find("#code").press_sequentially(shown.inner_text().lower())
    newcomer.find("button.act").click()
    newcomer.wait_until_live()
    newcomer.troubles.clear()  # the browser reports the page that it was refused
    inside.page.reload()
    inside.wait_until_live()


def test_the_second_press_of_a_double_click_does_not_take_back_the_first(hall: Hall) -> None:
    desk = lead(hall)
    desk.open_section("#desk-access")
    button = desk.find("#desk-access form[action^='/do/set-rotating-code'] button")
    button.click()
    expect(button).to_have_text("Revenir au code seul")
    button.hover()
    desk.page.mouse.down(click_count=2)
    desk.page.mouse.up(click_count=2)
    # What this gives comes after what the second press gave.
    desk.do("set-electorate", "#desk-access")
    expect(desk.find("#desk-access")).to_contain_text("Ouvrir le vote à tous")
    expect(button).to_have_text("Revenir au code seul")
    button.click()
    expect(button).to_have_text("Demander une clé")
