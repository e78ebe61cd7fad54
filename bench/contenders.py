"""Who is measured: the floor, Entaku and the peers, each with a crowd of phones of its own."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import MOST, Crowd, crowd
from bench.native import BUILT, program
from bench.process import SERVERS, processor_seconds, resident_kib, started_on
from bench.redis_server import free_port, wait_for
from bench.venue import ROOT, Desk, venue

FOLDER = Path(__file__).parent / "peers"
PYTHON = BUILT / "venv" / "bin" / "python"
SETTLE_MS, IDLE_MS = 500, 1_500


@dataclass
class Peer:
    """A program of bench/peers, and how its phones talk."""

    name: str
    file: str
    mode: str = ""
    path: str = "/"
    dialect: str = "plain"

    @property
    def is_for_node(self) -> bool:
        """Whether it wants Node."""
        return self.file.endswith(".js")

    def command(self, port: int, message: Path) -> list[str]:
        """How it is started."""
        runs = "node" if self.is_for_node else str(PYTHON)
        return [runs, str(FOLDER / self.file), str(port), str(message), self.mode]


SOCKETIO = "/socket.io/?EIO=4&transport=websocket"
PEERS = (
    Peer("Node ws", "ws.js"),
    Peer("websockets, broadcast()", "websockets_broadcast.py"),
    Peer("Socket.IO on Node", "socketio.js", path=SOCKETIO, dialect="socketio"),
    Peer("Starlette, a loop of awaits", "starlette_loop.py"),
    Peer("the same, its default deflate", "starlette_loop.py", mode="deflate"),
    Peer("python-socketio", "python_socketio.py", path=SOCKETIO, dialect="socketio"),
    Peer("Django Channels", "django_channels.py"),
)


@dataclass
class Hall:
    """A server, its crowd, and what makes it broadcast; what was seen when the phones came."""

    name: str
    pid: int
    crowd: Crowd
    broadcast: Callable[[], object]
    phones: int = 0
    idle: float = 0.0  # share of a core that it takes when nothing happens
    handshake: float = 0.0  # seconds of processor time for each phone that comes
    memory: float = 0.0  # KiB for each phone
    came: float = 0.0  # seconds until all were there
    beats: bool = False  # whether its phones send heartbeats

    def fill(self, phones: int) -> None:
        """Have the phones come."""
        before, taken = resident_kib(self.pid), processor_seconds(self.pid)
        self.came, self.phones = self.crowd.connect(phones)["seconds"], phones
        self.crowd.ask("idle", SETTLE_MS)
        self.handshake = (processor_seconds(self.pid) - taken) / phones
        self.memory = (resident_kib(self.pid) - before) / phones
        self.idle = self.share_of_a_core(IDLE_MS)

    def share_of_a_core(self, ms: int) -> float:
        """What the server takes while nothing happens but what its crowd does by itself."""
        taken, began = processor_seconds(self.pid), time.monotonic()
        self.crowd.ask("idle", ms)
        return (processor_seconds(self.pid) - taken) / (time.monotonic() - began)


@contextmanager
def floor(frame: bytes, name: str = "the floor") -> Iterator[Hall]:
    """The C program that only sends, frames as long as this one."""
    port = free_port()
    command = [str(program("floor")), str(port), str(len(frame))]
    with _running(command, port) as pid, crowd(port, "/") as phones:
        yield Hall(name, pid, phones, lambda: phones.ask("go"))


@contextmanager
def entaku(deflate: bool, name: str = "Entaku", root: Path = ROOT) -> Iterator[Hall]:
    """The real server, in which a moderator stages one prepared question after the other."""
    with venue(root=root) as place:
        desk = place.desk()
        desk.order("start-session", session="rt1")
        desk.order("stage", question=QUESTIONS[0])
        cookies = place.participants(MOST)
        with crowd(place.port, "/ws/audience/main?lang=fr", "entaku", deflate, cookies) as phones:
            yield Hall(name, place.pid, phones, _staging(desk), beats=True)


QUESTIONS = ("rt1-q1", "rt1-q2")


def _staging(desk: Desk) -> Callable[[], object]:
    turns = iter(range(1, 1_000_000))
    return lambda: desk.order("stage", question=QUESTIONS[next(turns) % 2])


def real_message() -> str:
    """What a phone is sent when a question is staged."""
    with venue() as place:
        desk = place.desk()
        desk.order("start-session", session="rt1")
        desk.order("stage", question=QUESTIONS[0])
        with place.screen("audience", place.cookies(place.links["audience"])) as phone:
            _staging(desk)()
            while True:
                said = str(phone.recv(timeout=10))
                if said.startswith("<hx-partial") and said.count("hx-target=") == 1 and "#me" not in said:
                    return said


@contextmanager
def peer(asked: Peer, message: Path) -> Iterator[Hall]:
    """One of the peers, which sends this message."""
    port = free_port()
    with (
        _running(asked.command(port, message), port) as pid,
        crowd(port, asked.path, asked.dialect, asked.mode == "deflate") as phones,
    ):
        yield Hall(asked.name, pid, phones, lambda: phones.ask("go"))


@contextmanager
def _running(command: list[str], port: int) -> Iterator[int]:
    with started_on(SERVERS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield process.pid
    finally:
        process.kill()
        process.wait()
