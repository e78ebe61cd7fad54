"""Behind a TLS proxy a phone comes as a browser would: over wss, and only to a name that it can trust."""

import random
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server.rehearsal.phone import Phone
from server.rehearsal.surroundings import Surroundings
from server.rehearsal.target import find_target
from tests.cli.entaku import complaint
from tests.rehearsal.raw import WHOLE_PAGE, raw_server, text
from tests.rehearsal.test_phone import accept, until


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine's address, with its key, signed by itself."""
    file, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    words = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-subj",
        "/CN=127.0.0.1",
        "-nodes",
        "-days",
        "2",
    ]
    command = ["openssl", "req", "-x509", *words, "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-out", file, "-keyout", key], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_phone_speaks_over_tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with raw_server(secured(certificate)) as raw:
        around = Surroundings(await find_target(raw.url), "PORT24", random.Random(1))
        phone = Phone(around, "main", "ja", opens_page=False)
        phone.cookie = "__Host-entaku-PORT24=x"
        phone.come()
        caller = await raw.caller()
        assert "Cookie: __Host-entaku-PORT24=x\r\n" in caller.head
        assert f"Origin: {raw.url}\r\n" in caller.head
        caller.say(text(WHOLE_PAGE))
        phone.tap("upvote", question="q")
        accept(caller, await caller.command())
        await until(lambda: phone.is_exact and not phone.outbox)
        phone.leave()
        await around.quit()


async def test_a_certificate_that_nobody_vouches_for_is_said(
    certificate: Path, in_thread: Callable[..., Awaitable[str]]
) -> None:
    async with raw_server(secured(certificate)) as raw:
        said = await in_thread(complaint, "rehearse", raw.url)
    assert said.startswith(f"{raw.url} does not answer: ")
    assert "certificate verify failed" in said
