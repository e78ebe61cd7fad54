"""Servers for tests, none of which outlives its test, and browsers that come to them."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.cli.entaku import CODE, Browser, Server

Come: TypeAlias = Callable[[str], Browser]


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_set() -> Iterator[None]:
    """What is set for the servers of whoever runs the tests is not meant for these."""
    with pytest.MonkeyPatch.context() as environment:
        _unset(environment)
        yield


def _unset(environment: pytest.MonkeyPatch) -> None:
    for name in filter(
        re.compile("ENTAKU_.*|PORT|REDIS_URL|WEB_CONCURRENCY|COLUMNS").fullmatch, list(os.environ)
    ):
        environment.delenv(name)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test starts and stops."""
    server = Server(tmp_path)
    yield server
    server.clear_away()


@pytest.fixture
def come(server: Server) -> Iterator[Come]:
    """Come to the server by an address, as someone who was never there."""
    with ExitStack() as leaving:

        def _come(address: str) -> Browser:
            browser = leaving.enter_context(Browser(server.url))
            assert browser.get(address).status_code in {200, 303}
            return browser

        yield _come


@pytest.fixture
def moderator(server: Server, come: Come) -> Callable[[], Browser]:
    """The moderator comes by the private link."""
    return lambda: come(server.links["moderator"])


@pytest.fixture
def phone(come: Come) -> Callable[[], Browser]:
    """Somebody in the audience comes by the code."""
    return lambda: come(f"/m/{CODE}")
