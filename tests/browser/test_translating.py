"""Two translators of a hall: who is at what, who was first, and nothing written that is lost."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.hall import ON_SEVERAL_WORKERS, Hall
from tests.browser.people import Person
from tests.browser.test_everyone import axe

pytestmark = ON_SEVERAL_WORKERS

WHY, HOW = "Que devient la coopération décentralisée ?", "Comment Kanazawa agit-elle ?"
BECAUSE = "自治体間協力はどうなりますか。"


def does(person: Person, command: str, view: str = "translate", **fields: object) -> Any:
    """What a form on this person's page would do."""
    answer: Any = person.page.evaluate(
        """async ([path, body]) => (await fetch(path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })).json()""",
        [f"/do/{command}?as={view}", fields],
    )
    return answer


def translator(hall: Hall, lang: str, role: str, name: str) -> Person:
    """Somebody with a link of this role opens the translators' page under a name."""
    person = hall.enter(role, lang)
    person.page.goto(f"{hall.url}/translate/main?lang={lang}")
    person.wait_until_live()
    assert "seq" in does(person, "set-name", name=name)
    return person


def two(hall: Hall) -> tuple[Person, Person]:
    """Two translators and two published questions in French."""
    aiko, luc = translator(hall, "ja", "interpreter", "Aiko"), translator(hall, "fr", "moderator", "Luc")
    assert "seq" in does(luc, "start-session", session="rt1")
    phone = hall.phone("fr")
    phone.ask(WHY)
    phone.ask(HOW)
    for text in (WHY, HOW):
        task = luc.find("#unreviewed > li[data-language=ja]").filter(has_text=text)
        expect(task).to_be_attached()
        assert "seq" in does(luc, "approve", question=task.get_attribute("data-question"))
        expect(luc.find("#open > li[data-language=ja]").filter(has_text=text)).to_be_visible()
        expect(aiko.find("#open > li[data-language=ja]").filter(has_text=text)).to_be_visible()
    return aiko, luc


def opens(person: Person, text: str) -> None:
    person.find("#open > li[data-language=ja]").filter(has_text=text).locator("[data-write]").click()
    expect(person.find("#translation")).to_be_focused()


def test_a_question_is_claimed_written_and_published_by_keyboard_alone(hall: Hall) -> None:
    aiko, luc = two(hall)
    projector = hall.projector()
    aiko.press("j")
    aiko.press("Enter")
    expect(luc.find(f"#open > li[data-language=ja]:has-text('{WHY}') .writers")).to_have_text(
        "Aiko traduit cette question"
    )
    expect(aiko.find("#open .writers").filter(visible=True)).to_have_count(0)
    expect(aiko.find("#translation")).to_have_attribute("lang", "ja")
    aiko.page.keyboard.insert_text(BECAUSE)
    aiko.press("Control+Enter")
    expect(aiko.find("#writing")).to_be_hidden()
    expect(aiko.find("#open > [aria-current]")).to_contain_text(HOW)
    done = luc.find("#done > li[data-language=ja]")
    expect(done).to_contain_text(BECAUSE)
    expect(luc.find("#open > li[data-language=ja]")).to_have_count(1)
    assert "seq" in does(luc, "stage", question=done.get_attribute("data-question"))
    projector.sees(BECAUSE)
    projector.sees("coopération décentralisée")


def test_who_comes_second_is_told_and_keeps_what_they_wrote(hall: Hall) -> None:
    aiko, luc = two(hall)
    opens(aiko, WHY)
    opens(luc, WHY)
    luc.find("#translation").fill("コピー")
    aiko.find("#translation").fill(BECAUSE)
    aiko.press("Control+Enter")
    expect(luc.find("#writing .moved")).to_be_visible()
    expect(luc.find("#writing .present")).to_contain_text(BECAUSE)
    luc.press("Control+Enter")
    expect(luc.find("#said")).to_contain_text("Aiko")
    expect(luc.find("#translation")).to_have_value("コピー")
    # Having been told, they may still prefer their own.
    luc.press("Control+Enter")
    expect(aiko.find("#done > li[data-language=ja]")).to_contain_text("コピー")


def test_what_is_written_outlives_a_reload_a_swap_and_a_walk_through_the_list(hall: Hall) -> None:
    aiko, luc = two(hall)
    opens(aiko, WHY)
    aiko.page.keyboard.insert_text("自治体")
    question = aiko.find("#open > [aria-current]").get_attribute("data-question")
    assert "seq" in does(luc, "reword", question=question, text=f"{WHY} Et ensuite ?")
    expect(aiko.find("#writing ins")).to_have_count(0)
    expect(aiko.find("#writing .source")).to_contain_text("Et ensuite")
    expect(aiko.find("#translation")).to_be_focused()
    expect(aiko.find("#translation")).to_have_value("自治体")
    aiko.page.reload()
    aiko.wait_until_live()
    expect(aiko.find("#translation")).to_have_value("自治体")
    aiko.press("Escape")
    opens(aiko, HOW)
    expect(aiko.find("#translation")).to_have_value("")
    aiko.press("Escape")
    opens(aiko, WHY)
    expect(aiko.find("#translation")).to_have_value("自治体")


