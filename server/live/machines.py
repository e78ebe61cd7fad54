"""Machines that translate over HTTP: endpoints like LibreTranslate's or DeepL's, told apart by their address.

The standard library's client in a thread of its own is enough for one short request at a time.
"""

import asyncio
import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import IO, NamedTuple
from urllib.parse import urlsplit

import msgspec

from server.live.drafting import TIMEOUT, Machine, MachineAway, MachineUnable

LARGEST = 64 * 1024
EXAMPLES = "libretranslate+http://127.0.0.1:5000 or deepl+https://api-free.deepl.com"

# What is said of this text rather than of us.
_ABOUT_THE_TEXT = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class _Libre(msgspec.Struct):
    translatedText: str  # noqa: N815 - its name on that wire


class _Deep(msgspec.Struct):
    text: str


class _DeepAnswer(msgspec.Struct):
    translations: list[_Deep]


class Request(NamedTuple):
    """What is posted to an endpoint."""

    headers: dict[str, str]
    body: dict[str, object]


def _libre(text: str, source: str, target: str, key: str) -> Request:
    asked: dict[str, object] = {"q": text, "source": source, "target": target, "format": "text"}
    return Request({}, asked | ({"api_key": key} if key else {}))


def _deep(text: str, source: str, target: str, key: str) -> Request:
    into = {"en": "EN-GB"}.get(target, target.upper())
    headers = {"Authorization": f"DeepL-Auth-Key {key}"} if key else {}
    return Request(headers, {"text": [text], "source_lang": source.upper(), "target_lang": into})


def _of_libre(answer: bytes) -> str:
    return msgspec.json.decode(answer, type=_Libre).translatedText


def _of_deep(answer: bytes) -> str:
    return "".join(one.text for one in msgspec.json.decode(answer, type=_DeepAnswer).translations)


class _Dialect(NamedTuple):
    path: str
    ask: Callable[[str, str, str, str], Request]
    read: Callable[[bytes], str]


_DIALECTS = {
    "libretranslate": _Dialect("/translate", _libre, _of_libre),
    "deepl": _Dialect("/v2/translate", _deep, _of_deep),
}


def machine_at(address: str, key: str = "") -> Machine:
    """The machine at an address such as the `EXAMPLES`; raises `ValueError` with a sentence if it is none."""
    name, _, url = address.partition("+")
    parts = urlsplit(url)
    if name not in _DIALECTS or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{address} is not the address of a translator, such as {EXAMPLES}.")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("The address of a translator holds no key; ENTAKU_TRANSLATOR_KEY does.")
    dialect = _DIALECTS[name]
    return _Endpoint(url.rstrip("/").removesuffix(dialect.path) + dialect.path, plain_key(key), dialect)


def plain_key(key: str) -> str:
    """The key without the line break that a file leaves behind it; raises `ValueError` if it can be none.

    No header takes another one, and whoever says so repeats it, in the journal for everybody to read.
    """
    stripped = key.strip()
    if not (stripped.isascii() and stripped.isprintable()):
        raise ValueError("The key of a translator is one line of plain characters.")
    return stripped


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Texts go where they were sent by whoever runs the meeting, and nowhere else."""

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


class _Endpoint:
    def __init__(self, url: str, key: str, dialect: _Dialect) -> None:
        self._url, self._key, self._dialect = url, key, dialect
        self._opener = urllib.request.build_opener(_NoRedirect)

    async def translate(self, text: str, source: str, target: str) -> str:
        """See `Machine`."""
        request = self._dialect.ask(text, source, target, self._key)
        try:
            return self._dialect.read(await _in_a_thread(lambda: self._post(request)))
        except (OSError, http.client.HTTPException) as error:
            raise MachineAway(str(error) or type(error).__name__) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise MachineAway("its answer is not a translator's") from error

    def _post(self, request: Request) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"} | request.headers
        body = msgspec.json.encode(request.body)
        # The address was checked to be one of http or https.
        posted = urllib.request.Request(self._url, body, headers, method="POST")  # noqa: S310
        try:
            with self._opener.open(posted, timeout=TIMEOUT) as answer:
                read: bytes = answer.read(LARGEST)
        except urllib.error.HTTPError as refusal:
            with refusal:  # it holds the connection
                said = f"{refusal.code} {refusal.reason}"
                raise (MachineUnable if refusal.code in _ABOUT_THE_TEXT else MachineAway)(said) from refusal
        return read


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

    threading.Thread(target=run, name="translator", daemon=True).start()
    return await future
