"""What goes wrong in a hall, and how the screens come back by themselves."""

from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall

QUESTION = "Quelle place pour la jeunesse dans ces décisions ?"


def test_a_server_killed_in_the_middle_loses_nothing_acknowledged_and_every_screen_heals(hall: Hall) -> None:
    phone, desk, projector, monitor = hall.phone("fr"), hall.desk(), hall.projector(), hall.monitor("fr")
    desk.start()
    phone.ask(QUESTION)
    desk.approve(QUESTION)
    phone.upvote(QUESTION)
    phone.supports(QUESTION, 1, mine=True)

    hall.kill()
    phone.find("details.ask > summary").click()
    phone.find("#ask").fill("Une question écrite pendant la panne ?")
    phone.find("form[action='/do/ask'] button").click()
    expect(phone.find("form[action='/do/ask']")).to_have_attribute("data-state", "sending")
    expect(phone.find("html[data-link=lost]")).to_be_attached()
    hall.open()

    phone.my_question_is("Une question écrite pendant la panne ?", "pending")
    expect(phone.find("#me li").filter(has_text="Une question écrite")).to_have_count(1)
    phone.supports(QUESTION, 1, mine=True)
    desk.to_screen(QUESTION)
    projector.sees(QUESTION)
    monitor.sees(QUESTION)
    expect(desk.find("#pending > *").filter(has_text="pendant la panne")).to_have_count(1)


def test_half_typed_text_survives_swaps_a_lost_line_and_a_reload(hall: Hall) -> None:
    phone, other, desk = hall.phone("ja"), hall.phone("fr"), hall.desk()
    desk.start()
    expect(phone.find("details.ask > summary")).to_be_visible()
    phone.find("details.ask > summary").click()
    phone.find("#ask").press_sequentially("子どもたちは")
    other.ask(QUESTION)
    desk.approve(QUESTION)
    expect(phone.card(QUESTION)).to_be_attached()
    expect(phone.find("#ask")).to_be_focused()
    hall.kill()
    hall.open()
    expect(phone.find("html[data-link=live]")).to_be_attached()
    expect(phone.find("#ask")).to_have_value("子どもたちは")
    phone.page.reload()
    expect(phone.find("#ask")).to_have_value("子どもたちは")


def test_a_line_that_is_dead_but_open_is_noticed_and_comes_back(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    hall.freeze()
    try:
        expect(phone.find("html[data-link=lost]")).to_be_attached()
        expect(phone.find("#link")).to_be_visible()
    finally:
        hall.thaw()
    expect(phone.find("html[data-link=live]")).to_be_attached()


def test_enter_during_a_kana_conversion_never_sends(hall: Hall) -> None:
    phone, desk = hall.phone("ja"), hall.desk()
    desk.start()
    expect(phone.find("details.ask > summary")).to_be_visible()
    phone.find("details.ask > summary").click()
    phone.find("#ask").fill("まちづくり")
    phone.find("#ask").press("Enter")
    assert "\n" in phone.find("#ask").input_value()
    expect(phone.find("#pending, #me li")).to_have_count(0)

    phone.find("#my-name > summary").click()
    prevented = phone.find("#name").evaluate(
        """(field) => !field.dispatchEvent(new KeyboardEvent('keydown',
            { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert prevented


def test_the_desk_is_told_when_the_projector_is_gone(hall: Hall) -> None:
    desk, projector = hall.desk("fr"), hall.projector()
    expect(desk.find("#desk-bar[data-screen=fresh]")).to_be_visible()
    projector.page.close()
    expect(desk.find("#desk-bar[data-screen=absent]")).to_be_visible()


@ON_SEVERAL_WORKERS
def test_a_worker_that_dies_takes_nothing_with_it_and_its_screens_find_another(hall: Hall) -> None:
    phones = [hall.phone("fr"), hall.phone("ja"), hall.phone("en")]
    desk, projector = hall.desk(), hall.projector()
    desk.start()
    phones[0].ask(QUESTION)
    desk.approve(QUESTION)
    # One after the other, so that every screen has lost its line once.
    hall.kill_oldest_worker()
    phones[0].upvote(QUESTION)
    hall.kill_oldest_worker()
    phones[1].upvote(QUESTION)
    for phone, mine in zip(phones, (True, True, False), strict=True):
        phone.supports(QUESTION, 2, mine=mine)
    desk.to_screen(QUESTION)
    projector.sees(QUESTION)


@ON_SEVERAL_WORKERS
def test_all_workers_are_replaced_without_anybody_noticing(hall: Hall) -> None:
    phone, desk, projector = hall.phone("fr"), hall.desk(), hall.projector()
    desk.start()
    phone.find("details.ask > summary").click()
    phone.find("#ask").press_sequentially(QUESTION[:20])
    hall.renew()
    phone.find("#ask").press_sequentially(QUESTION[20:])
    phone.find("form[action='/do/ask'] button").click()
    desk.approve(QUESTION)
    phone.my_question_is(QUESTION, "live")
    desk.to_screen(QUESTION)
    projector.sees(QUESTION)
