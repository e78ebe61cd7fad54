"""Phones while the desk works on questions: rewords, translates, merges, replies to them, slows them down."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk, Phone

pytestmark = ON_FILES

FRENCH, JAPANESE = "Pourquoi des digues ?", "なぜ堤防なのですか。"


def order(hall: Hall, desk: Desk, command: str, /, **fields: str | int | bool) -> None:
    """A command of the desk, by whatever way it is given there."""
    answer = desk.page.request.post(
        f"{hall.url}/do/{command}?as=desk", data=fields, headers={"Origin": hall.url}
    )
    assert answer.ok, answer.text()


def open_desk(hall: Hall, link: str = "moderator") -> Desk:
    """Somebody at the desk, who has begun round table 1."""
    desk = Desk(hall.phone("fr").page, "fr")
    desk.page.request.get(hall.links[link])
    order(hall, desk, "start-session", session="rt1")
    return desk


def publish(hall: Hall, desk: Desk, author: Phone, text: str) -> str:
    """A question that is asked and published; its id."""
    author.ask(text)
    mine = author.find("#me li.mine").filter(has_text=text)
    expect(mine).to_be_attached()
    question = (mine.get_attribute("id") or "").removeprefix("mine-")
    order(hall, desk, "approve", question=question)
    return question


def mine(phone: Phone, text: str) -> Locator:
    return phone.find("#me li.mine").filter(has_text=text)


def test_a_translation_has_its_original_one_tap_away_and_stays_open_when_the_card_changes(hall: Hall) -> None:
    desk, author, reader = open_desk(hall), hall.phone("fr"), hall.phone("ja")
    question = publish(hall, desk, author, FRENCH)
    order(hall, desk, "translate", question=question, language="ja", text=JAPANESE)
    card = reader.card(JAPANESE)
    expect(card.locator(".origin .words")).to_be_hidden()
    card.locator(".origin summary").click()
    expect(card.locator(".origin .words")).to_have_text(FRENCH.replace(" ?", "\u202f?"))
    order(hall, desk, "pin", question=question, on=True)
    expect(card.locator(".chip")).to_be_visible()
    expect(card.locator(".origin .words")).to_be_visible()


def test_without_scripts_the_original_is_one_tap_away_too(hall: Hall) -> None:
    desk, author = open_desk(hall), hall.phone("fr")
    question = publish(hall, desk, author, FRENCH)
    order(hall, desk, "translate", question=question, language="ja", text=JAPANESE)
    hall.phone("ja").sees(JAPANESE)
    reader = hall.phone("ja", scripts=False)
    reader.card(JAPANESE).locator(".origin summary").click()
    expect(reader.card(JAPANESE).locator(".origin .words")).to_be_visible()


def test_an_author_sees_their_words_those_of_the_hall_and_the_reply(hall: Hall) -> None:
    desk, author = open_desk(hall), hall.phone("en")
    question = publish(hall, desk, author, "y dikes")
    order(hall, desk, "reword", question=question, text="Why dikes?")
    order(hall, desk, "reply", question=question, text="Because the river rises.")
    expect(mine(author, "y dikes").locator(".other .words")).to_have_text("Why dikes?")
    expect(mine(author, "y dikes").locator(".reply .words")).to_have_text("Because the river rises.")
    expect(author.card("Why dikes?").locator(".reply")).to_be_visible()
    author.does_not_see("Waiting for review")


def test_who_supports_a_merged_question_supports_the_one_that_speaks_for_it(hall: Hall) -> None:
    desk, author, other = open_desk(hall), hall.phone("en"), hall.phone("en")
    going = publish(hall, desk, author, "And the dikes?")
    staying = publish(hall, desk, other, "Why dikes?")
    author.upvote("And the dikes?")
    author.supports("And the dikes?", 1, mine=True)
    order(hall, desk, "merge", question=going, into=staying)
    author.supports("Why dikes?", 1, mine=True)
    other.supports("Why dikes?", 1, mine=False)
    joined = mine(author, "And the dikes?")
    expect(joined).to_contain_text("Joined with a similar question")
    expect(joined.locator(".other .words")).to_have_text("Why dikes?")
    order(hall, desk, "answer", question=staying)
    expect(joined.locator(".other .life")).to_have_text("Answered")


def test_who_may_not_ask_so_soon_reads_why_and_keeps_what_they_wrote(hall: Hall) -> None:
    desk, author = open_desk(hall, "organiser"), hall.phone("en")
    order(hall, desk, "set-limits", session="rt1", pace=120, each=3)
    author.find("details.ask summary").click()
    author.sees("One question every 2 minutes. At most 3 questions each.")
    author.find("details.ask summary").click()
    author.ask("Why dikes?")
    author.find("details.ask summary").click()
    author.find("#ask").fill("And the dams?")
    author.find("form[action='/do/ask'] button").click()
    author.sees("Please wait a little before the next one.")
    expect(author.find("#ask")).to_have_value("And the dams?")
    author.page.reload()
    author.find("details.ask summary").click()
    expect(author.find("#ask")).to_have_value("And the dams?")


def test_a_speaker_s_page_shows_what_is_for_them_and_nothing_for_others(hall: Hall) -> None:
    desk, author, monitor = open_desk(hall), hall.phone("fr"), hall.monitor("ja")
    question = publish(hall, desk, author, FRENCH)
    order(hall, desk, "route", question=question, speaker="kanazawa")
    order(hall, desk, "translate", question=question, language="ja", text=JAPANESE)
    expect(monitor.find(f"#for-{question}")).to_have_count(0)
    monitor.page.goto(hall.links["speaker"]["kanazawa"])
    expect(monitor.find(f"#for-{question}")).to_be_visible()
    monitor.sees(JAPANESE)
    # It comes and goes without a new page.
    order(hall, desk, "route", question=question, speaker="")
    expect(monitor.find(f"#for-{question}")).to_have_count(0)
    expect(monitor.find("#for-speakers")).to_be_hidden()
    order(hall, desk, "route", question=question, speaker="kanazawa")
    expect(monitor.find(f"#for-{question}")).to_be_visible()
    monitor.page.goto(hall.links["speaker"]["nancy"])
    monitor.wait_until_live()
    expect(monitor.find(f"#for-{question}")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 844), (844, 390)])
def test_in_a_speaker_s_hand_everything_is_readable_and_nothing_wider_than_the_screen(
    hall: Hall, width: int, height: int
) -> None:
    desk, author = open_desk(hall), hall.phone("fr")
    question = publish(hall, desk, author, FRENCH)
    order(hall, desk, "route", question=question, speaker="nancy")
    order(hall, desk, "stage", question="rt1-q1")
    order(hall, desk, "start-timer", hall="main", seconds=300)
    author.page.set_viewport_size({"width": width, "height": height})
    author.page.goto(hall.links["speaker"]["nancy"])
    author.wait_until_live()
    page, item = author.page, author.find(f"#for-{question}")
    item.scroll_into_view_if_needed()
    expect(item).to_be_in_viewport(ratio=1)
    expect(author.find("#stage-clock")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    texts = "[...document.querySelectorAll('.asked p, .for p')]"
    assert page.evaluate(f"{texts}.every((one) => parseFloat(getComputedStyle(one).fontSize) >= 14)")
    order(hall, desk, "cue", hall="main", preset="slower")
    words = author.find("#stage-cue .mine")
    expect(words).to_be_in_viewport(ratio=1)
    # No word is broken: each is as wide as it is alone.
    assert words.evaluate("one => one.scrollWidth <= one.clientWidth")
    expect(author.find("#stage-cue button")).to_be_in_viewport(ratio=1)
