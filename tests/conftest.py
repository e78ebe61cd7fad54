"""What all tests share: a Redis for each process that runs tests, started when first asked for."""

from collections.abc import Iterator

import pytest

from tests.redis_server import RedisServer, running


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Give a server that runs; a test that ends or pauses it may leave it so."""
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Give the address of a Redis that is empty."""
    if not redis_server.running:
        redis_server.start()
    redis_server.resume()
    redis_server.flush()
    return redis_server.url
