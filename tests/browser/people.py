"""The people in a hall and what they do, in the words of the domain."""

import re
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

# However busy the machine is: this bounds how long a failure takes, no test waits for it.
PATIENCE = 40_000

expect.set_options(timeout=PATIENCE)


class Person:
    """Somebody with a screen; `troubles` collects what the browser complained about."""

    def __init__(self, page: Page, lang: str, scripts: bool = True) -> None:
        self.page, self.lang, self.scripts = page, lang, scripts
        self.troubles: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def wait_until_live(self) -> None:
        """The screen is connected; without scripts there is nothing to wait for."""
        if self.scripts:
            expect(self.page.locator("html[data-link=live]")).to_be_attached()

    def find(self, selector: str) -> Locator:
        """Something on the screen."""
        return self.page.locator(selector)

    def sees(self, text: str) -> None:
        """The text appears on the screen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """The text is not on the screen, or leaves it."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def press(self, key: str) -> None:
        """A key of the keyboard."""
        self.page.keyboard.press(key)

    def state(self, view: str) -> Any:
        """What the server says that this person's view of the main hall is."""
        return self.page.evaluate("async (path) => (await fetch(path)).json()", f"/state/{view}/main")


class Phone(Person):
    """Somebody in the audience."""

    def ask(self, text: str, wait: bool = False) -> None:
        """Write a question and send it; with `wait`, see the sheet close by itself."""
        sheet = self.find("details.ask")
        if not sheet.evaluate("sheet => sheet.open"):
            sheet.locator("summary").click()
        self.find("#ask").fill(text)
        self.find("form[action='/do/ask'] button").click()
        expect(self.find("form[action='/do/ask']")).to_have_attribute("data-state", "received")
        if wait:
            expect(sheet).not_to_have_attribute("open", "")
        sheet.evaluate("sheet => { sheet.open = false; }")

    def card(self, text: str) -> Locator:
        """A published question in the list."""
        return self.find("#questions > li").filter(has_text=text)

    def upvote(self, text: str) -> None:
        """Support a published question, or take the support back."""
        self.card(text).locator("button").click()

    def supports(self, text: str, votes: int, mine: bool) -> None:
        """The question has so many votes, mine among them or not."""
        expect(self.card(text).locator("button")).to_have_attribute("aria-pressed", str(mine).lower())
        expect(self.card(text).locator("[id^=n-]")).to_have_text(str(votes))

    def my_question_is(self, text: str, status: str) -> None:
        """My question is at this point of its life."""
        mine = self.find("#me li").filter(has_text=text)
        expect(mine).to_have_class(re.compile(rf"\b{status}\b"))

    def choose(self, option: int) -> None:
        """Tick an option of the open poll."""
        self.find("#ballot form [data-poll]").nth(option).check(force=True)

    def vote(self, option: int) -> None:
        """Choose and send the ballot."""
        self.choose(option)
        self.find("form[action='/do/vote'] button").click()

    def voted(self) -> None:
        """The server has said that the ballot counts."""
        expect(self.find("form[action='/do/vote']")).to_have_attribute("data-state", "received")


class Desk(Person):
    """The moderator."""

    def do(self, command: str, within: str = "") -> None:
        """Press the first visible button that gives this command."""
        chosen = self.find(f"{within} form[action^='/do/{command}?'] button").filter(visible=True).first
        chosen.scroll_into_view_if_needed()
        chosen.click()

    def open_section(self, selector: str) -> None:
        """Open the folded section that holds something."""
        self.page.locator("details", has=self.page.locator(selector)).last.evaluate(
            "one => { one.open = true; }"
        )

    def start(self) -> None:
        """Begin round table 1."""
        self.open_section("#desk-sessions")
        self.do("start-session")
        expect(self.find("#questions, #pending").first).to_be_attached()
        expect(self.find("#prepared > *").first).to_be_attached()

    def approve(self, text: str) -> None:
        """Publish a waiting question."""
        self._act("approve", "#pending", text)

    def dismiss(self, text: str) -> None:
        """Do not retain a waiting question."""
        self._act("dismiss", "#pending", text)

    def to_screen(self, text: str) -> None:
        """Bring a published question on stage."""
        self._act("stage", "#live", text)

    def _act(self, command: str, where: str, text: str) -> None:
        item = self.find(f"{where} > *").filter(has_text=text)
        expect(item).to_be_attached()
        item.locator(f"form[action^='/do/{command}?'] button").first.click()
        expect(item).to_have_count(0) if command != "stage" else None

    def open_poll(self) -> None:
        """Open the first poll of the session."""
        self.open_section("#desk-polls")
        self.do("open-poll")

    def close_poll(self) -> None:
        """Close it, and say that one is sure."""
        self.find("#desk-polls details.sure > summary").filter(visible=True).first.click()
        self.do("close-poll")


class Projector(Person):
    """The hall's screen."""

    def shows(self, scene: str) -> None:
        """This scene is on."""
        expect(self.find(f"[data-shows^='{scene}:']")).to_be_attached()


class Monitor(Person):
    """A monitor on stage."""
