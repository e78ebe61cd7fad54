"""Two people act on the same thing: nothing unread is published, and nobody undoes what somebody else did."""

from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall

pytestmark = ON_SEVERAL_WORKERS

FIRST, SECOND = "Première formulation de la question ?", "Une autre, que personne n’a lue ?"


def test_what_its_author_rewords_under_the_moderators_finger_is_not_published(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk("fr")
    desk.start()
    phone.ask(FIRST)
    item = desk.find("#pending > li").filter(has_text=FIRST)
    expect(item).to_be_visible()
    edits = item.locator("form[action^='/do/approve'] [name=edits]")
    assert edits.get_attribute("value") == "0"
    phone.find("#me details.change > summary").click()
    phone.find("#me form[action='/do/edit'] textarea").fill(SECOND)
    phone.find("#me form[action='/do/edit'] button").click()
    reworded = desk.find("#pending > li").filter(has_text=SECOND)
    expect(reworded).to_be_visible()
    # As if the desk had not heard of it yet: it approves what it read.
    reworded.locator("form[action^='/do/approve'] [name=edits]").evaluate("field => { field.value = '0'; }")
    reworded.locator("form[action^='/do/approve'] button").click()
    expect(reworded).to_be_visible()
    expect(phone.find("#questions > li").filter(has_text=SECOND)).to_have_count(0)
    phone.my_question_is(SECOND, "pending")


def test_two_moderators_undo_their_own_actions(hall: Hall) -> None:
    phone, one, other = hall.phone("fr"), hall.desk("fr"), hall.desk("ja")
    one.start()
    phone.ask(FIRST)
    phone.ask(SECOND)
    one.approve(FIRST)
    other.dismiss(SECOND)
    one.page.evaluate("document.activeElement?.blur()")
    one.press("u")
    phone.my_question_is(FIRST, "pending")
    phone.my_question_is(SECOND, "dismissed")


def test_a_ballot_that_comes_after_the_close_is_told_so(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk("fr")
    desk.start()
    desk.open_poll()
    phone.choose(0)
    phone.page.context.set_offline(True)
    expect(phone.find("html[data-link=lost]")).to_be_attached()
    phone.find("form[action='/do/vote'] button").click()
    desk.close_poll()
    expect(desk.find("#desk-polls form[action^='/do/reveal-poll']").first).to_be_attached()
    phone.page.context.set_offline(False)
    expect(phone.find("#told")).to_be_visible()
    expect(phone.find("#ballot")).to_be_visible()
    expect(phone.find("form[action='/do/vote']")).to_have_count(0)
    phone.troubles.clear()  # the browser reports the line that was cut on purpose


def test_who_is_told_that_somebody_was_there_since_may_undo_what_they_did_before(hall: Hall) -> None:
    phone, lea, mo = hall.phone("fr"), hall.desk("fr"), hall.desk("fr")
    lea.start()
    phone.ask(FIRST)
    expect(lea.find("#pending > li")).to_have_count(1)
    lea.page.evaluate("document.activeElement?.blur()")
    lea.press("b")
    expect(lea.find("#undoable")).to_have_text("Écran noir")
    lea.approve(FIRST)
    mo.find("#live > li form[action^='/do/dismiss?'] button").first.click()
    expect(lea.find("#dismissed > li")).to_have_count(1)
    lea.press("u")
    expect(lea.find("#said")).to_contain_text("Annuler encore une fois")
    lea.press("u")
    expect(lea.find("#desk-screen-blank")).to_be_attached()
    expect(lea.find("#dismissed > li")).to_have_count(1)
