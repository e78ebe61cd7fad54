"""One exchange with a server over HTTP, in a thread of its own, which as a whole ends in time."""

import asyncio
import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import IO, Self

LARGEST = 64 * 1024


async def post(url: str, headers: Mapping[str, str], body: bytes, within: float) -> bytes:
    """What is answered; raises `OSError`, of which `HTTPError` is one kind, or `HTTPException`."""
    return await _in_a_thread(lambda: _post(url, headers, body, within))


def _post(url: str, headers: Mapping[str, str], body: bytes, within: float) -> bytes:
    posted = urllib.request.Request(url, body, dict(headers), method="POST")  # noqa: S310 - the caller's
    with _Deadline(within) as deadline:
        opener = urllib.request.build_opener(_NoRedirect, _Plain(deadline), _Secure(deadline))
        with opener.open(posted, timeout=within) as answer:
            read: bytes = answer.read(LARGEST)
    if deadline.is_over:
        raise TimeoutError("it went on answering for too long")
    return read


class _Deadline:
    """Shuts the connections of an exchange when its time is over: a timeout begins again with every byte."""

    def __init__(self, within: float) -> None:
        self.is_over = False
        self._socks: list[socket.socket] = []
        self._timer = threading.Timer(within, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def mind(self, sock: socket.socket) -> None:
        """Shut this one as well when the time comes, or now if it has come."""
        self._socks.append(sock)
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        for sock in self._socks:
            with suppress(OSError):  # it has ended by itself
                # Not that of TLS, which would say goodbye first.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, host: str, *, timeout: float, deadline: _Deadline) -> None:
        super().__init__(host, timeout=timeout)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.mind(self.sock)


class _SecureConnection(_PlainConnection, http.client.HTTPSConnection):
    """The same over TLS."""


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, deadline: _Deadline) -> None:
        super().__init__()
        self._connection = partial(_PlainConnection, deadline=deadline)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, deadline: _Deadline) -> None:
        super().__init__()
        self._connection = partial(_SecureConnection, deadline=deadline)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is sent goes where whoever runs the meeting said, and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        return None


async def _in_a_thread(work: Callable[[], bytes]) -> bytes:
    """What comes of work that blocks; a server that stops does not wait for it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[bytes] = loop.create_future()

    def settle(result: bytes | BaseException) -> None:
        if future.done():
            return
        if isinstance(result, BaseException):
            future.set_exception(result)
        else:
            future.set_result(result)

    def run() -> None:
        try:
            result: bytes | BaseException = work()
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            result = error
        with suppress(RuntimeError):  # the loop has closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name="exchange", daemon=True).start()
    return await future
