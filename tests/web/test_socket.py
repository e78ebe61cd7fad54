"""The socket of a screen: commands in order, answers, heartbeats, and what happens to those who misbehave."""

import asyncio
import gc
import json
import socket as sockets

import pytest
from httpx import URL
from websockets.asyncio.client import connect
from websockets.typing import Origin

from server.live.message import Message
from server.live.seat import Seat
from server.log.base import LogUnavailable
from server.render.patches import render_whole
from server.room.polls import OpenPoll
from server.room.screen import Stage
from server.web import conversation, line, patrol, seating, socket
from server.web.limits import RATES
from server.web.line import Line
from server.web.orders import new_id
from server.web.parse import LARGEST
from tests.web.venue import Screen, Venue


async def until(venue: Venue, seats: int) -> None:
    """Wait until so many screens are connected."""
    async with asyncio.timeout(20):
        while len(venue.runtime.hub.all()) != seats:  # noqa: ASYNC110 - the hub has no event for it
            await asyncio.sleep(0.01)


async def test_a_command_is_acknowledged_with_its_id_and_place(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    id = await screen.send("set-name", name="Zoé")
    assert await screen.answer() == {"ack": id, "seq": str(venue.house.state.seq)}


async def test_a_command_sent_again_after_a_lost_line_gets_the_same_answer(venue: Venue) -> None:
    phone, id, question = await venue.phone(), new_id(), new_id()
    fields = {"question": question, "session": "talk", "text": "Why?"}
    first = await (await phone.screen()).do("ask", id, **fields)
    second = await (await phone.screen()).do("ask", id, **fields)
    assert first == second
    assert list(venue.house.state.questions) == [question]


async def test_a_ballot_sent_again_counts_once(venue: Venue) -> None:
    await venue.do(OpenPoll("where"))
    screen, id = await (await venue.phone()).screen(), new_id()
    first = await screen.do("vote", id, poll="where", choice="a")
    assert await screen.do("vote", id, poll="where", choice="a") == first
    assert venue.house.state.boxes["where"].tally == {"a": 1}


async def test_a_refusal_carries_its_code_and_words_in_the_language_of_the_screen(venue: Venue) -> None:
    screen = await (await venue.phone()).screen(lang="en")
    id = await screen.send("upvote", question="nowhere")
    assert await screen.answer() == {
        "ack": id,
        "refused": "unknown-question",
        "message": "This question is no longer there.",
    }


async def test_commands_of_one_screen_are_carried_out_in_order(venue: Venue) -> None:
    screen = await (await venue.staff("moderator")).screen("desk")
    ids = [await screen.send("blank" if n % 2 == 0 else "unblank", hall="main") for n in range(20)]
    answers = [await screen.answer() for _ in ids]
    assert [answer["ack"] for answer in answers] == ids
    assert all("seq" in answer for answer in answers)


async def test_a_heartbeat_is_answered_with_the_servers_time(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await screen.connection.send('{"beat": 41}')
    answer = await screen.answer()
    assert set(answer) == {"now", "beat"}
    assert answer["beat"] == 41
    assert answer["now"] > 1_700_000_000_000


async def test_what_a_projector_shows_reaches_the_runtime(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(venue.runtime, "beat", lambda seat, shows: heard.append((seat.view, shows)))
    screen = await (await venue.staff("projector", "main")).screen("projector")
    await screen.connection.send('{"beat": 1, "shows": "scene-1"}')
    await screen.answer()
    assert heard == [("projector", "scene-1")]


async def test_nonsense_is_refused_and_the_socket_lives_on(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    for nonsense in ("", "x", "[]", '{"id": "x"}', "[" * 9000, '{"command": {"do": "ask"}}'):
        await screen.connection.send(nonsense)
        assert (await screen.answer())["refused"] == "malformed"
    assert "seq" in await screen.do("set-name", name="Zoé")


async def test_a_new_screen_of_an_old_version_is_sent_the_whole(venue: Venue) -> None:
    phone = await venue.phone()
    page = venue.runtime.page("audience", "main")
    await venue.do(Stage("why"))
    screen = await phone.screen(lang="en", v=page.version)
    assert "Why?" in await screen.html('id="on-stage"')


async def test_a_screen_follows_what_happens(venue: Venue) -> None:
    phone, projector = await venue.phone(), await venue.staff("projector", "main")
    small, large = await phone.screen(), await projector.screen("projector")
    await until(venue, seats=2)
    await venue.do(Stage("why"))
    assert 'id="on-stage"' in await small.html("Why?")
    assert 'id="scene"' in await large.html("Pourquoi")


async def test_what_is_mine_comes_to_my_screens_only(venue: Venue) -> None:
    anna, ben = await (await venue.phone()).screen(), await (await venue.phone()).screen()
    await ben.html('id="me"')
    await anna.do("ask", question=new_id(), session="talk", text="A question of Anna's")
    assert "of Anna" in await anna.html("of Anna")
    await ben.do("set-name", name="Ben")
    assert "of Anna" not in await ben.html("Ben")


async def test_a_frame_above_the_limit_closes_the_socket(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await screen.connection.send("x" * LARGEST)
    assert (await screen.answer())["refused"] == "malformed"
    await screen.connection.send("x" * (LARGEST + 1))
    assert await screen.closed() == 1009
    await until(venue, seats=0)


async def test_bytes_are_not_understood(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await screen.connection.send(b'{"beat": 1}')
    assert await screen.closed() == 1003


async def test_messages_are_compressed_each_by_itself(venue: Venue) -> None:
    address = f"{venue.origin.replace('http', 'ws', 1)}/ws/audience/main?lang=fr"
    async with connect(
        address, origin=Origin(venue.origin), additional_headers={"Cookie": venue.cookie()}
    ) as connection:
        assert connection.response
        agreed = connection.response.headers["Sec-WebSocket-Extensions"]
        assert {"server_no_context_takeover", "client_no_context_takeover"} <= set(agreed.split("; "))
        screen = Screen(connection)
        assert "seq" in await screen.do("set-name", name="Zoé")
        await venue.do(Stage("why"))
        assert 'id="on-stage"' in await screen.html("Pourquoi")


async def test_a_view_or_hall_that_does_not_exist_has_no_screen(venue: Venue) -> None:
    phone = await venue.phone()
    assert await (await phone.screen("audience", "nowhere")).closed() == conversation.ENDED
    assert await (await phone.screen("everything", "main")).closed() == conversation.ENDED


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_a_flood_from_one_phone_is_refused_read_slowly_and_slows_nobody_else(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol, "EVERY", 0.001)
    monkeypatch.setattr(line, "REFILL", 1)
    monkeypatch.setattr(line, "SILENT_AT_MOST", 1_000_000)
    flooder, other = await (await venue.phone()).screen(), await (await venue.phone()).screen()
    for _ in range(150):
        await flooder.send("upvote", question="nowhere")
    kinds = [(await flooder.answer())["refused"] for _ in range(150)]
    burst = int(RATES["voting"].burst)
    assert kinds == ["unknown-question"] * burst + ["slow-down"] * (150 - burst)
    assert venue.house.patrol.round >= 150 - line.BURST
    assert (await other.do("upvote", question="nowhere"))["refused"] == "unknown-question"


async def test_a_monitor_acts_in_its_own_hall_only(venue: Venue) -> None:
    for role, subject in (("stage", "main"), ("speaker", "tours")):
        screen = await (await venue.staff(role, subject)).screen("stage")
        assert (await screen.do("acknowledge-cue", hall="main", cue="1"))["refused"] == "unknown-cue"
        assert (await screen.do("acknowledge-cue", hall="side", cue="1"))["refused"] == "not-allowed"


async def test_one_person_has_a_bounded_number_of_sockets(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seating, "MOST_SOCKETS", 3)
    phone = await venue.phone()
    screens = [await phone.screen() for _ in range(3)]
    await until(venue, seats=3)
    assert await (await phone.screen()).closed() == socket.TRY_AGAIN
    await screens[0].connection.close()
    await until(venue, seats=2)
    assert "seq" in await (await phone.screen()).do("set-name", name="Zoé")


async def test_a_screen_that_goes_away_leaves_nothing_behind(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await until(venue, seats=1)
    screen.connection.transport.abort()
    await until(venue, seats=0)


async def slow_screen(venue: Venue) -> Screen:
    """A phone whose own buffers are small, so that what it does not read waits at the server."""
    port = URL(venue.origin).port
    small = sockets.socket()
    small.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    small.setblocking(False)
    await asyncio.get_running_loop().sock_connect(small, ("127.0.0.1", port))
    connection = await connect(
        f"ws://127.0.0.1:{port}/ws/audience/main?v={venue.runtime.page('audience', 'main').version}",
        sock=small,
        origin=Origin(venue.origin),
        additional_headers={"Cookie": venue.cookie()},
        compression=None,
        max_queue=1,
        close_timeout=0.1,
        max_size=None,
    )
    venue.leaving.push_async_callback(connection.close)
    await until(venue, seats=1)
    return Screen(connection)


async def test_a_phone_that_reads_slowly_skips_to_the_newest_state(venue: Venue) -> None:
    screen = await slow_screen(venue)
    (seat,) = venue.runtime.hub.all()
    for n in range(200):
        seat.outlet.push(Message(f"{n:<20000}"))
        await asyncio.sleep(0)
    seat.outlet.say(Message("the end"))
    read = [await screen.next()]
    whole = render_whole(venue.runtime.page("audience", "main").root, "en")
    while read[-1] != whole:
        read.append(await screen.next())
    assert "the end" in read
    assert len([message for message in read if len(message) == 20000]) < 100


async def test_a_phone_that_takes_nothing_is_cut_and_others_are_not(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut, really_cut = [], Line.cut

    def noting(stuck: Line) -> None:
        cut.append(stuck)
        really_cut(stuck)

    monkeypatch.setattr(line, "STUCK_AFTER", 0)
    monkeypatch.setattr(patrol, "EVERY", 0.1)
    monkeypatch.setattr(Line, "cut", noting)
    await slow_screen(venue)
    (seat,) = venue.runtime.hub.all()
    healthy = await (await venue.phone()).screen()
    await until(venue, seats=2)
    async with asyncio.timeout(20):
        while not cut:
            seat.outlet.push(Message("x" * 100_000))
            await asyncio.sleep(0.01)
    await until(venue, seats=1)
    assert len(cut) == 1
    assert "seq" in await healthy.do("set-name", name="Zoé")


async def test_a_phone_that_reads_nothing_of_what_it_is_answered_is_cut(venue: Venue) -> None:
    await slow_screen(venue)
    (seat,) = venue.runtime.hub.all()
    for _ in range(20):
        seat.outlet.say(Message("x" * 50_000))
    await until(venue, seats=0)


async def test_when_the_server_stops_every_screen_is_told_to_come_back(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await until(venue, seats=1)
    for seat in venue.runtime.hub.all():
        seat.outlet.close(1012)
    assert await screen.closed() == 1012


async def test_acknowledgements_are_json_and_ids_are_text(venue: Venue) -> None:
    screen = await (await venue.phone()).screen()
    await screen.send("set-name", name="Zoé")
    answer = await screen.answer()
    assert json.loads(json.dumps(answer)) == answer
    assert isinstance(answer["seq"], str)


async def test_nothing_of_a_phone_that_has_gone_stays_in_memory(venue: Venue) -> None:
    def here() -> int:
        return sum(isinstance(each, Seat | Line | conversation.Conversation) for each in gc.get_objects())

    gc.collect()
    before = here()
    screen = await (await venue.phone()).screen()
    await until(venue, seats=1)
    assert here() == before + 3
    gc.disable()  # nobody should have to look for what refers to each other
    try:
        screen.connection.transport.abort()
        await until(venue, seats=0)
        await asyncio.sleep(0.05)
        assert here() == before
    finally:
        gc.enable()


async def test_a_screen_whose_pass_cannot_be_looked_up_is_told_to_come_back(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await venue.staff("moderator")

    async def away(*given: object) -> None:
        raise LogUnavailable("The storage is away.")

    monkeypatch.setattr(type(venue.vault), "find_pass", away)
    assert await (await desk.screen("desk")).closed() == socket.TRY_AGAIN
