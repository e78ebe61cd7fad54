"""Machines that translate: endpoints like LibreTranslate's or DeepL's, told apart by their address."""

import http.client
import urllib.error
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from server.live.drafting import TIMEOUT, Machine, MachineAway, MachineUnable
from server.live.exchange import post

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


class _Endpoint:
    def __init__(self, url: str, key: str, dialect: _Dialect) -> None:
        self._url, self._key, self._dialect = url, key, dialect

    async def translate(self, text: str, source: str, target: str) -> str:
        """See `Machine`."""
        request = self._dialect.ask(text, source, target, self._key)
        headers = {"Content-Type": "application/json", "Accept": "application/json"} | request.headers
        try:
            answer = await post(self._url, headers, msgspec.json.encode(request.body), TIMEOUT)
            return self._dialect.read(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:  # it holds the connection
                said = f"{refusal.code} {refusal.reason}"
            raise (MachineUnable if refusal.code in _ABOUT_THE_TEXT else MachineAway)(said) from refusal
        except (OSError, http.client.HTTPException) as error:
            raise MachineAway(str(error) or type(error).__name__) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise MachineAway("its answer is not a translator's") from error