def test_a_term_of_the_glossary_is_inserted_at_the_cursor(hall: Hall) -> None:
    aiko, _ = two(hall)
    opens(aiko, WHY)
    aiko.page.keyboard.insert_text("はどう")
    aiko.press("Home")
    aiko.find("#writing [data-insert='自治体間協力']").click()
    expect(aiko.find("#translation")).to_have_value("自治体間協力はどう")
    expect(aiko.find("#translation")).to_be_focused()


def test_a_translation_that_became_stale_shows_what_changed(hall: Hall) -> None:
    aiko, luc = two(hall)
    task = aiko.find("#open > li[data-language=ja]").filter(has_text=HOW)
    question = task.get_attribute("data-question")
    assert "seq" in does(aiko, "translate", question=question, language="ja", text="どう。")
    assert "seq" in does(luc, "reword", question=question, text="Comment Kumamoto agit-elle ?")
    expect(aiko.find("#open del")).to_have_text("Kanazawa")
    expect(aiko.find("#open ins")).to_have_text("Kumamoto")
    expect(aiko.find("[data-counts=stale]")).to_have_text("1")


def test_enter_that_ends_a_kana_conversion_sends_nothing(hall: Hall) -> None:
    aiko, _ = two(hall)
    opens(aiko, WHY)
    aiko.page.keyboard.insert_text("かな")
    aiko.find("#translation").evaluate(
        """field => field.dispatchEvent(new KeyboardEvent('keydown', {
          key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    aiko.press("Enter")
    expect(aiko.find("#writing")).to_be_visible()
    expect(aiko.find("#translation")).to_have_value("かな\n")
    expect(aiko.find("#writing form")).not_to_have_attribute("data-state", "sending")


def test_the_languages_of_a_device_are_its_own_and_so_is_the_order(hall: Hall) -> None:
    aiko, luc = two(hall)
    expect(aiko.find("#open > li").filter(visible=True)).to_have_count(2)
    aiko.find("[name=into][value=en]").check()
    aiko.find("[name=into][value=ja]").uncheck()
    expect(aiko.find("#open > li[data-language=en]").filter(visible=True)).to_have_count(2)
    aiko.page.reload()
    expect(aiko.find("[data-counts=open]")).to_have_text("2")
    expect(aiko.find("#open > li[data-language=ja]").filter(visible=True)).to_have_count(0)
    expect(luc.find("#open > li[data-language=ja]").filter(visible=True)).to_have_count(2)
    hall.phone("ja").upvote(HOW)
    expect(luc.find("#open > li[data-language=ja]").filter(has_text=HOW).locator(".votes")).to_be_visible()
    luc.find("[data-sort=popular]").click()
    expect(luc.find("#open > li[data-language=ja]").first).to_contain_text(HOW)
    luc.find("[data-sort=oldest]").click()
    expect(luc.find("#open > li[data-language=ja]").first).to_contain_text(WHY)


def test_axe_finds_nothing_serious_in_the_list_or_while_writing(hall: Hall) -> None:
    aiko, luc = two(hall)
    for person in (aiko, luc):
        assert axe(person) == []
        opens(person, WHY)
        assert axe(person) == []


def test_without_scripts_a_translation_is_written_and_bettered_by_plain_forms(hall: Hall) -> None:
    aiko, luc = two(hall)
    page = hall._context("ja", 390, 844, scripts=False).new_page()
    plain = hall._enter(Person(page, "ja", scripts=False), hall.links["interpreter"])
    page.goto(f"{hall.url}/translate/main")
    task = plain.find("#open > li[data-language=ja]").filter(has_text=WHY)
    expect(plain.find("[name=into], [data-sort], .nothing").filter(visible=True)).to_have_count(0)
    task.locator("[data-write]").click()
    plain.find("#translation").fill(BECAUSE)
    plain.find("#writing form button").click()
    expect(plain.find("#writing")).to_be_hidden()
    expect(plain.find("#said")).not_to_be_empty()
    expect(luc.find("#done > li[data-language=ja]")).to_contain_text(BECAUSE)
    plain.find("details.fold > summary").last.click()
    plain.find("#done [data-write]").click()
    expect(plain.find("#translation")).to_have_value(BECAUSE)
    expect(plain.find("#translation")).to_have_attribute("lang", "ja")
    # Somebody is faster: who would have written over it is told, and the form stands again.
    assert "seq" in does(luc, "translate", question=task_of(luc), language="ja", text="コピー")
    plain.find("#translation").fill("自治体")
    plain.find("#writing form button").click()
    expect(plain.find("#said.refused")).to_be_visible()
    expect(plain.find("#translation")).to_have_value("コピー")
    expect(aiko.find("#done > li[data-language=ja]")).to_contain_text("コピー")


def task_of(person: Person) -> str | None:
    """The question that was translated into Japanese."""
    return person.find("#done > li[data-language=ja]").get_attribute("data-question")
