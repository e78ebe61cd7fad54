"""A server that is killed in the middle has everything that it acknowledged, once."""

import signal
from collections import Counter
from collections.abc import Callable
from itertools import count
from queue import Queue
from threading import Thread

import httpx

from server.log.sqlite.log import SqliteLog
from server.room.codec import decode
from tests.cli.entaku import CODE, PATIENCE, Browser, Server

ENOUGH = 25

Acknowledged = Queue[tuple[int, str]]


def announce_until_nobody_answers(browser: Browser, who: int, acknowledged: Acknowledged) -> None:
    """Send one command after the other, and note what was acknowledged as what."""
    try:
        for turn in count():
            id = f"announcement-{who}-{turn:04}"
            answer = browser.command("announce", "desk", id=id, hall="main", en=id)
            if "seq" in answer:
                acknowledged.put((int(answer["seq"]), id))
    except httpx.TransportError:
        return


async def commands_in_the_log(server: Server) -> list[tuple[int, str]]:
    """The place and the command of every entry that a command of somebody led to."""
    log = await SqliteLog.open(server.data / "entaku.db")
    stored = await log.read(CODE, 0, 100_000)
    await log.close()
    found = [(entry.seq, decode(*entry).stamp.command) for entry in stored]
    return [(seq, command) for seq, command in found if command]


async def test_killed_in_the_middle_it_has_everything_that_it_acknowledged_once(
    server: Server, moderator: Callable[[], Browser]
) -> None:
    server.start()
    acknowledged: Acknowledged = Queue()
    browsers = [moderator() for _ in range(4)]
    staff = [
        Thread(target=announce_until_nobody_answers, args=(browser, who, acknowledged))
        for who, browser in enumerate(browsers)
    ]
    for each in staff:
        each.start()
    known = [acknowledged.get(timeout=PATIENCE) for _ in range(ENOUGH)]
    server.stop(signal.SIGKILL)
    for each in staff:
        each.join()
    known += [acknowledged.get() for _ in range(acknowledged.qsize())]

    stored = await commands_in_the_log(server)
    assert set(known) <= set(stored)
    assert Counter(id for _, id in stored).most_common(1)[0][1] == 1

    last, id = max(known)
    server.start()
    same_browser = browsers[int(id.split("-")[1])]
    assert same_browser.done("announce", "desk", id=id, hall="main", en=id) == last
