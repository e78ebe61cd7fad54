"""A TCP proxy that a test puts before a Redis, to be the network on a bad day."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, Self
from urllib.parse import urlsplit

REMEMBERED = 10_000  # bytes of what a connection said first


class _Weather(NamedTuple):
    """What becomes of what is said through a connection; `cut`: it ends where an answer would come."""

    asks: bool = True
    answers: bool = True
    cut: bool = False


class _Way:
    """One connection through the proxy."""

    def __init__(self, near: socket.socket, far: socket.socket, weather: _Weather) -> None:
        self.near, self.far, self.weather = near, far, weather
        self.said = b""

    def carry_questions(self) -> None:
        self._carry(self.near, self._ask)

    def carry_answers(self) -> None:
        self._carry(self.far, self._answer)

    def end(self) -> None:
        for side in (self.near, self.far):
            with suppress(OSError):  # it has ended already
                side.shutdown(socket.SHUT_RDWR)

    def _carry(self, side: socket.socket, further: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while data := side.recv(1 << 16):
                further(data)
        self.end()

    def _ask(self, data: bytes) -> None:
        self.said += data[: REMEMBERED - len(self.said)]
        if self.weather.asks:
            self.far.sendall(data)

    def _answer(self, data: bytes) -> None:
        if self.weather.answers:
            self.near.sendall(data)
        elif self.weather.cut:
            self.end()


class Proxy:
    """Forwards to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._weather = _Weather()
        self._ways: list[_Way] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @classmethod
    @contextmanager
    def before(cls, address: str) -> "Iterator[tuple[Self, str]]":
        """Give a proxy to the Redis at this address, and the address that leads through it."""
        url = urlsplit(address)
        assert url.port
        proxy = cls(url.port)
        try:
            yield proxy, url._replace(netloc=url.netloc.replace(f":{url.port}", f":{proxy.port}")).geturl()
        finally:
            proxy.close()

    def black_hole(self, saying: bytes = b"") -> None:
        """Swallow all on every connection, new ones too, or on those that said this: open, but silent."""
        self._become(_Weather(asks=False, answers=False), saying)

    def drop_replies(self, cut: bool = False) -> None:
        """Let questions through and no answer back; `cut` ends the connection where an answer would come."""
        self._become(_Weather(answers=False, cut=cut))

    def heal(self) -> None:
        """Treat new connections well; those that have lost bytes stay as they are."""
        self._weather = _Weather()

    def cut(self) -> None:
        """End all connections."""
        for way in self._ways:
            way.end()

    def close(self) -> None:
        """End everything, and return when no thread is left."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for way in self._ways:
            way.near.close()
            way.far.close()

    def _become(self, weather: _Weather, saying: bytes = b"") -> None:
        if not saying:
            self._weather = weather
        for way in self._ways:
            if saying in way.said:
                way.weather = weather

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                near, _ = self._listener.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            near.close()
            return
        for side in (near, far):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        way = _Way(near, far, self._weather)
        self._ways.append(way)
        self._start(way.carry_questions)
        self._start(way.carry_answers)

    def _start(self, work: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=work, daemon=True))
        self._threads[-1].start()
