"""What the operating guide shows of files and sentences is what is there."""

import re
from pathlib import Path

import pytest

from server.web.limits import HALL, RATES
from server.web.newcomers import MOST_WITHOUT_SOCKET

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "operating.md").read_text()
SHOWN = ["proxies/nginx.conf", "proxies/Caddyfile", "redis/entaku.conf", "systemd/entaku.service"]
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r'"([^"]+)"')


def blocks() -> list[str]:
    return BLOCK.findall(GUIDE)


def sentences() -> list[str]:
    """What the last table of the guide says that Entaku says, in the pieces between what varies."""
    _, _, table = GUIDE.partition("\nWith Redis:\n\n| What is said |")
    said = [quoted for row in table.splitlines()[2:] for quoted in QUOTED.findall(row.split("|")[1])]
    return [quoted.strip("… ") for quoted in said]


def source() -> str:
    return "\n".join(path.read_text() for path in (ROOT / "server").rglob("*.py"))


@pytest.mark.parametrize("name", SHOWN)
def test_the_guide_shows_a_file_for_operators_as_it_is(name: str) -> None:
    assert (DOCS / name).read_text() in blocks()


def test_every_file_for_operators_is_shown_in_the_guide() -> None:
    files = {path for folder in ("proxies", "redis", "systemd") for path in (DOCS / folder).iterdir()}
    assert {str(path.relative_to(DOCS)) for path in files} == set(SHOWN)


def test_both_proxies_keep_private_links_out_of_their_logs() -> None:
    assert "access_log off;" in (DOCS / "proxies/nginx.conf").read_text()
    assert re.search(r"error_log \S+ crit;", (DOCS / "proxies/nginx.conf").read_text())
    assert "exclude http.log.error" in (DOCS / "proxies/Caddyfile").read_text()


def test_the_guide_reckons_a_flood_with_the_limits_of_the_code() -> None:
    _, _, section = GUIDE.partition("## A flood of made-up people")
    newcomers, asking, hall = RATES["newcomers"], RATES["newcomers-asking"], HALL["acting"]
    shared = hall.base.burst + 3600 * hall.base.per_second
    readers = shared + MOST_WITHOUT_SOCKET * (hall.each.burst / 2 + 3600 * hall.each.per_second)
    sockets = shared + 1_000 * (hall.each.burst + 3600 * hall.each.per_second)
    in_an_hour = [newcomers.burst + 3600 * newcomers.per_second, asking.burst + 3600 * asking.per_second]
    rows = section.partition("| --- |")[2].split("\n\n")[0]
    told = [int(figure.replace(",", "")) for figure in re.findall(r"([\d,]{2,}) (?:commands|of them)", rows)]
    assert told == [newcomers.burst, *in_an_hour, readers, sockets]
    assert f"{MOST_WITHOUT_SOCKET} readers more" in rows
    kept = f"{hall.each.burst / 2:.0f} commands at once and 1 in {2 / hall.each.per_second:.0f} seconds"
    assert kept in " ".join(section.split())


def test_the_guide_quotes_what_is_really_said() -> None:
    said = source()
    assert len(sentences()) > 15
    assert [sentence for sentence in sentences() if sentence not in said] == []
