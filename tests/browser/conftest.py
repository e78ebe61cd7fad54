"""A browser for all tests of this folder, and a fresh hall for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.hall import Hall

# Chromium as root has no sandbox of its own; the other flags keep it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]
# The headless shell first: the whole browser draws an unseen window around every page, and that takes longer
# than the page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def launch(playwright: Playwright) -> Browser:
    """Headless Chromium."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "the browser tests need chromium; `make test` installs it where it can"
    return playwright.chromium.launch(executable_path=program, args=FLAGS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for this folder; it must end with it, for its event loop lets no other run."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(params=["sqlite", "redis"])
def storage(request: pytest.FixtureRequest) -> str:
    """The address of an empty Redis, or none: whoever comes into the hall does so on both logs."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


@pytest.fixture
def hall(browser: Browser, tmp_path: Path, storage: str) -> Iterator[Hall]:
    """A running server with nobody in it; at the end no page may have complained."""
    hall = Hall(browser, tmp_path / "data", storage)
    hall.open()
    yield hall
    hall.close()
    assert hall.troubles() == []
