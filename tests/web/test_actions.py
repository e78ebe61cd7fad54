"""Commands by POST: the forms of a page without a script, and JSON for machines."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.log.base import LogFull, LogUnavailable
from server.render.words import refusal_message
from server.room.base import Refusal
from server.room.polls import OpenPoll
from server.web import body
from server.web.actions import STATUS
from server.web.limits import RATES
from server.web.orders import new_id
from server.web.parse import LARGEST
from tests.web.venue import CODE, Venue

ASKED = {"session": "talk", "text": "Why so late?"}


async def test_a_machine_is_told_the_place_in_the_log_as_text(venue: Venue) -> None:
    answer = await (await venue.phone()).command("ask", question=new_id(), **ASKED)
    assert answer.status_code == 200
    assert answer.json() == {"seq": str(venue.house.state.seq)}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_command_sent_twice_counts_once_and_gets_the_same_answer(venue: Venue) -> None:
    phone, id = await venue.phone(), new_id()
    fields = {"id": id, "question": new_id(), **ASKED}
    first, second = await phone.command("ask", **fields), await phone.command("ask", **fields)
    assert first.json() == second.json()
    assert len(venue.house.state.questions) == 1
    screen = await phone.screen()
    assert await screen.do("ask", **fields) == {"ack": id, **first.json()}


async def test_a_repeated_command_is_answered_however_fast_it_comes(venue: Venue) -> None:
    phone, id = await venue.phone(), new_id()
    answers = [
        await phone.command("set-name", id=id, name="Zoé") for _ in range(int(RATES["other"].burst) + 5)
    ]
    assert {answer.status_code for answer in answers} == {200}


async def test_the_same_id_from_two_people_is_two_commands(venue: Venue) -> None:
    id = new_id()
    for _ in range(2):
        answer = await (await venue.phone()).command("ask", id=id, question=new_id(), **ASKED)
        assert answer.status_code == 200
    assert len(venue.house.state.questions) == 2


@pytest.mark.parametrize(
    ("do", "fields", "status", "code"),
    [
        ("fly", {}, 404, "unknown-command"),
        ("upvote", {}, 400, "malformed"),
        ("upvote", {"question": "nowhere"}, 404, "unknown-question"),
        ("ask", {"question": "q" * 16, "session": "talk", "text": " "}, 422, "empty"),
        ("ask", {"question": "q" * 16, "session": "talk", "text": "x" * 2000}, 422, "too-long"),
        ("ask", {"question": "q" * 16, "session": "craft", "text": "Why?"}, 409, "session-not-live"),
        ("ask", {"question": "q" * 16, "session": "nowhere", "text": "Why?"}, 404, "unknown-session"),
        ("vote", {"poll": "where", "choice": ["a"]}, 409, "poll-not-open"),
        ("approve", {"question": "q"}, 403, "not-allowed"),
        ("plan-programme", {"programme": {}}, 400, "malformed"),
        ("set-language", {"language": "xx"}, 422, "out-of-range"),
        ("upvote", {"question": "q", "id": "short"}, 400, "malformed"),
    ],
)
async def test_a_refusal_says_why_in_a_code_in_words_and_in_its_status(
    venue: Venue, do: str, fields: dict[str, Any], status: int, code: str
) -> None:
    answer = await (await venue.phone()).command(do, **fields)
    assert (answer.status_code, answer.json()["refused"]) == (status, code)
    assert len(answer.json()["message"]) > 10


async def test_the_words_of_a_refusal_are_in_the_persons_language(venue: Venue) -> None:
    phone, said = await venue.phone(), set()
    for lang in ("fr", "ja", "en"):
        headers = {"Accept": "application/json", "Accept-Language": lang}
        answer = await phone.post("/do/upvote", json={"question": "nowhere"}, headers=headers)
        assert answer.json()["message"] == refusal_message(Refusal.UNKNOWN_QUESTION, lang)
        said.add(answer.json()["message"])
    assert len(said) == 3


async def test_a_form_leads_back_to_its_page_which_shows_what_it_did(venue: Venue) -> None:
    phone = await venue.phone()
    fields = {"question": new_id(), **ASKED}
    page = f"/m/{CODE}/main?sort=recent&said=empty"
    answer = await phone.post("/do/ask", data=fields, headers={"Referer": venue.origin + page})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/m/{CODE}/main?sort=recent&said=ok")
    shown = await phone.get(answer.headers["location"])
    assert "Why so late?" in shown.text
    assert 'role="status"' in shown.text


async def test_a_refused_form_leads_back_to_the_reason(venue: Venue) -> None:
    phone = await venue.phone()
    answer = await phone.form("ask", question=new_id(), session="talk", text=" ")
    assert answer.headers["location"] == f"/m/{CODE}?said=empty"
    assert "Please write something first." in (await phone.get(answer.headers["location"])).text


async def test_only_known_reasons_are_shown_on_a_page(venue: Venue) -> None:
    shown = await (await venue.phone()).get(f"/m/{CODE}?said=<b>Send me your password</b>")
    assert "password" not in shown.text


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/x",
        "{origin}//evil.example/x",
        "{origin}.evil.example/x",
        "{origin}/\\evil.example",
        "javascript:x",
        "",
    ],
)
async def test_a_form_never_leads_away_from_here(venue: Venue, referer: str) -> None:
    phone = await venue.phone()
    headers = {"Referer": referer.format(origin=venue.origin)}
    answer = await phone.post("/do/set-name", data={"name": "X"}, headers=headers)
    assert answer.headers["location"] == f"/m/{CODE}?said=ok"


async def test_a_form_of_the_desk_leads_back_to_the_desk(venue: Venue) -> None:
    desk = await venue.staff("moderator")
    answer = await desk.form("blank", "desk", hall="main")
    assert answer.headers["location"] == "/desk/main?said=ok"
    assert venue.house.state.halls["main"].blank


async def test_several_boxes_of_a_form_are_one_ballot(venue: Venue) -> None:
    await venue.do(OpenPoll("which"))
    phone = await venue.phone()
    assert (await phone.form("vote", poll="which", choice=["a", "b"])).headers["location"].endswith("said=ok")
    assert venue.house.state.boxes["which"].tally == {"a": 1, "b": 1}


async def test_choosing_a_language_is_remembered_by_the_browser_too(venue: Venue) -> None:
    phone = await venue.phone()
    assert '<html lang="en"' in (await phone.get(f"/m/{CODE}")).text
    await phone.command("set-language", language="ja")
    assert '<html lang="ja"' in (await phone.get(f"/m/{CODE}")).text
    await phone.form("set-language", language="fr")
    assert '<html lang="fr"' in (await phone.get(f"/m/{CODE}")).text


async def test_an_unknown_view_is_malformed(venue: Venue) -> None:
    phone = await venue.phone()
    for view in ("system", "", "DESK"):
        assert (await phone.command("set-name", view, name="X")).json()["refused"] == "malformed"


async def test_a_role_acts_in_its_own_hall_only(venue: Venue) -> None:
    monitor = await venue.staff("stage", "main")
    assert (await monitor.command("acknowledge-cue", "stage", hall="main", cue="1")).status_code == 404
    assert (await monitor.command("acknowledge-cue", "stage", hall="side", cue="1")).status_code == 403


async def test_the_limits_of_a_person_answer_429(venue: Venue) -> None:
    phone = await venue.phone()
    answers = [await phone.command("upvote", question="nowhere") for _ in range(60)]
    slowed = [answer for answer in answers if answer.status_code == 429]
    assert slowed
    assert slowed[0].json()["refused"] == "slow-down"
    assert slowed[0].headers["retry-after"].isdigit()
    assert (await (await venue.phone()).command("upvote", question="nowhere")).status_code == 404


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_a_flood_of_questions_is_bounded_by_the_person(venue: Venue) -> None:
    phone = await venue.phone()
    answers = [await phone.command("ask", question=new_id(), session="talk", text=f"{n}?") for n in range(20)]
    assert sum(answer.status_code == 200 for answer in answers) == 5
    assert sum(answer.json().get("refused") == "slow-down" for answer in answers) == 10


async def test_a_body_above_the_limit_is_too_large_however_it_comes(venue: Venue) -> None:
    phone = await venue.phone()
    headers = {"Accept": "application/json"}

    async def trickling() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 1000 + 2):
            yield b"x" * 1000

    whole = await phone.post("/do/set-name", content=b"x" * (LARGEST + 1), headers=headers)
    trickled = await phone.post("/do/set-name", content=trickling(), headers=headers)
    for answer in (whole, trickled):
        assert (answer.status_code, answer.json()["refused"]) == (413, "too-large")
    assert (await phone.post("/join", content=b"x" * (LARGEST + 1))).status_code == 413


async def test_a_body_that_never_ends_is_not_waited_for(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "PATIENCE", 0.05)

    async def endless() -> AsyncIterator[bytes]:
        yield b"name="
        await asyncio.sleep(0.5)
        yield b"X"

    phone = await venue.phone()
    assert (await phone.post("/do/set-name", content=endless())).status_code == 408


@pytest.mark.parametrize(("error", "status"), [(LogFull("full"), 507), (LogUnavailable("gone"), 503)])
async def test_a_storage_that_cannot_take_a_command_says_so(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    async def refuse(*given: object) -> None:
        raise error

    phone = await venue.phone()
    monkeypatch.setattr(venue.log, "append", refuse)
    assert (await phone.command("set-name", name="X")).status_code == status
    assert (await phone.get(f"/m/{CODE}")).status_code == 200
    monkeypatch.undo()
    assert (await phone.command("set-name", name="X")).status_code == 200


async def test_a_vault_that_has_no_room_for_the_key_of_a_poll_is_a_full_storage_too(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(poll: str) -> bytes:
        raise LogFull("no room for the key of a poll")

    phone = await venue.phone()
    await venue.do(OpenPoll("where"))
    monkeypatch.setattr(venue.vault, "open_ballot_key", refuse)
    assert (await phone.command("vote", poll="where", choice="a")).status_code == 507


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_a_command_that_comes_again_until_it_is_saved_is_not_called_too_fast(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*given: object) -> None:
        raise LogUnavailable("gone")

    phone, id = await venue.phone(), new_id()
    with monkeypatch.context() as away:
        away.setattr(venue.log, "append", refuse)
        again = [await phone.command("set-name", name="X", id=id) for _ in range(30)]
    assert {answer.status_code for answer in again} == {503}
    assert (await phone.command("set-name", name="X", id=id)).status_code == 200


def test_every_refusal_has_a_status_of_its_own_or_is_a_conflict() -> None:
    assert set(STATUS) < set(Refusal)
    assert all(400 <= status < 600 for status in STATUS.values())
