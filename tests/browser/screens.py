"""`make screens`: a picture of every screen, to be looked at, in French and in Japanese, light and dark."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.conftest import launch
from tests.browser.debate import AUTHORS, STAFF, Debate
from tests.browser.hall import Hall
from tests.browser.people import Desk, Person, Phone
from tests.browser.test_staff import make, organiser

SIZES = {
    "phone": (390, 844),
    "laptop": (1440, 900),
    "tablet": (1024, 768),
    "hd": (1920, 1080),
    "4-3": (1024, 768),
}


class Album:
    """A folder of pictures, each screen in light and in dark."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, person: Person, name: str, *sizes: str) -> None:
        """Pictures of what this person sees now, at these sizes."""
        for size in sizes:
            width, height = SIZES[size]
            person.page.set_viewport_size({"width": width, "height": height})
            for theme in ("light", "dark"):
                person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                person.page.wait_for_timeout(250)
                picture = self._folder / f"{name}-{person.lang}-{size}-{theme}.png"
                person.page.screenshot(path=picture)
                sys.stdout.write(f"{picture}\n")


def session(hall: Hall, album: Album, playwright: Playwright) -> None:
    """Round table 1 from the empty hall to the results, a picture at every turn."""
    phones = {lang: hall.phone(lang) for lang in AUTHORS}
    desks = {lang: hall.desk(lang) for lang in AUTHORS}
    projector, monitor, desk = hall.projector(), hall.monitor("ja"), desks["fr"]
    for lang, phone in phones.items():
        album.take(phone, "phone-waiting", "phone")
        album.take(desks[lang], "desk-waiting", "laptop")
    album.take(projector, "projector-waiting", "hd", "4-3")

    _staff(hall, album)
    desk.start()
    debate = Debate(hall, playwright, phones, desk)
    debate.happens()
    projector.shows("question")
    album.take(projector, "projector-prepared", "hd", "4-3")
    for what in ("translated", "original"):
        debate.to_screen(what)
        expect(projector.find(f"[data-shows='question:question-{what}']")).to_be_attached()
        album.take(projector, f"projector-{what}", "hd", "4-3")
    debate.to_screen("translated")
    debate.staff("start-timer", hall="main", seconds=300)
    _cue(desk)
    album.take(monitor, "stage-cue", "laptop")
    monitor.find("#stage-cue form button").click()
    monitor.page.wait_for_timeout(500)
    album.take(monitor, "stage-question", "laptop")
    for lang, phone in phones.items():
        album.take(phone, "phone-live", "phone", "laptop")
        _list(phone)
        album.take(phone, "phone-questions", "phone")
        desks[lang].page.reload()
        desks[lang].wait_until_live()
        desks[lang].press("j")
        album.take(desks[lang], "desk-live", "laptop", "tablet", "phone")
    _others(hall, album)

    _poll(album, debate, phones, desk, projector)
    phones["fr"].page.goto(f"{hall.url}/")
    album.take(phones["fr"], "join", "phone")
    phones["ja"].page.goto(f"{hall.url}/nowhere")
    album.take(phones["ja"], "error", "phone")


def _staff(hall: Hall, album: Album) -> None:
    """The organiser hands out links, to begin with."""
    for lang, colleagues in STAFF.items():
        rika = organiser(hall, lang)
        for name, role in colleagues:
            make(rika, name, role)
        album.take(rika, "staff-made", "phone")
        rika.page.goto(f"{hall.url}/staff")
        album.take(rika, "staff", "laptop", "phone")


def _others(hall: Hall, album: Album) -> None:
    """Whoever else looks at the same debate: interpreter, translators, speakers, the organiser."""
    album.take(hall.booth("fr"), "booth", "laptop")
    for lang in AUTHORS:
        translator = hall.enter("interpreter", lang)
        translator.page.goto(f"{hall.url}/translate/main")
        translator.wait_until_live()
        album.take(translator, "translate", "laptop", "tablet", "phone")
        translator.find("#open > .stale [data-write]").filter(visible=True).first.click()
        album.take(translator, "translate-writing", "laptop", "phone")
    for lang, who in (("fr", "nancy"), ("ja", "kanazawa")):
        page = hall._context(lang, 1024, 768).new_page()
        speaker = hall._enter(Person(page, lang), hall.links["speaker"][who])
        album.take(speaker, "speaker", "tablet", "phone")
        rika = organiser(hall, lang)
        rika.page.goto(f"{hall.url}/audit")
        album.take(rika, "audit", "laptop", "phone")


def _list(phone: Phone) -> None:
    """Scroll to what everybody asks."""
    phone.page.set_viewport_size({"width": 390, "height": 844})
    phone.find(".asked").evaluate("list => list.scrollIntoView({ behavior: 'instant' })")


def _cue(desk: Desk) -> None:
    desk.press("c")
    desk.press("2")
    desk.page.wait_for_timeout(800)


def _poll(album: Album, debate: Debate, phones: dict[str, Phone], desk: Desk, projector: Person) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.open_poll()
    projector.page.wait_for_timeout(600)
    for option, phone in enumerate(phones.values()):
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.vote(option)
        phone.voted()
        phone.find("#ballot").scroll_into_view_if_needed()
        album.take(phone, "phone-poll", "phone")
    debate.votes()
    projector.page.wait_for_timeout(600)
    album.take(projector, "projector-poll-open", "hd", "4-3")
    desk.do("reveal-poll")
    projector.page.wait_for_timeout(600)
    album.take(projector, "projector-poll-results", "hd", "4-3")
    for phone in phones.values():
        expect(phone.find("#results")).to_be_visible()
        phone.find("#results").scroll_into_view_if_needed()
        album.take(phone, "phone-results", "phone")


def main() -> None:
    """Serve the real programme, play a session, take the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/screens")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        hall = Hall(launch(playwright), Path(data) / "data")
        hall.open()
        try:
            session(hall, Album(folder), playwright)
        finally:
            hall.close()


if __name__ == "__main__":
    main()
