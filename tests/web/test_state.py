"""The state for machines, and whether the server is well."""

import re

import pytest

from server import __version__
from server.log.base import LogUnavailable
from server.room.polls import OpenPoll
from server.room.prompts import SendCue
from server.room.timer import StartTimer
from server.room.triage import Approve
from server.web.orders import new_id
from tests.web.venue import CODE, Venue

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


async def test_the_public_state_is_for_everybody(venue: Venue) -> None:
    phone, question = await venue.phone(), new_id()
    await phone.command("ask", question=question, session="talk", text="Why?")
    stranger = await venue.stranger()
    assert (await stranger.get("/state/audience/main")).json()["questions"]["items"] == []
    await venue.do(Approve(question))
    (card,) = (await stranger.get("/state/audience/main")).json()["questions"]["items"]
    assert (card["question"], card["wording"]["text"]) == (question, {"en": "Why?"})


async def test_what_has_not_changed_is_not_sent_again(venue: Venue) -> None:
    stranger, desk = await venue.stranger(), await venue.staff("moderator")
    state, mine, file = "/state/audience/main", "/state/desk/main", "/static/app.js"
    for reader, path in ((stranger, state), (desk, mine), (stranger, file)):
        tag = (await reader.get(path)).headers["etag"]
        for said in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other",W/{tag}', "*"):
            again = await reader.get(path, headers={"If-None-Match": said})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), said
        for said in ('"other"', tag.strip('"'), 'W/"other", "another"', tag[:-2] + '"', ""):
            assert (await reader.get(path, headers={"If-None-Match": said})).status_code == 200, said


async def test_what_has_changed_is_sent(venue: Venue) -> None:
    stranger = await venue.stranger()
    tag = (await stranger.get("/state/audience/main")).headers["etag"]
    await venue.do(OpenPoll("where"))
    changed = await stranger.get("/state/audience/main", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["ballot"]["poll"]) == (200, "where")


async def test_moments_have_a_zone_and_what_has_not_happened_is_null(venue: Venue) -> None:
    desk = await venue.staff("moderator")
    before = (await desk.get("/state/desk/main")).json()
    assert MOMENT.fullmatch(before["bar"]["started_at"])
    assert before["cue"]["sent_at"] is None
    assert before["clock"]["ends_at"] is None
    await venue.do(SendCue("main", fr="Plus lentement"), StartTimer("main", 90))
    after = (await desk.get("/state/desk/main")).json()
    assert MOMENT.fullmatch(after["cue"]["sent_at"])
    assert after["cue"]["seen_at"] is None
    assert MOMENT.fullmatch(after["clock"]["ends_at"])
    assert after["clock"]["left"] == 90_000


async def test_ids_are_text_everywhere(venue: Venue) -> None:
    await venue.do(SendCue("main", fr="Plus lentement"))
    monitor = await venue.staff("stage", "main")
    cue = (await monitor.get("/state/stage/main")).json()["cue"]["cue"]
    assert isinstance(cue, str)
    assert (await monitor.command("acknowledge-cue", "stage", hall="main", cue=cue)).status_code == 200


async def test_my_state_is_mine(venue: Venue) -> None:
    anna, ben = await venue.phone(), await venue.phone()
    await anna.command("ask", question=new_id(), session="talk", text="Why?")
    await venue.do(OpenPoll("where"))
    await anna.command("vote", poll="where", choice="b")
    mine = (await anna.get("/state/me/main")).json()
    assert [one["wording"]["text"] for one in mine["questions"]] == [{"en": "Why?"}]
    assert [(one["poll"], one["choice"]) for one in mine["ballots"]] == [("where", ["b"])]
    assert (await ben.get("/state/me/main")).json()["questions"] == []
    assert (await (await venue.stranger()).get("/state/me/main")).status_code == 403


async def test_there_is_no_state_of_what_does_not_exist(venue: Venue) -> None:
    stranger = await venue.stranger()
    for path in ("/state/audience/nowhere", "/state/me/nowhere", "/state/everything/main", "/state/audience"):
        assert (await stranger.get(path)).status_code == 404, path


async def test_the_server_says_that_it_is_well_and_nothing_of_the_meeting(venue: Venue) -> None:
    answer = await (await venue.stranger()).get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__, "rehearsal": False}


@pytest.mark.parametrize("error", [LogUnavailable("gone"), TimeoutError()])
async def test_the_server_says_that_its_log_cannot_be_read(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(meeting: str) -> int:
        raise error

    monkeypatch.setattr(venue.log, "head", fail)
    answer = await (await venue.stranger()).get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


async def test_a_vault_that_cannot_be_read_lets_nobody_in_and_keeps_the_audience(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*given: object) -> None:
        raise LogUnavailable("gone")

    desk, phone = await venue.staff("moderator"), await venue.phone()
    screen = await desk.screen("desk")
    await screen.do("blank", hall="main")
    monkeypatch.setattr(venue.vault, "find_pass", fail)
    assert (await desk.get("/desk/main")).status_code == 503
    assert (await screen.do("unblank", hall="main"))["refused"] == "storage-unavailable"
    assert (await phone.get(f"/m/{CODE}")).status_code == 200


async def test_reading_the_public_state_makes_no_page_that_is_sent_to_every_phone(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(venue.runtime, "page", lambda view, *given, **named: made.append(view))
    reader = await venue.stranger()
    await venue.do(OpenPoll("where"))
    assert (await reader.get("/state/audience/main")).json()["ballot"]["poll"] == "where"
    assert made == []
