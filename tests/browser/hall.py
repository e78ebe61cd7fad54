"""A hall for tests: the real server on a free port, and the people who come in with a real browser."""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.people import Desk, Monitor, Person, Phone, Projector
from tests.browser.serving import Serving

Someone = TypeVar("Someone", bound=Person)

# A hall is tried on both kinds of storage. Tests that are not about where things are kept take the file or,
# where people meet across screens, two workers on Redis.
ON_FILES = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
ON_SEVERAL_WORKERS = pytest.mark.parametrize("storage", ["redis"], indirect=True)

LANGUAGES = {"fr": "fr-FR", "ja": "ja-JP", "en": "en-GB"}
# What a browser says of a server that is not there: by its socket, or by the request that stands in for it.
CUT = ("WebSocket connection to", "htmx:ws:error", "Failed to load resource: net::ERR_")
# What it says of a page that is left while its socket is still being opened: nothing is wrong with that.
LEFT = "WebSocket is closed before the connection is established."


class Hall:
    """One server with its data, and everybody who came in."""

    def __init__(self, browser: Browser, data: Path, redis: str = "") -> None:
        self._browser, self._data = browser, data
        self._serving = Serving(data, redis)
        self.people: list[Person] = []
        self._was_cut = False

    @property
    def url(self) -> str:
        """Where the server is."""
        return self._serving.url

    @property
    def links(self) -> dict[str, Any]:
        """The links that the server printed."""
        found: dict[str, Any] = json.loads((self._data / "links.json").read_text())
        return found

    def open(self) -> None:
        """Start the server, or start it again on the same data."""
        self._serving.start()

    def kill(self) -> None:
        """End the server, as a power cut would."""
        self._was_cut = True
        self._serving.kill()

    def kill_oldest_worker(self) -> None:
        """End one worker of several; returns when another serves in its place."""
        self._was_cut = True
        self._serving.kill_oldest_worker()

    def renew(self) -> None:
        """Replace all workers without a gap, as for a new version."""
        self._serving.renew()

    def freeze(self) -> None:
        """The server stops answering, but its connections stay open."""
        self._was_cut = True
        self._serving.freeze()

    def thaw(self) -> None:
        """The server goes on."""
        self._serving.thaw()

    def close(self) -> None:
        """Everybody leaves and the server ends."""
        for person in self.people:
            person.page.context.close()
        self._serving.stop()

    def troubles(self) -> list[str]:
        """What the browsers complained about, but for lines to a server that was cut off on purpose."""
        said = [trouble for person in self.people for trouble in person.troubles]
        expected = (LEFT, *CUT) if self._was_cut else (LEFT,)
        return [trouble for trouble in said if not any(words in trouble for words in expected)]

    def phone(self, lang: str = "fr", scripts: bool = True, path: str = "") -> Phone:
        """Somebody in the audience opens the link on a phone."""
        context = self._context(lang, 390, 844, scripts=scripts)
        return self._enter(Phone(context.new_page(), lang, scripts), f"{self.links['audience']}{path}")

    def desk(self, lang: str = "fr", width: int = 1440, height: int = 900) -> Desk:
        """The moderator opens the private link."""
        page = self._context(lang, width, height).new_page()
        return self._enter(Desk(page, lang), self.links["moderator"])

    def projector(self, width: int = 1920, height: int = 1080) -> Projector:
        """The hall's computer opens the projector's link."""
        page = self._context("fr", width, height).new_page()
        return self._enter(Projector(page, "fr"), self.links["projector"]["main"])

    def monitor(self, lang: str = "ja") -> Monitor:
        """A monitor on stage opens its link."""
        page = self._context(lang, 1280, 800).new_page()
        return self._enter(Monitor(page, lang), self.links["stage"]["main"])

    def booth(self, lang: str = "fr") -> Person:
        """The interpreter opens the private link."""
        page = self._context(lang, 1366, 768).new_page()
        return self._enter(Person(page, lang), self.links["interpreter"])

    def enter(self, role: str, lang: str) -> Person:
        """Somebody on the staff follows the link of a role that has one for all halls."""
        page = self._context(lang, 1280, 800).new_page()
        return self._enter(Person(page, lang), self.links[role])

    def _context(self, lang: str, width: int, height: int, scripts: bool = True) -> BrowserContext:
        return self._browser.new_context(
            viewport={"width": width, "height": height},
            locale=LANGUAGES[lang],
            java_script_enabled=scripts,
            reduced_motion="reduce",
            permissions=["screen-wake-lock"],
        )

    def _enter(self, person: Someone, address: str) -> Someone:
        self.people.append(person)
        person.page.goto(address)
        person.wait_until_live()
        return person
