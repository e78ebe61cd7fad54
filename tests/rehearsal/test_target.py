"""A rehearsal goes to this machine, or to a meeting that says it is one, and nowhere else."""

import socket
from collections.abc import Awaitable, Callable

import pytest

from server.rehearsal import target as targets
from server.rehearsal.target import find_target, is_own_machine, refuse_uninvited
from server.settings import Trouble
from tests.cli.entaku import complaint
from tests.ports import free_port
from tests.rehearsal.raw import RawServer

NOT_OURS = "is another machine, and its meeting is not a rehearsal"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is this machine, so that no test has to leave it."""
    monkeypatch.setattr(targets, "is_own_machine", lambda address: False)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_the_loop_is_this_machine(address: str) -> None:
    assert is_own_machine(address)


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.77", "224.0.0.1", "0.0.0.0"])
def test_addresses_of_others_are_not_and_nothing_is_sent_to_find_out(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*words: object) -> None:
        raise AssertionError("something was sent")

    for name in ("connect", "connect_ex", "send", "sendto"):
        monkeypatch.setattr(socket.socket, name, never)
    assert not is_own_machine(address)


async def test_another_machine_is_refused_unless_its_meeting_is_marked(elsewhere: None) -> None:
    target = await find_target("http://127.0.0.1:8000")
    with pytest.raises(Trouble, match=NOT_OURS):
        refuse_uninvited(target, marked=False)
    refuse_uninvited(target, marked=True)


async def test_this_machine_need_not_be_marked() -> None:
    refuse_uninvited(await find_target("http://localhost:8000"), marked=False)


async def test_the_address_is_looked_up_once_and_kept() -> None:
    target = await find_target("http://localhost:8123/")
    assert (target.origin, target.port, target.netloc) == ("http://localhost:8123", 8123, "localhost:8123")
    assert is_own_machine(target.address)


async def test_the_usual_ports_need_not_be_said() -> None:
    plain, safe = await find_target("http://127.0.0.1"), await find_target("https://127.0.0.1")
    assert (plain.port, plain.tls is None, safe.port, safe.tls is None) == (80, True, 443, False)


@pytest.mark.parametrize(
    "health", [b'{"status":"ok","version":"1"}', b'{"status":"ok","version":"1","rehearsal":"yes"}']
)
async def test_no_phone_comes_to_a_meeting_that_does_not_say_true(
    raw: RawServer, elsewhere: None, health: bytes, in_thread: Callable[..., Awaitable[str]]
) -> None:
    raw.pages["/health"] = health
    assert NOT_OURS in await in_thread(complaint, "rehearse", raw.url)
    assert raw.asked == ["/health"]


async def test_what_is_not_entaku_is_said(raw: RawServer, in_thread: Callable[..., Awaitable[str]]) -> None:
    raw.pages["/health"] = b"<html>hello</html>"
    assert await in_thread(complaint, "rehearse", raw.url) == f"{raw.url} answers, but it is not Entaku."


def test_a_server_that_does_not_answer_is_said() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert complaint("rehearse", url) == f"{url} does not answer: Connection refused."


def test_nobody_can_take_longer_to_come_than_it_lasts() -> None:
    words = ("rehearse", "http://127.0.0.1:1", "--minutes", "0.5", "--arrive", "31")
    assert complaint(*words) == "Within 0.5 minutes nobody can take 31 seconds to arrive."
