"""`entaku serve`: what it prints and writes, and that it is the same meeting when it is started again."""

import json
import signal
import socket
from collections.abc import Callable

import httpx
from websockets.sync.client import connect
from websockets.typing import Origin

from server.live import memory
from server.live.sealers import Sealers
from server.log.sqlite.log import SqliteLog
from server.log.storage import ballot_keys_in
from server.room.codec import decode
from server.room.planning import ProgrammePlanned
from server.room.registry import rules_known
from server.room.rules import RulesAdopted
from tests.cli.entaku import CODE, Browser, Server, entaku

Coming = Callable[[], Browser]
FIRST_QUESTION = "question-number-1"


def test_it_prints_every_link_with_a_code_to_scan_and_writes_them_for_the_owner_alone(server: Server) -> None:
    server.start()
    links = server.links
    keys = ["meeting", "audience", "organiser", "moderator", "interpreter", "projector", "stage", "speaker"]
    assert list(links) == keys
    assert (links["meeting"], links["audience"]) == (CODE, f"{server.url}/m/{CODE}")
    several = [links[role] for role in ("projector", "stage", "speaker")]
    assert [list(each) for each in several] == [["main"], ["main"], ["s1"]]
    private = [links[role] for role in ("organiser", "moderator", "interpreter")]
    private += [address for each in several for address in each.values()]
    assert all(address.startswith(f"{server.url}/in/") for address in private)
    assert len(set(private)) == len(private)
    assert all(address in server.said for address in [links["audience"], *private])
    assert "█▀▀▀▀▀▀▀█" in server.said
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in server.data.iterdir()} == {0o600}


def test_each_link_opens_the_page_of_its_role(server: Server) -> None:
    links = server.start().links
    opened = {
        links["organiser"]: "/desk/main",
        links["moderator"]: "/desk/main",
        links["interpreter"]: "/booth/main",
        links["projector"]["main"]: "/projector/main",
        links["stage"]["main"]: "/stage/main",
        links["speaker"]["s1"]: "/stage/main?lang=fr&speaker=s1",
    }
    assert {address: httpx.get(address).headers.get("location") for address in opened} == opened
    assert httpx.get(links["audience"]).status_code == 200


async def test_started_again_it_is_the_same_meeting_with_the_same_links(
    server: Server, moderator: Coming, phone: Coming
) -> None:
    links = server.start().links
    moderator().done("start-session", "desk", session="rt1")
    anna = phone()
    last = anna.done("ask", question=FIRST_QUESTION, session="rt1", text="Pourquoi ?")
    assert server.stop() == 0

    replayed = entaku("replay", "--data", server.data)
    assert replayed.stdout.startswith(f"{last} entries, digest ")
    log = await SqliteLog.open(server.data / "entaku.db")
    snapshot = await log.load_snapshot(CODE, memory.snapshot_version())
    assert snapshot
    assert snapshot.seq == last
    recalled = (await memory.recall(log, CODE, Sealers(CODE, ballot_keys_in(server.data)))).state
    await log.close()
    assert replayed.stdout == f"{last} entries, digest {memory.digest(recalled)}\n"

    assert server.start().links == links
    assert [mine["id"] for mine in anna.get("/state/me/main").json()["questions"]] == [
        f"mine-{FIRST_QUESTION}"
    ]
    assert server.stop(signal.SIGINT) == 0
    assert entaku("replay", "--data", server.data).stdout == replayed.stdout


def test_told_to_stop_it_does_although_a_screen_never_answers(server: Server, phone: Coming) -> None:
    server.start()
    shake_hands = (
        "GET /ws/audience/main HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Origin: {server.url}",
        f"Cookie: {phone().cookie}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    with socket.create_connection(("127.0.0.1", server.port)) as screen:
        screen.sendall("\r\n".join((*shake_hands, "", "")).encode())
        assert screen.recv(20).startswith(b"HTTP/1.1 101")
        assert server.stop() == 0


def test_what_it_logs_has_no_words_tokens_or_addresses(
    server: Server, moderator: Coming, phone: Coming
) -> None:
    server.start(ENTAKU_LOG_LEVEL="debug")
    (desk, anna), words = (moderator(), phone()), "Rien que pour la salle"
    desk.done("start-session", "desk", session="rt1")
    anna.done("ask", question=FIRST_QUESTION, session="rt1", text=words)
    cookies = {"Cookie": anna.cookie}
    address = f"{server.url.replace('http', 'ws', 1)}/ws/audience/main"
    with connect(address, origin=Origin(server.url), additional_headers=cookies) as screen:
        screen.send(json.dumps({"id": "a-socket-s-command", "command": {"do": "set-name", "name": words}}))
        while '"seq"' not in str(screen.recv()):
            pass
    server.stop()
    printed, _, logged = server.said.partition("Stop with Ctrl+C.")
    assert "route=/do/{command} status=200" in logged
    tokens = [link.rpartition("/in/")[2] for link in printed.split() if "/in/" in link]
    assert len(tokens) == 6
    secrets = [words, "127.0.0.1", *tokens, *anna.cookies.values(), *desk.cookies.values()]
    assert [secret for secret in secrets if secret in logged] == []


async def test_it_goes_by_the_rules_of_its_release_before_it_plans_anything_and_says_so_once(
    server: Server,
) -> None:
    for _ in range(2):
        server.start()
        server.stop()
    log = await SqliteLog.open(server.data / "entaku.db")
    entries = [decode(*one) for one in await log.read(CODE, 0)]
    await log.close()
    assert [type(entry.event) for entry in entries] == [RulesAdopted, ProgrammePlanned]
    assert entries[0].event == RulesAdopted(rules_known())
