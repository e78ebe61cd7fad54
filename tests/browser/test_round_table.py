"""Round table 1, from phone to projector, in a real browser."""

from playwright.sync_api import expect

from tests.browser.hall import Hall

FRENCH = "Comment financer la transition des petites communes ?"
JAPANESE = "高齢者の移動手段をどのように確保していますか。"


def test_a_question_goes_from_a_phone_to_the_projector_and_its_author_follows_it(hall: Hall) -> None:
    aix, tokyo = hall.phone("fr"), hall.phone("ja")
    desk, projector, monitor = hall.desk(), hall.projector(), hall.monitor("ja")
    projector.shows("waiting")
    desk.start()

    aix.ask(FRENCH)
    tokyo.ask(JAPANESE)
    aix.my_question_is(FRENCH, "pending")
    expect(tokyo.card(FRENCH)).to_have_count(0)
    desk.approve(FRENCH)
    aix.my_question_is(FRENCH, "live")
    tokyo.upvote(FRENCH)
    tokyo.supports(FRENCH, 1, mine=True)
    aix.supports(FRENCH, 1, mine=False)
    desk.dismiss(JAPANESE)
    tokyo.my_question_is(JAPANESE, "dismissed")

    desk.to_screen(FRENCH)
    projector.shows("question")
    projector.sees(FRENCH)
    monitor.sees(FRENCH)
    aix.my_question_is(FRENCH, "on_stage")
    projector.does_not_see(JAPANESE)
    desk.do("answer", "#live")
    projector.shows("waiting")
    aix.my_question_is(FRENCH, "answered")


def test_a_prepared_question_is_shown_in_both_languages_of_the_hall(hall: Hall) -> None:
    desk, projector, monitor = hall.desk(), hall.projector(), hall.monitor("ja")
    desk.start()
    desk.press("n")
    projector.shows("question")
    expect(projector.find("#scene [lang=ja]").first).to_be_visible()
    expect(projector.find("#scene .voice")).to_have_count(2)
    expect(monitor.find("#stage-question")).to_contain_text("SDGs")


def test_a_poll_from_its_opening_to_its_results(hall: Hall) -> None:
    aix, tokyo, desk, projector = hall.phone("fr"), hall.phone("ja"), hall.desk(), hall.projector()
    desk.start()
    desk.open_poll()
    projector.shows("poll")
    aix.vote(0)
    tokyo.vote(1)
    aix.voted()
    tokyo.voted()
    expect(projector.find("#tally")).to_have_count(0)
    expect(desk.find("[id^=pn-]").first).to_have_text("2")

    tokyo.vote(0)
    expect(desk.find("[id^=pt-] [id^=pb-]").first).to_contain_text("2")
    desk.close_poll()
    expect(aix.find("form[action='/do/vote']")).to_have_count(0)
    desk.do("reveal-poll")
    expect(projector.find("#tally")).to_contain_text("100")
    expect(aix.find("#results")).to_contain_text("100")


def test_a_ballot_comes_back_after_a_reload(hall: Hall) -> None:
    phone, desk = hall.phone("ja"), hall.desk()
    desk.start()
    desk.open_poll()
    phone.vote(2)
    phone.voted()
    phone.page.reload()
    expect(phone.find("#ballot form [data-poll]").nth(2)).to_be_checked()


def test_a_cue_reaches_the_stage_and_its_receipt_comes_back(hall: Hall) -> None:
    desk, monitor = hall.desk("ja"), hall.monitor("fr")
    desk.start()
    expect(desk.find("#desk-bar")).to_contain_text("1")
    desk.press("c")
    desk.press("1")
    expect(monitor.find("#stage-cue form")).to_be_visible()
    monitor.find("#stage-cue form button").click()
    expect(monitor.find("#stage-cue form")).to_have_count(0)
    expect(desk.find("#desk-cue.seen")).to_be_visible()


def test_one_key_blanks_the_screen_and_undo_brings_it_back(hall: Hall) -> None:
    desk, projector = hall.desk(), hall.projector()
    desk.start()
    desk.press("b")
    projector.shows("dark")
    desk.press("u")
    projector.shows("waiting")


def test_an_announcement_reaches_every_phone_in_its_language(hall: Hall) -> None:
    aix, tokyo, desk = hall.phone("fr"), hall.phone("ja"), hall.desk()
    desk.press("m")
    form = desk.find("form[action^='/do/announce']").first
    form.locator("[name=fr]").fill("Pause de dix minutes")
    form.locator("[name=ja]").fill("十分間の休憩です")
    form.locator("button").first.click()
    aix.sees("Pause de dix minutes")
    tokyo.sees("十分間の休憩です")
