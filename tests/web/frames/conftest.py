"""A phone made of bytes, in a hall that the tests of a module share and where nobody is too fast."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import pytest_asyncio
import uvloop

from server.log.storage import in_folder
from server.web import line
from server.web.house import Address
from server.web.limits import Limits
from tests.faults.waiting import until
from tests.web.raw import Raw, raw
from tests.web.serving import served
from tests.web.venue import Venue


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The event loops that the server runs on."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def venue(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Venue]:
    """The meeting, served; a minute passes between any two things that people do, no frame is too many."""
    unhurried = Limits(itertools.count(step=60).__next__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "BURST", 1_000_000)
        async with (
            in_folder(tmp_path_factory.mktemp("frames")) as storage,
            served(storage, Address(), unhurried) as venue,
        ):
            yield venue


@pytest.fixture
def offer() -> str:
    """The extensions that the phone offers."""
    return ""


@pytest_asyncio.fixture(loop_scope="module")
async def phone(venue: Venue, offer: str) -> AsyncIterator[Raw]:
    """The only phone in the hall."""
    await until(lambda: not venue.runtime.hub.all())
    async with raw(venue.origin, offer=offer) as phone:
        assert phone.status.startswith("HTTP/1.1 101")
        yield phone
