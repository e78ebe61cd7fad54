"""Phones reach the hall through a proxy that speaks TLS to them, as in most halls."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from server.web.house import Address
from tests.fanout.hall import Hall, opened
from tests.fanout.phone import Phone
from tests.faults.waiting import until
from tests.ports import free_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for this machine, cert.pem, and its key, key.pem."""
    folder = tmp_path_factory.mktemp("certificate")
    made = (
        "openssl",
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    )
    where = ("-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem")
    subprocess.run([*made, *where], cwd=folder, check=True, capture_output=True)
    return folder


class TlsProxy:
    """Ends TLS, and hands on what it takes and is given."""

    def __init__(self, port: int, target: int, certificate: Path) -> None:
        self._port, self._target = port, target
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        self.client = ssl.create_default_context(cafile=str(certificate / "cert.pem"))

    async def __aenter__(self) -> "TlsProxy":
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port, ssl=self._context)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(_hand_on(reader, inner[1]), _hand_on(inner[0], writer))


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
async def behind_tls(tmp_path: Path, certificate: Path) -> AsyncIterator[tuple[Hall, TlsProxy, int]]:
    """A hall, its proxy, and the port of that."""
    port = free_port()
    address = Address(public_url=f"https://localhost:{port}")
    async with (
        opened(tmp_path, address) as hall,
        TlsProxy(port, hall.port, certificate) as proxy,
    ):
        yield hall, proxy, port
        for phone in hall.came:
            phone.cut()
        await until(lambda: not hall.venue.runtime.hub.all())


async def test_a_hall_behind_a_proxy_is_told_everything(
    behind_tls: tuple[Hall, TlsProxy, int],
) -> None:
    hall, proxy, port = behind_tls
    # The cookie of a secure page.
    cookies = [hall.venue.cookie("__Host-") for _ in range(20)]
    phones = [Phone.to(f"https://localhost:{port}", cookie) for cookie in cookies]
    hall.came += phones
    for phone in phones:
        await phone.come(port, tls=proxy.client)
        await phone.greeted()
    words = ""
    for _ in range(20):
        words = await hall.ask()
    for phone in phones:
        await phone.shows(words)
        await phone.do("upvote", question="question-000000000001")
    assert await hall.misled(phones) == []
