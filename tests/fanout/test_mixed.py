"""People come, go and ask for pages while much is broadcast: each gets what is theirs and nothing else."""

import asyncio
import random

from server.room.screen import Stage, Unstage
from tests.fanout.hall import Hall
from tests.fanout.phone import Phone
from tests.faults.sight import check_sight
from tests.faults.waiting import until

LANGUAGES = {"fr": "Pas encore de question", "ja": "質問はまだありません", "en": "No question yet"}


async def page(port: int) -> bytes:
    """All that is answered to a request for a page, to the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    try:
        return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


def is_whole_and_alone(answer: bytes) -> bool:
    """One answer, with nothing before, behind or within it that is not of it."""
    head, _, body = answer.partition(b"\r\n\r\n")
    told = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return head.startswith(b"HTTP/1.1 200 ") and len(body) == int(told.partition(b":")[2])


async def test_descriptors_that_pass_from_hand_to_hand_carry_nothing_to_the_wrong_reader(hall: Hall) -> None:
    chance = random.Random(4)
    here: list[Phone] = []
    for number in range(16):
        coming = [hall.phone(f"lang={lang}") for lang in LANGUAGES for _ in range(4)]
        hall.came += coming
        pages = [asyncio.create_task(page(hall.port)) for _ in range(6)]
        await asyncio.gather(*(phone.come(hall.port) for phone in coming))
        here += coming
        chance.shuffle(here)
        leaving, here = here[:8], here[8:]
        for phone in leaving:
            chance.choice((phone.cut, phone.say_goodbye, phone.hang_up))()
        for _ in range(3):
            await hall.ask() if number < 12 else await hall.stir(1)
        await hall.venue.do(Stage("why") if number % 2 == 0 else Unstage("main"))
        hall.tell()
        assert all(is_whole_and_alone(answer) for answer in await asyncio.gather(*pages))
    assert await hall.misled([phone for phone in here if phone.speaks("en")]) == []
    for lang, words in LANGUAGES.items():
        speakers = [phone for phone in here if phone.speaks(lang)]
        assert len(speakers) > 8
        for phone in speakers:
            assert words in phone.html[0]
            assert not any(other in one for one in phone.html for other in set(LANGUAGES.values()) - {words})
            assert check_sight(phone.sight, speakers[0].sight) == []
    await until(lambda: len(hall.venue.runtime.hub.all()) == len(here))
