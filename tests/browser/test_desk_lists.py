"""The lists of the desk: narrowed, shared, and still while they are read."""

from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall
from tests.browser.test_desk import FIRST, SECOND, two_questions

pytestmark = ON_SEVERAL_WORKERS


def test_a_filtered_list_can_be_shared_by_its_address(hall: Hall) -> None:
    _, desk = two_questions(hall)
    desk.press("v")
    desk.page.get_by_role("button", name="Kanazawa").press("Enter")
    expect(desk.find(".tag.for")).to_have_count(1)
    other = hall.desk("fr")
    other.page.goto(f"{hall.url}/desk/main#speaker=kanazawa")
    other.page.reload()
    expect(other.find("#pending > li").filter(visible=True)).to_have_count(1)
    expect(other.find("#to-review-title .count")).to_have_text("1 sur 2")
    other.find("#unsift").click()
    expect(other.find("#pending > li").filter(visible=True)).to_have_count(2)
    assert "#" not in other.page.url


def test_words_are_found_whatever_their_case_and_accents(hall: Hall) -> None:
    _, desk = two_questions(hall)
    desk.press("/")
    desk.page.keyboard.type("RIVIERES")
    shown = desk.find("#pending > li").filter(visible=True)
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(SECOND)
    assert desk.page.url.endswith("#q=rivieres")


def test_a_list_that_is_being_read_keeps_its_order_until_it_is_asked_to_change(hall: Hall) -> None:
    phone, desk = two_questions(hall)
    desk.press("a")
    desk.press("a")
    expect(desk.find("#live > li")).to_have_count(2)
    expect(desk.find("#live > li").first).to_contain_text(FIRST)
    desk.page.evaluate("document.activeElement?.blur()")
    desk.press("j")
    expect(desk.find("#live > li[aria-current]")).to_have_count(1)
    phone.upvote(SECOND)
    changes = desk.find("#published .changes")
    expect(changes).to_be_visible()
    expect(desk.find("#live > li").first).to_contain_text(FIRST)
    desk.press("w")
    expect(desk.find("#live > li").first).to_contain_text(SECOND)
    expect(changes).to_be_hidden()


def test_what_would_come_on_screen_is_seen_before_it_does(hall: Hall) -> None:
    _, desk = two_questions(hall)
    expect(desk.find("#preview")).to_be_hidden()
    desk.press("a")
    expect(desk.find("#live > li")).to_have_count(1)
    desk.press("ArrowRight")
    expect(desk.find("#preview .frame")).to_contain_text(FIRST)
    expect(desk.find("#preview .lacks")).to_have_text("Japonais manquant")
