"""A hall for tests: the real server on a free port, and the people who come in with a real browser."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError

from playwright.sync_api import Browser, BrowserContext

from tests.browser.people import Desk, Monitor, Person, Phone, Projector

ROOT = Path(__file__).resolve().parents[2]
Someone = TypeVar("Someone", bound=Person)

LANGUAGES = {"fr": "fr-FR", "ja": "ja-JP", "en": "en-GB"}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Hall:
    """One server with its data, and everybody who came in."""

    def __init__(self, browser: Browser, data: Path) -> None:
        self.browser, self.data, self.port = browser, data, free_port()
        self.people: list[Person] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._was_cut = False

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def links(self) -> dict[str, Any]:
        """The links that the server printed."""
        found: dict[str, Any] = json.loads((self.data / "links.json").read_text())
        return found

    def open(self) -> None:
        """Start the server, or start it again on the same data."""
        command = [sys.executable, "-m", "server", "serve", "programmes/rencontres.toml"]
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data)]
        with (self.data.parent / "server.log").open("ab") as out:
            self._process = subprocess.Popen([*command, *place], cwd=ROOT, stdout=out, stderr=out)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=1):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"the server did not start: {(self.data.parent / 'server.log').read_text()}")

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End the server, as a power cut would unless told otherwise."""
        assert self._process
        self._was_cut = True
        os.kill(self._process.pid, how)
        self._process.wait(30)

    def troubles(self) -> list[str]:
        """What the browsers complained about, but for sockets of a server that was cut off on purpose."""
        said = [trouble for person in self.people for trouble in person.troubles]
        expected = ("WebSocket connection to", "htmx:ws:error") if self._was_cut else ()
        return [trouble for trouble in said if not any(words in trouble for words in expected)]

    def freeze(self) -> None:
        """The server stops answering, but its connections stay open."""
        assert self._process
        self._was_cut = True
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """The server goes on."""
        assert self._process
        os.kill(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """Everybody leaves and the server ends."""
        for person in self.people:
            person.page.context.close()
        if self._process and self._process.poll() is None:
            self.thaw()
            self.kill(signal.SIGTERM)

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

    def _context(self, lang: str, width: int, height: int, scripts: bool = True) -> BrowserContext:
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=LANGUAGES[lang],
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )

    def _enter(self, person: Someone, address: str) -> Someone:
        self.people.append(person)
        person.page.goto(address)
        person.wait_until_live()
        return person
