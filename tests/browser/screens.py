"""`make screens`: a picture of every screen, to be looked at, in French and in Japanese, light and dark."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import launch
from tests.browser.hall import Hall
from tests.browser.people import Desk, Person, Phone

QUESTIONS = {
    "fr": (
        "Comment financer la transition écologique dans les petites communes ?",
        "Quelle place donnez-vous aux jeunes dans vos décisions ?",
        "Le télétravail a-t-il changé votre centre-ville ?",
    ),
    "ja": (
        "高齢者の移動手段をどのように確保していますか。",
        "災害時の情報発信で、市民の協力をどう得ていますか？",
    ),
}
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


def session(hall: Hall, album: Album) -> None:
    """Round table 1 from the empty hall to the results, a picture at every turn."""
    phones = {lang: hall.phone(lang) for lang in ("fr", "ja")}
    desks = {lang: hall.desk(lang) for lang in ("fr", "ja")}
    projector, monitor, desk = hall.projector(), hall.monitor("ja"), desks["fr"]
    for lang, phone in phones.items():
        album.take(phone, "phone-waiting", "phone")
        album.take(desks[lang], "desk-waiting", "laptop")
    album.take(projector, "projector-waiting", "hd", "4-3")

    desk.start()
    _ask_all(phones, desk)
    desk.press("n")
    projector.shows("question")
    album.take(projector, "projector-prepared", "hd", "4-3")
    desk.to_screen(QUESTIONS["fr"][0])
    projector.sees(QUESTIONS["fr"][0])
    album.take(projector, "projector-audience", "hd", "4-3")
    _timer_and_cue(desk)
    album.take(monitor, "stage-cue", "laptop")
    monitor.find("#stage-cue form button").click()
    monitor.page.wait_for_timeout(500)
    album.take(monitor, "stage-question", "laptop")
    for lang, phone in phones.items():
        album.take(phone, "phone-live", "phone", "laptop")
        album.take(desks[lang], "desk-live", "laptop", "tablet", "phone")
    booth = hall.booth("fr")
    album.take(booth, "booth", "laptop")

    _poll(hall, album, phones, desk)
    phones["fr"].page.goto(f"{hall.url}/")
    album.take(phones["fr"], "join", "phone")
    phones["ja"].page.goto(f"{hall.url}/nowhere")
    album.take(phones["ja"], "error", "phone")


def _ask_all(phones: dict[str, Phone], desk: Desk) -> None:
    for lang, questions in QUESTIONS.items():
        for question in questions:
            phones[lang].ask(question)
    for lang, number in (("fr", 0), ("fr", 1), ("ja", 0)):
        desk.approve(QUESTIONS[lang][number])
    for phone in phones.values():
        phone.upvote(QUESTIONS["fr"][0])
    phones["fr"].upvote(QUESTIONS["ja"][0])


def _timer_and_cue(desk: Desk) -> None:
    desk.open_section("form[action^='/do/start-timer']")
    desk.do("start-timer")
    desk.press("Escape")
    desk.page.evaluate("document.activeElement?.blur()")
    desk.press("c")
    desk.press("2")
    desk.page.wait_for_timeout(800)


def _poll(hall: Hall, album: Album, phones: dict[str, Phone], desk: Desk) -> None:
    projector = next(one for one in hall.people if one.find("main.whole [data-shows]").count())
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.open_poll()
    projector.page.wait_for_timeout(600)
    for option, phone in enumerate(phones.values()):
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.vote(option)
        phone.voted()
        phone.find("#ballot").scroll_into_view_if_needed()
        album.take(phone, "phone-poll", "phone")
    album.take(projector, "projector-poll-open", "hd", "4-3")
    desk.do("reveal-poll")
    projector.page.wait_for_timeout(600)
    album.take(projector, "projector-poll-results", "hd", "4-3")
    for phone in phones.values():
        phone.find("#results").scroll_into_view_if_needed()
        album.take(phone, "phone-results", "phone")


def main() -> None:
    """Serve the real programme, play a session, take the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/screens")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        hall = Hall(launch(playwright), Path(data) / "data")
        hall.open()
        try:
            session(hall, Album(folder))
        finally:
            hall.close()


if __name__ == "__main__":
    main()
