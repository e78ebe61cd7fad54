"""The server's own log: enough to find a defect, nothing about a person."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator

import pytest

from server.web import audit
from server.web.orders import new_id
from tests.faults.waiting import until
from tests.web.venue import CODE, Venue


def written(caplog: pytest.LogCaptureFixture) -> str:
    """What the server wrote, without what the test's own clients did."""
    ours = (record for record in caplog.records if record.name.partition(".")[0] in {"entaku", "uvicorn"})
    return "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in ours)


async def test_the_log_names_routes_and_outcomes_and_nobody(
    venue: Venue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stranger = await venue.stranger()
    link = await venue.vault.mint_link("moderator", "")
    await stranger.get(f"/in/{link}")
    phone = await venue.phone()
    await phone.command("ask", question=new_id(), session="talk", text="Something private?")
    await phone.post("/do/set-name", data={"name": "Zoé"}, headers={"Origin": "https://evil.example"})
    await (await phone.screen()).do("set-name", name="Zoé")
    text = written(caplog)
    assert "method=GET route=/in/{token} status=303" in text
    assert "method=POST route=/do/{command} status=200" in text
    secrets = [link, *stranger.cookies.values(), *phone.cookies.values(), "private", "Zo", "127.0.0.1"]
    assert not [secret for secret in secrets if secret in text]


async def test_a_defect_shows_a_reference_that_finds_it_in_the_log(
    venue: Venue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("a defect of ours")

    stranger = await venue.stranger()
    monkeypatch.setattr(venue.runtime, "page", broken)
    page = await stranger.get(f"/m/{CODE}")
    data = await stranger.get(f"/m/{CODE}", headers={"Accept": "application/json"})
    for answer in (page, data):
        assert answer.status_code == 500
        assert "a defect of ours" not in answer.text
        assert "Traceback" not in answer.text
        reference = re.search(r"\b[0-9a-f]{8}\b", answer.text)
        assert reference
        assert f"defect reference={reference[0]}" in written(caplog)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert data.json()["refused"] == "defect"
    assert written(caplog).count("RuntimeError: a defect of ours") == 2


async def test_a_defect_in_a_socket_is_written_down_and_the_screen_comes_back(
    venue: Venue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("a defect of ours")

    phone, desk = await (await venue.phone()).screen(), await (await venue.staff("moderator")).screen("desk")
    monkeypatch.setattr(venue.runtime, "hand_in", broken)
    for times, screen in enumerate((phone, desk), 1):
        await screen.send("set-name", name="Zoé") if times == 1 else await screen.send("blank", hall="main")
        assert await screen.closed() not in {1000, 4001}
        assert written(caplog).count("RuntimeError: a defect of ours") == times
    assert venue.runtime.hub.all() == []


@pytest.mark.parametrize(
    "lines",
    [
        ("POST /do/set-name?as=audience HTTP/1.1", "Content-Length: 9", "", "n"),
        ("POST /do/set-name?as=audience HTTP/1.1", "Transfer-Encoding: chunked", "", "FF", "n"),
        ("POST /join HTTP/1.1", "Content-Length: 9", "", "n"),
        ("POST /nowhere HTTP/1.1", "Content-Length: 9", "", "n"),
        (f"GET /m/{CODE} HTTP/1.1", "", ""),
        ("GET /audit.csv HTTP/1.1", "", ""),
        ("GET /state/desk/main HTTP/1.1", "Content-Length: 9", "", "n"),
    ],
)
async def test_a_client_that_goes_away_in_the_middle_is_no_defect(
    venue: Venue, caplog: pytest.LogCaptureFixture, lines: tuple[str, ...]
) -> None:
    caplog.set_level(logging.DEBUG)
    organiser = await venue.staff("organiser")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in organiser.cookies.jar)
    whose = [f"Host: {venue.origin[7:]}", f"Origin: {venue.origin}", f"Cookie: {cookies}"]
    _, writer = await asyncio.open_connection("127.0.0.1", int(venue.origin.rpartition(":")[2]))
    caplog.clear()
    writer.write("\r\n".join([lines[0], *whose, *lines[1:]]).encode())
    await writer.drain()
    await asyncio.sleep(0.05)  # so that it has been read when the line is cut
    writer.transport.abort()
    method = lines[0].partition(" ")[0]
    await until(lambda: f"method={method} route=" in written(caplog))
    assert "Traceback" not in written(caplog)
    assert "defect" not in written(caplog)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_client_that_goes_away_during_a_long_answer_is_no_defect(
    venue: Venue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    begun = asyncio.Event()

    async def endless(*_: object) -> AsyncIterator[str]:
        while True:
            begun.set()
            await asyncio.sleep(0)
            yield "x" * 10_000

    monkeypatch.setattr(audit, "_lines", endless)
    organiser = await venue.staff("organiser")
    async with organiser.stream("GET", "/audit.csv") as answer:
        assert answer.status_code == 200
        await begun.wait()
    await until(lambda: "route=/audit.csv status=200" in written(caplog))
    assert "Traceback" not in written(caplog)
