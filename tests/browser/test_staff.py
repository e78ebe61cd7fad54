"""The organiser hands out links: made, shown once, copied, used, revoked; the audit trail tells of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall
from tests.browser.people import Desk, Person

pytestmark = ON_SEVERAL_WORKERS


def organiser(hall: Hall, lang: str = "en", scripts: bool = True, width: int = 1280) -> Person:
    """Somebody who came in by the organiser's link and has opened the page of private links."""
    page = hall._context(lang, width, 844, scripts=scripts).new_page()
    person = Person(page, lang, scripts)
    hall.people.append(person)
    page.goto(hall.links["organiser"])
    page.goto(f"{hall.url}/staff")
    return person


def make(person: Person, name: str, role: str) -> str:
    """Make a link by the form; gives its address."""
    person.find("#name").fill(name)
    person.find(f"input[name=role][value={role}]").check()
    person.find("form.invite button").click()
    return person.find("#address").input_value()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_is_made_used_and_revoked(hall: Hall, scripts: bool) -> None:
    rika = organiser(hall, scripts=scripts)
    address = make(rika, "Aiko", "lead")
    expect(rika.find(".made .code svg")).to_be_visible()
    expect(rika.find("[data-copy]")).to_be_visible(visible=scripts)
    aiko = hall._enter(Desk(hall._context("fr", 1280, 800).new_page(), "fr"), address)
    aiko.start()
    rika.page.goto(f"{hall.url}/audit")
    expect(rika.find(".trail")).to_contain_text("Aiko (Lead moderator) started the session")
    rika.page.goto(f"{hall.url}/staff")
    expect(rika.find("#address")).to_have_count(0)
    row = rika.find(".ruled > li").filter(has_text="Aiko")
    row.locator("summary").last.click()
    row.locator("form[action='/staff/revoke'] button").click()
    expect(rika.find("[role=status]").filter(has_text="revoked")).to_be_visible()
    expect(aiko.find("body")).to_contain_text("Ce lien n’est plus valable")
    aiko.troubles.clear()  # the browser reports the page that it was refused


def test_the_address_is_copied_by_one_press(hall: Hall) -> None:
    rika = organiser(hall)
    rika.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make(rika, "Léa", "translator")
    rika.find("[data-copy]").click()
    expect(rika.find("#copied")).to_have_text("Copied.")
    assert rika.page.evaluate("navigator.clipboard.readText()") == address


@pytest.mark.parametrize("lang", ["fr", "ja"])
@pytest.mark.parametrize("path", ["/staff", "/audit"])
def test_on_a_phone_nothing_is_wider_than_the_screen(hall: Hall, lang: str, path: str) -> None:
    rika = organiser(hall, lang, width=390)
    make(rika, "Marc-Antoine Dubreuil-Castellane", "interpreter")
    rika.page.goto(f"{hall.url}{path}")
    assert rika.page.evaluate("document.documentElement.scrollWidth") == 390
    small = rika.page.evaluate(
        "[...document.querySelectorAll('a, button, summary, select')]"
        ".filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
