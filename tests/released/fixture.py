"""The fixtures of a release, and copies of them that a test may serve and change."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import redis

from tests.cli.entaku import ROOT
from tests.redis_server import RedisServer
from tests.redis_server import running as redis_running
from tests.released.guest import Kept

FIXTURES = ROOT / "tests" / "fixtures"
PROGRAMME = ROOT / "programmes" / "rencontres.toml"


class About(msgspec.Struct, frozen=True):
    """What is known of a fixture: what `entaku replay` said of it then, its facts, its participants."""

    release: str
    replayed: str
    facts_sha256: str
    people: list[Kept]


class Fixture:
    """What one release wrote."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.facts = (home / "facts.json").read_text("utf-8")
        self.about = msgspec.json.decode((home / "about.json").read_bytes(), type=About)

    def folder(self, to: Path, links_only: bool = False) -> Path:
        """A copy of the data folder; with `links_only`, of what a server on Redis has in it."""
        data = to / "data"
        if links_only:
            data.mkdir()
            shutil.copy(self.home / "folder" / "links.json", data)
        else:
            shutil.copytree(self.home / "folder", data)
        return data

    @contextmanager
    def redis(self, to: Path) -> Iterator[RedisServer]:
        """A Redis that has loaded the dump, and keeps from then on what a meeting needs."""
        folder = to / "redis"
        folder.mkdir()
        shutil.copy(self.home / "dump.rdb", folder)
        # With `appendonly yes` from the start it would not read the dump.
        with redis_running(folder, "appendonly no") as server:
            with redis.Redis.from_url(server.url, protocol=2) as client:
                client.config_set("appendonly", "yes")
            yield server


def fixtures() -> list[Fixture]:
    """All that there are, the oldest first."""
    return [Fixture(home) for home in sorted(FIXTURES.iterdir()) if home.is_dir()]
