"""The real server in a process of its own, and what leads it: commands of a moderator, and screens."""

import http.client
import json
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench.process import CORES, SERVERS, started_on
from bench.redis_server import free_port
from bench.visits import cookies

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 20.0  # seconds


class Venue:
    """A running server that keeps its meeting in a folder, or in a Redis."""

    def __init__(self, port: int, pid: int, data: Path, redis: str) -> None:
        self.port, self.pid = port, pid
        self.links: dict[str, Any] = json.loads((data / "links.json").read_text())
        self._data, self._redis = data, redis
        self.url = f"http://127.0.0.1:{port}"
        self._moderator = self.cookies(self.links["moderator"])

    def cookies(self, address: str) -> str:
        """Come in by an address and give the cookies that it left, as a header."""
        jar = CookieJar()
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(address, timeout=30).read()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def participants(self, number: int) -> Path:
        """A file with the cookies of so many phones, a line for each."""
        address: str = self.links["audience"]
        code = address.rpartition("/")[2]
        made = cookies(self.cookies(address), number, code, self._data, self._redis)
        file = self._data / "cookies"
        file.write_text("".join(f"{each}\n" for each in made))
        return file

    def screen(self, view: str, cookies: str) -> ClientConnection:
        """A connected screen of the main hall, for who has these cookies."""
        place = f"ws://127.0.0.1:{self.port}/ws/{view}/main?lang=fr"
        headers = {"Cookie": cookies, "Origin": self.url}
        # Without a bound on what waits to be read, the screen answers the server's pings meanwhile.
        return connect(
            place,
            additional_headers=headers,
            compression=None,
            ping_interval=None,
            max_queue=None,
            open_timeout=60,
        )

    def desk(self) -> "Desk":
        """A moderator's desk."""
        return Desk(self.screen("desk", self._moderator))

    def order(self, command: str, **fields: str) -> None:
        """A moderator's command over HTTP."""
        headers = {"Cookie": self._moderator, "Origin": self.url, "Accept": "application/json"}
        headers["Content-Type"] = "application/json"
        desk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        desk.request("POST", f"/do/{command}?as=desk", json.dumps(fields), headers)
        answer: dict[str, Any] = json.loads(desk.getresponse().read())
        desk.close()
        _accepted(command, answer)


class Desk:
    """A moderator's desk, open in a browser: it leads by its socket, and is kept up to date as well."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def order(self, command: str, **fields: str) -> None:
        """Carry a command out; what the desk is shown meanwhile is read and forgotten."""
        id = secrets.token_urlsafe(15)
        self._socket.send(json.dumps({"id": id, "command": {"do": command, **fields}}))
        while True:
            said = str(self._socket.recv(timeout=30))
            if said.startswith("{"):
                answer = json.loads(said)
                if answer.get("ack") == id:
                    _accepted(command, answer)
                    return


def _accepted(command: str, answer: dict[str, Any]) -> None:
    if "refused" in answer:
        raise RuntimeError(f"{command} was refused: {answer}")


@contextmanager
def venue(*options: str, workers: int = 1, root: Path = ROOT, folder: Path | None = None) -> Iterator[Venue]:
    """Serve the real programme on a free port, in a temporary folder unless one is given."""
    port = free_port()
    with tempfile.TemporaryDirectory() as temporary:
        data = folder or Path(temporary)
        said = {
            "--host": "127.0.0.1",
            "--port": port,
            "--data": data,
            "--log-level": "warning",
            "--workers": workers,
        }
        command = [sys.executable, "-m", "server", "serve", "programmes/rencontres.toml"]
        command += [str(word) for option in said.items() for word in option]
        with started_on(SERVERS if workers == 1 else CORES):
            process = subprocess.Popen([*command, *options], cwd=root, stdout=subprocess.DEVNULL)
        try:
            _until(lambda: _listening_on(port) >= workers and _answers(port))
            redis = options[options.index("--redis") + 1] if "--redis" in options else ""
            yield Venue(port, process.pid, data, redis)
        finally:
            process.terminate()
            process.wait()


def _until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not there():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start within {STARTS_WITHIN:.0f} seconds")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).status == 200)
    except OSError:
        return False


def _listening_on(port: int) -> int:
    """How many sockets listen there: one of every worker, among which the kernel spreads the phones."""
    return len(re.findall(f":{port:04X} 00000000:0000 0A", Path("/proc/net/tcp").read_text()))
