"""What holds for every screen: languages, accessibility, weight, and forms that work without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Person

pytestmark = ON_FILES

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text("utf-8")
FIRST_PAGE = 60_000
QUESTION = "How do you reach people who never come to meetings?"


def axe(person: Person) -> list[str]:
    """What axe finds serious or critical on this screen, as `rule: element`."""
    # Through the debugger, because the page's own policy lets no foreign script in.
    person.page.evaluate(AXE)
    found: dict[str, Any] = person.page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("lang", ["fr", "ja"])
def test_axe_finds_nothing_serious_on_any_screen(hall: Hall, lang: str) -> None:
    phone, desk, projector, monitor = hall.phone(lang), hall.desk(lang), hall.projector(), hall.monitor(lang)
    desk.start()
    phone.ask(QUESTION)
    desk.approve(QUESTION)
    desk.to_screen(QUESTION)
    desk.open_poll()
    phone.vote(0)
    phone.voted()
    projector.shows("poll")
    for person in (phone, desk, projector, monitor):
        assert axe(person) == []
    phone.page.goto(f"{hall.url}/")
    assert axe(phone) == []
    phone.page.goto(f"{hall.url}/nowhere")
    assert axe(phone) == []
    phone.troubles.clear()  # the browser reports the 404 that was asked for


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Poser une question"), ("ja", "質問"), ("en", "Ask a question")]
)
def test_the_language_is_the_browsers_until_another_is_chosen(hall: Hall, lang: str, words: str) -> None:
    phone, desk = hall.phone(lang), hall.desk()
    desk.start()
    expect(phone.find("html")).to_have_attribute("lang", lang)
    expect(phone.find("details.ask > summary")).to_contain_text(words)
    phone.page.get_by_role("link", name="日本語").click()
    expect(phone.find("html")).to_have_attribute("lang", "ja")
    phone.page.goto(hall.links["audience"])
    expect(phone.find("html")).to_have_attribute("lang", "ja")


def test_the_first_page_is_light(hall: Hall) -> None:
    phone = hall.phone("ja", path="?fresh")
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    phone.page.reload()
    phone.wait_until_live()
    assert len(sizes) > 5
    assert sum(sizes) <= FIRST_PAGE


def test_asking_supporting_and_voting_work_without_scripts(hall: Hall) -> None:
    plain, desk, other = hall.phone("fr", scripts=False), hall.desk(), hall.phone("ja")
    desk.start()
    expect(other.find("details.ask > summary")).to_be_visible()
    plain.page.reload()
    plain.find("details.ask > summary").click()
    plain.find("#ask").fill(QUESTION)
    plain.find("form[action='/do/ask'] button").click()
    expect(plain.find("#me li").filter(has_text=QUESTION)).to_have_count(1)
    desk.approve(QUESTION)
    expect(other.card(QUESTION)).to_be_attached()
    plain.page.goto(hall.links["audience"])
    plain.card(QUESTION).locator("button").click()
    other.supports(QUESTION, 1, mine=False)

    desk.open_poll()
    expect(other.find("#ballot form")).to_be_attached()
    plain.page.goto(hall.links["audience"])
    plain.choose(1)
    plain.find("form[action='/do/vote'] button").click()
    expect(desk.find("[id^=pn-]").first).to_have_text("1")


def test_a_code_typed_in_full_width_leads_into_the_meeting(hall: Hall) -> None:
    phone = hall.phone("ja")
    phone.page.goto(f"{hall.url}/")
    phone.find("#code").fill("ａｉｘ７")
    phone.find("form button").click()
    expect(phone.find("#audience")).to_be_visible()


def test_a_wrong_private_link_gets_a_page_worth_reading(hall: Hall) -> None:
    phone = hall.phone("fr")
    phone.page.goto(f"{hall.url}/in/{'x' * 32}")
    expect(phone.find("h1")).to_be_visible()
    assert "x" * 32 not in phone.page.url or phone.find("main").inner_text()
    phone.troubles.clear()  # the browser reports the status that was asked for


def test_what_the_audience_writes_is_never_markup(hall: Hall) -> None:
    payload = '<img src=x onerror="document.title=\'owned\'"><b hx-get="/nowhere" hx-trigger="load">x</b>'
    phone, desk, projector = hall.phone("fr"), hall.desk(), hall.projector()
    desk.start()
    phone.ask(payload)
    desk.approve(payload[:20])
    desk.to_screen(payload[:20])
    projector.sees("<img src=x")
    for person in (phone, desk, projector):
        assert person.find("img[src=x], b[hx-get]").count() == 0
        assert person.page.title() != "owned"
