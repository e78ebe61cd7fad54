"""`entaku serve --workers`: one meeting from several processes, whichever of them dies."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from server.web import listening
from tests.cli.entaku import COMMAND, Server, entaku, until
from tests.redis_server import RedisServer


@pytest.fixture(scope="module")
def crew(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers, told so by its host."""
    crew = Server(tmp_path_factory.mktemp("crew"))
    crew.start([*COMMAND, *crew.words], REDIS_URL=redis_server.url, WEB_CONCURRENCY="2")
    until(lambda: len(workers_that_serve(crew)) == 2)
    yield crew
    crew.clear_away()


@pytest.fixture
def people(crew: Server) -> Iterator[list[str]]:
    """Somebody comes to the door again and again meanwhile; what was wrong with it, if nobody listened."""
    refused: list[str] = []
    over = Event()

    def come() -> None:
        while not over.is_set():
            try:
                httpx.get(f"{crew.url}/health")
            except httpx.ConnectError as error:
                refused.append(str(error))
            except httpx.TransportError:
                continue  # whoever had the line has died

    person = Thread(target=come)
    person.start()
    yield refused
    over.set()
    person.join()


def children_of(pid: int) -> list[int]:
    """Who was started by this process and is there still."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


def is_here(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except FileNotFoundError:
        return False


def workers_that_serve(server: Server) -> set[int]:
    """The workers that listen on the port."""
    listening = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
        if line.split()[1].endswith(f":{server.port:04X}") and line.split()[3] == "0A"
    }
    return {pid for pid in children_of(server.pid) if listening & sockets_of(pid)}


def sockets_of(pid: int) -> set[str]:
    """The sockets that a process has open, by their inode."""
    try:
        names = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    except FileNotFoundError:
        return set()
    return {name.removeprefix("socket:[").removesuffix("]") for name in names}


def test_a_worker_that_is_killed_comes_back_while_the_other_serves(crew: Server, people: list[str]) -> None:
    killed, _ = workers_that_serve(crew)
    os.kill(killed, signal.SIGKILL)
    # For a moment, who was killed is still among them.
    until(lambda: len(workers_that_serve(crew) - {killed}) == 2)
    assert people == []
    assert re.search(r"worker=[12] was ended by SIGKILL: starting another one in 0 s", crew.said)


def test_a_hangup_replaces_all_workers_and_nobody_finds_the_door_shut(
    crew: Server, people: list[str]
) -> None:
    before = workers_that_serve(crew)
    os.kill(crew.pid, signal.SIGHUP)
    until(lambda: "every worker has been replaced" in crew.said)
    # The kernel's table, read while connections come and go, may lack a line.
    until(lambda: len(workers_that_serve(crew)) == 2)
    assert not workers_that_serve(crew) & before
    assert people == []


def test_a_second_server_finds_the_port_taken_although_workers_share_it(
    crew: Server, redis_server: RedisServer
) -> None:
    result = entaku(*crew.words, "--workers", 2, "--redis", redis_server.url)
    sentence = f"Port {crew.port} is taken by another program; choose another with --port.\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_no_worker_outlives_its_supervisor(
    server: Server, redis_server: RedisServer, how: signal.Signals, code: int
) -> None:
    server.start([*COMMAND, *server.words, "--redis", redis_server.url, "--workers", "2"])
    workers = children_of(server.pid)
    assert len(workers) == 2
    assert server.stop(how) == code
    until(lambda: not any(map(is_here, workers)))


def test_a_port_that_is_kept_is_for_those_who_share_it_alone() -> None:
    with listening.reserve("127.0.0.1", 0) as kept:
        host, port = kept.getsockname()
        for way in (listening.reserve, listening.listen):
            with pytest.raises(OSError, match="in use"):
                way(host, port)
        with listening.listen(host, port, shared=True), listening.listen(host, port, shared=True):
            with socket.create_connection((host, port)):
                pass
            with pytest.raises(OSError, match="in use"):
                listening.listen(host, port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port))


def test_a_port_can_be_kept_again_at_once_although_connections_have_just_ended() -> None:
    with listening.listen("127.0.0.1", 0) as before:
        host, port = before.getsockname()
        with socket.create_connection((host, port)):
            before.accept()[0].close()
    with listening.reserve(host, port), pytest.raises(OSError, match="in use"):
        listening.reserve(host, port)
