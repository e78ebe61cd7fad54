"""A copy of a fixture, served as an operator of the present release would, and browsers that come to it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from server.settings import Source
from tests.cli.entaku import COMMAND, Browser, Server
from tests.released.fixture import PROGRAMME, Fixture
from tests.released.guest import HALL, MEETING, Kept


@contextmanager
def somewhere(fixture: Fixture, storage: str, work: Path) -> Iterator[Source]:
    """A copy of what was written, in a folder or in a Redis of its own."""
    if storage == "folder":
        yield Source(fixture.folder(work))
    else:
        with fixture.redis(work) as server:
            yield Source(fixture.folder(work, links_only=True), server.url)


class Venue:
    """Where the meeting of then goes on."""

    def __init__(self, server: Server, here: ExitStack) -> None:
        self.links, self._url, self._here = server.links, server.url, here

    def browser(self, address: str = f"/m/{MEETING}") -> Browser:
        """A browser that comes by an address, for instance a private link."""
        browser = self._here.enter_context(Browser(self._url))
        assert browser.get(address).status_code in {200, 303}, address
        return browser

    def again(self, person: Kept) -> Browser:
        """The browser of a participant, with the cookies of then."""
        browser = self._here.enter_context(Browser(self._url))
        for name, value in person.cookies.items():
            browser.cookies.set(name, value)
        return browser


@contextmanager
def served(fixture: Fixture, storage: str, work: Path) -> Iterator[Venue]:
    """Serve a copy until the block ends."""
    with somewhere(fixture, storage, work) as source, serving(source, work) as venue:
        yield venue


@contextmanager
def serving(source: Source, work: Path) -> Iterator[Venue]:
    """Serve what is there until the block ends."""
    with ExitStack() as here:
        server = Server(work)
        server.programme, server.data = PROGRAMME, source.data
        where = ["--redis", source.redis] if source.redis else []
        here.callback(server.clear_away)
        server.start([*COMMAND, *server.words, *where])
        yield Venue(server, here)


def state_of(browser: Browser, view: str) -> dict[str, Any]:
    """What a screen shows, as data."""
    answer = browser.get(f"/state/{view}/{HALL}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def own(browser: Browser) -> tuple[dict[str, str], dict[str, str]]:
    """A participant's questions with their status, and ballots in open polls."""
    me = state_of(browser, "me")
    questions = {one["question"]: one["status"] for one in me["questions"]}
    return questions, {one["poll"]: one["choice"][0] for one in me["ballots"]}


def counted(desk: Browser, poll: str) -> tuple[int, dict[str, int]]:
    """How many have voted in a poll, and for what, as the desk sees it; without options that nobody chose."""
    (shown,) = (one for one in state_of(desk, "desk")["polls"]["items"] if one["poll"] == poll)
    votes = {bar["id"].rpartition("_")[2]: bar["votes"] for bar in shown["tally"]["items"]}
    return shown["turnout"]["n"], {option: count for option, count in votes.items() if count}
