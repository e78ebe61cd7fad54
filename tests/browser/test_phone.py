"""What a phone does by itself: it loses no words, keeps the reader's place, shows what is on its way."""

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Phone

pytestmark = ON_FILES

QUESTION = "Quelle place pour la jeunesse dans ces décisions ?"
SEND = "form[action='/do/ask'] button"
TOP = "card => card.getBoundingClientRect().top"
FILL = """(count) => {
    const list = document.getElementById('questions');
    const model = list.querySelector('[data-asked]');
    for (let at = 1; at <= count; at += 1) {
        const card = model.cloneNode(true);
        [card.id, card.dataset.asked] = [`q-test-${at}`, Number(model.dataset.asked) + at];
        card.querySelector('[data-upvote]').dataset.upvote = `test-${at}`;
        list.append(card);
    }
}"""
ORDER = """(ids) => {
    const order = document.createElement('i');
    [order.dataset.list, order.dataset.items] = ['questions', ids.join(' ')];
    document.getElementById('order').append(order);
    document.dispatchEvent(new CustomEvent('htmx:ws:after:message:incoming'));
}"""
IDS = "() => [...document.querySelectorAll('#questions > [data-asked]')].map((card) => card.id)"


def published(hall: Hall) -> Phone:
    """A phone that shows one published question of its own."""
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.ask(QUESTION)
    desk.approve(QUESTION)
    expect(phone.card(QUESTION)).to_be_attached()
    return phone


def test_a_question_that_waited_through_a_reload_leaves_the_sheet_when_it_arrives(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.find("details.ask > summary").click()
    phone.find("#ask").fill(QUESTION)
    hall.freeze()
    try:
        phone.find(SEND).click()
        expect(phone.find("form[action='/do/ask']")).to_have_attribute("data-state", "sending")
        kept = phone.page.evaluate("() => ({ ...sessionStorage })")
    finally:
        hall.thaw()
    # A stopped server serves no page: the phone reloads with what it kept while nobody answered.
    phone.my_question_is(QUESTION, "pending")
    restore = "(kept) => Object.entries(kept).forEach(([key, value]) => sessionStorage.setItem(key, value))"
    phone.page.evaluate(restore, kept)
    phone.page.reload()
    expect(phone.find("form[action='/do/ask']")).to_have_attribute("data-state", "received")
    expect(phone.find("#ask")).to_have_value("")
    expect(phone.find("#me li").filter(has_text=QUESTION)).to_have_count(1)
    phone.page.reload()
    expect(phone.find("#ask")).to_have_value("")


def test_focus_goes_back_to_the_sheet_after_sending(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.ask(QUESTION, wait=True)
    expect(phone.find("details.ask > summary")).to_be_focused()


def test_the_sheet_stays_open_for_who_opens_it_again(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.page.clock.install()
    phone.ask(QUESTION)
    phone.find("details.ask > summary").click()
    phone.page.clock.run_for(10_000)
    expect(phone.find("details.ask")).to_have_attribute("open", "")


def test_a_reader_keeps_the_place_when_the_order_changes(hall: Hall) -> None:
    phone = published(hall)
    phone.page.evaluate(FILL, 30)
    ids = phone.page.evaluate(IDS)
    pressed, read = phone.find(f"#{ids[20]} button"), phone.find(f"#{ids[19]}")
    phone.find(f"#{ids[19]}").evaluate("card => card.scrollIntoView({ block: 'start' })")
    pressed.focus()
    before = read.evaluate(TOP)
    ids.insert(0, ids.pop(20))
    phone.page.evaluate(ORDER, ids)
    expect(phone.find("#questions > :first-child")).to_have_id(ids[0])
    phone.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    assert abs(read.evaluate(TOP) - before) < 1
    expect(pressed).to_be_focused()
    expect(phone.find("#questions > :last-child")).to_have_id("more-questions")


def test_only_the_cards_out_of_place_move(hall: Hall) -> None:
    phone = published(hall)
    phone.page.evaluate(FILL, 9)
    ids = phone.page.evaluate(IDS)
    phone.page.evaluate(
        """() => {
            const note = (node) => moved.add(node.id);
            const seen = (changes) => changes.forEach((one) => one.addedNodes.forEach(note));
            const moved = window.moved = new Set();
            new MutationObserver(seen).observe(document.getElementById('questions'), { childList: true });
        }"""
    )
    ids.insert(2, ids.pop())
    phone.page.evaluate(ORDER, ids)
    expect(phone.find("#questions > :nth-child(3)")).to_have_id("q-test-9")
    moved = set(phone.page.evaluate("() => [...window.moved]"))
    assert "q-test-9" in moved
    assert not {f"q-test-{at}" for at in range(1, 9)} & moved


def test_a_question_without_a_rank_comes_last_among_the_popular_ones(hall: Hall) -> None:
    phone = published(hall)
    phone.find("a[data-sort=recent]").click()
    first = phone.page.evaluate(IDS)[0]
    phone.page.evaluate(FILL, 1)
    phone.find("a[data-sort=popular]").click()
    assert phone.page.evaluate(IDS) == [first, "q-test-1"]


def test_an_edit_that_comes_too_late_moves_to_the_sheet(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.ask(QUESTION)
    phone.find("#me .change > summary").click()
    phone.find("#me .change textarea").fill("Une autre question, à moitié")
    desk.approve(QUESTION)
    phone.my_question_is(QUESTION, "live")
    expect(phone.find("#ask")).to_be_visible()
    expect(phone.find("#ask")).to_have_value("Une autre question, à moitié")


def test_an_edit_that_was_saved_stays_where_it_is(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.ask(QUESTION)
    phone.find("#me .change > summary").click()
    phone.find("#me .change textarea").fill("Une autre question")
    phone.find("#me form[action='/do/edit'] button").click()
    phone.my_question_is("Une autre question", "pending")
    desk.approve("Une autre question")
    phone.my_question_is("Une autre question", "live")
    expect(phone.find("#ask")).to_have_value("")


def test_support_looks_different_until_the_server_has_it(hall: Hall) -> None:
    phone = published(hall)
    button = phone.card(QUESTION).locator("button")
    hall.freeze()
    try:
        button.click()
        expect(button).to_have_attribute("data-sending", "")
        expect(button).to_have_css("border-top-style", "dashed")
        expect(button).to_have_attribute("aria-pressed", "true")
    finally:
        hall.thaw()
    expect(button).not_to_have_attribute("data-sending", "")
    expect(button).to_have_css("border-top-style", "solid")
    phone.supports(QUESTION, 1, mine=True)


def test_an_upvote_on_its_way_survives_a_reload(hall: Hall) -> None:
    reader, asker, desk = hall.phone("fr"), hall.phone("ja"), hall.desk()
    desk.start()
    asker.ask("市民の声をどのように集めていますか。")
    desk.approve("市民の声をどのように集めていますか。")
    expect(reader.card("市民の声")).to_be_visible()
    reader.page.context.set_offline(True)
    expect(reader.find("html[data-link=lost]")).to_be_attached()
    reader.upvote("市民の声")
    reader.page.context.set_offline(False)
    reader.troubles.clear()  # the browser reports the line that was cut on purpose
    reader.page.reload()
    reader.supports("市民の声", 1, mine=True)
    asker.supports("市民の声", 1, mine=False)
