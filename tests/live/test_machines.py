"""Machines that translate, against a stand-in on loopback."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from server.live import machines
from server.live.drafting import MachineAway, MachineUnable
from server.live.machines import machine_at
from tests.stand_in import DEEP, StandIn

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


async def test_libretranslate_is_asked_in_its_words(stand_in: StandIn) -> None:
    machine = machine_at(f"libretranslate+{stand_in.url}", "key")
    assert await machine.translate("Why?", "en", "ja") == "なぜ"
    body = {"q": "Why?", "source": "en", "target": "ja", "format": "text"}
    assert stand_in.asked == [("/translate", "", body | {"api_key": "key"})]
    await machine_at(f"libretranslate+{stand_in.url}/").translate("Why?", "en", "ja")
    assert stand_in.asked[1] == ("/translate", "", body)


async def test_deepl_is_asked_in_its_words_with_the_key_in_the_header(stand_in: StandIn) -> None:
    stand_in.answer = DEEP
    machine = machine_at(f"deepl+{stand_in.url}/v2/translate", "key")
    assert await machine.translate("Pourquoi ?", "fr", "ja") == "なぜ"
    body = {"text": ["Pourquoi ?"], "source_lang": "FR", "target_lang": "JA"}
    assert stand_in.asked == [("/v2/translate", "DeepL-Auth-Key key", body)]
    await machine_at(f"deepl+{stand_in.url}").translate("Pourquoi ?", "fr", "en")
    assert stand_in.asked[1] == ("/v2/translate", "", body | {"target_lang": "EN-GB"})


async def test_an_endpoint_below_a_path_is_found_there(stand_in: StandIn) -> None:
    await machine_at(f"libretranslate+{stand_in.url}/tools").translate("Why?", "en", "ja")
    assert stand_in.asked[0][0] == "/tools/translate"


@pytest.mark.parametrize("status", [401, 403, 429, 456, 500, 503])
async def test_a_machine_that_wants_nothing_to_do_with_us_is_away(stand_in: StandIn, status: int) -> None:
    stand_in.status = status
    with pytest.raises(MachineAway, match=str(status)):
        await machine_at(f"libretranslate+{stand_in.url}").translate("Why?", "en", "ja")


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_machine_that_cannot_translate_this_is_unable(stand_in: StandIn, status: int) -> None:
    stand_in.status = status
    with pytest.raises(MachineUnable, match=str(status)):
        await machine_at(f"libretranslate+{stand_in.url}").translate("Why?", "en", "ja")


@pytest.mark.parametrize("answer", [b"", b"<html>", b"{}", b'{"translatedText": 1}', b"\xff", b"[]"])
async def test_an_answer_that_is_no_translator_s_is_as_good_as_none(stand_in: StandIn, answer: bytes) -> None:
    stand_in.answer = answer
    with pytest.raises(MachineAway, match="not a translator's"):
        await machine_at(f"libretranslate+{stand_in.url}").translate("Why?", "en", "ja")


async def test_a_text_is_not_sent_on_to_where_an_endpoint_points(stand_in: StandIn) -> None:
    stand_in.status, stand_in.headers = 307, {"Location": f"{stand_in.url}/elsewhere"}
    with pytest.raises(MachineAway, match="307"):
        await machine_at(f"libretranslate+{stand_in.url}").translate("Why?", "en", "ja")
    assert [path for path, _, _ in stand_in.asked] == ["/translate"]


@pytest.mark.parametrize("begun", [b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\n\r\n", CHUNKED, SIZED])
async def test_an_endpoint_that_answers_a_byte_at_a_time_is_away_and_keeps_no_thread(
    monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(machines, "TIMEOUT", 0.3)

    def drip() -> None:
        caller, _ = server.accept()
        with caller, suppress(OSError):  # until it hangs up
            caller.sendall(begun)
            while True:
                caller.sendall(b"1\r\n1\r\n" if begun is CHUNKED else b"1")
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, name="exchange").start()
        async with asyncio.timeout(20):
            with pytest.raises(MachineAway):
                await machine_at(address(server)).translate("Why?", "en", "ja")
            for thread in (one for one in threading.enumerate() if one.name == "exchange"):
                await asyncio.to_thread(thread.join)


def address(server: socket.socket) -> str:
    return f"libretranslate+http://127.0.0.1:{server.getsockname()[1]}"


async def test_an_endpoint_where_nobody_listens_is_away() -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(MachineAway):
        await machine_at(f"deepl+http://127.0.0.1:{port}").translate("Why?", "en", "ja")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:5000", "deepl+ftp://a.example", "deepl+https://", "other+https://a.example", "deepl"],
)
def test_what_is_no_translator_s_address_is_said_to_be_none(address: str) -> None:
    with pytest.raises(ValueError, match="is not the address of a translator, such as"):
        machine_at(address)


@pytest.mark.parametrize(
    "address",
    ["deepl+https://key@a.example", "deepl+https://:key@a.example", "deepl+https://a.example?auth_key=key"],
)
def test_a_key_does_not_belong_into_an_address(address: str) -> None:
    with pytest.raises(ValueError, match="ENTAKU_TRANSLATOR_KEY"):
        machine_at(address)


@pytest.mark.parametrize("key", ["se\ncret", "se\rcret", "sécret", "秘密"])
def test_a_key_that_no_header_takes_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="one line") as refused:
        machine_at("deepl+http://127.0.0.1", key)
    assert key not in str(refused.value)


async def test_the_line_break_that_a_file_ends_with_is_no_part_of_a_key(stand_in: StandIn) -> None:
    stand_in.answer = DEEP
    await machine_at(f"deepl+{stand_in.url}", "key\r\n").translate("Pourquoi ?", "fr", "ja")
    assert stand_in.asked[0][1] == "DeepL-Auth-Key key"
