"""A Redis is reached by TLS, and one whose certificate is not believed is refused."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.log.base import LogUnavailable
from server.log.redis.link import RedisLink
from server.log.redis.log import RedisLog
from tests.log.contract import bodies
from tests.log.workers import rung, worker
from tests.ports import free_port
from tests.redis_server import RedisServer, running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for this machine, cert.pem, and its key, key.pem."""
    folder = tmp_path_factory.mktemp("certificate")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return folder


@contextmanager
def encrypted(folder: Path, certificate: Path) -> Iterator[tuple[RedisServer, int]]:
    """Give a Redis that speaks TLS only, and its port."""
    port = free_port()
    options = [f"tls-cert-file {certificate}/cert.pem", f"tls-key-file {certificate}/key.pem"]
    with running(folder, "port 0", f"tls-port {port}", "tls-auth-clients no", *options) as server:
        yield server, port


async def test_a_redis_is_reached_by_tls(tmp_path: Path, certificate: Path) -> None:
    with encrypted(tmp_path, certificate) as (_, port):
        async with worker(f"rediss://localhost:{port}?ssl_ca_certs={certificate}/cert.pem") as log:
            async with log.bell("aix") as bell:
                await log.append("aix", [b"a" * 100_000] * 10)
                await rung(bell)
            assert await bodies(log) == [b"a" * 100_000] * 10
        async with worker(f"rediss://127.0.0.1:{port}?ssl_cert_reqs=none") as log:
            assert await log.head("aix") == 10


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("rediss://localhost:{port}", "self-signed certificate"),
        ("rediss://127.0.0.1:{port}?ssl_ca_certs={folder}/cert.pem", "IP address mismatch, .*'127.0.0.1'"),
    ],
)
async def test_a_certificate_that_is_not_believed_is_told_at_once(
    tmp_path: Path, certificate: Path, address: str, why: str
) -> None:
    with (
        encrypted(tmp_path, certificate) as (_, port),
        pytest.raises(LogUnavailable, match=f"cannot be reached: {why}"),
    ):
        await RedisLink.open(address.format(port=port, folder=certificate), patience=60)


async def test_a_redis_that_says_no_goodbye_is_left_all_the_same(tmp_path: Path, certificate: Path) -> None:
    with encrypted(tmp_path, certificate) as (server, port):
        log = await RedisLog.open(f"rediss://127.0.0.1:{port}?ssl_cert_reqs=none")
        server.pause()
        await log.close()
