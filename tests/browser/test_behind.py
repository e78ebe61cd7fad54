"""What people see while the server cannot reach its storage, or when that has lost something."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.hall import Hall
from tests.browser.people import PATIENCE, Person
from tests.redis_server import RedisServer

QUESTION = "Quelle place pour la jeunesse dans ces décisions ?"
OTHER = "Comment financer la transition écologique ?"
MAY_BE_OLD = {
    "fr": "L’affichage n’est peut-être plus à jour.",
    "ja": "表示が最新でない可能性があります。",
}


class Between:
    """Somebody between a page and its server who adds to the answers while `adds` says so."""

    def __init__(self, page: Page) -> None:
        self.adds: dict[str, Any] = {}
        page.route_web_socket("**/ws/**", self._join)
        page.reload()

    def _join(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda message: line.send(self._changed(message)))

    def _changed(self, message: str | bytes) -> str | bytes:
        said = json.loads(message) if message[:1] == "{" else {}
        added = self.adds if ("refused" in self.adds) == ("ack" in said) else {}
        return json.dumps(said | added) if said else message


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that only this test's hall uses."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def big_hall(browser: Browser, tmp_path: Path, redis: RedisServer) -> Iterator[Hall]:
    """Two workers on that Redis."""
    hall = Hall(browser, tmp_path / "data", redis.url)
    hall.open()
    yield hall
    redis.resume()
    hall.close()
    assert hall.troubles() == []


def link(person: Person, state: str) -> None:
    """The page knows this of its line."""
    expect(person.find(f"html[data-link={state}]")).to_be_attached(timeout=2 * PATIENCE)


def test_a_phone_says_that_it_may_be_out_of_date_until_the_next_good_heartbeat(hall: Hall) -> None:
    phone = hall.phone("ja")
    between = Between(phone.page)
    link(phone, "live")
    between.adds = {"behind": True}
    link(phone, "behind")
    expect(phone.find("#link")).to_contain_text(MAY_BE_OLD["ja"])
    expect(phone.find("#link")).to_contain_text("送信内容は保管されます。")
    between.adds = {}
    link(phone, "live")
    expect(phone.find("#link")).not_to_contain_text(MAY_BE_OLD["ja"], use_inner_text=True)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ("storage-full", "Le serveur n’a plus de place"),
        (
            "storage-unavailable",
            "Le serveur ne peut pas enregistrer pour le moment. Votre envoi est conservé.",
        ),
    ],
)
def test_what_cannot_be_saved_is_said_in_words_and_counts_once_when_it_can(
    hall: Hall, refused: str, words: str
) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    desk.start()
    phone.ask(QUESTION)
    desk.approve(QUESTION)
    expect(phone.card(QUESTION)).to_be_attached(timeout=PATIENCE)
    between = Between(phone.page)
    link(phone, "live")
    between.adds = {"refused": refused, "message": "—"}
    phone.upvote(QUESTION)
    link(phone, refused)
    expect(phone.find("#link")).to_contain_text(words, use_inner_text=True)
    expect(phone.card(QUESTION).locator("button[data-sending]")).to_be_attached()
    between.adds = {}
    link(phone, "live")
    phone.supports(QUESTION, 1, mine=True)


def test_what_is_sent_while_the_storage_is_away_waits_in_words_and_counts_once(
    big_hall: Hall, redis: RedisServer
) -> None:
    phone, desk = big_hall.phone("fr"), big_hall.desk()
    desk.start()
    phone.ask(QUESTION)
    desk.approve(QUESTION)
    expect(phone.card(QUESTION)).to_be_attached(timeout=PATIENCE)
    redis.pause()
    phone.upvote(QUESTION)
    expect(phone.card(QUESTION).locator("button[data-sending]")).to_be_attached(timeout=PATIENCE)
    expect(phone.find("#link [data-when=behind]")).to_be_visible(timeout=PATIENCE)
    expect(phone.find("#link")).to_contain_text("Vos envois sont conservés.", use_inner_text=True)
    redis.resume()
    link(phone, "live")
    phone.supports(QUESTION, 1, mine=True)
    expect(phone.card(QUESTION).locator("button[data-sending]")).to_have_count(0)


def test_every_screen_says_that_the_storage_is_away_and_the_hall_keeps_its_picture(
    big_hall: Hall, redis: RedisServer
) -> None:
    desk, projector = big_hall.desk("fr"), big_hall.projector()
    readers = [desk, big_hall.phone("ja"), big_hall.monitor("ja"), big_hall.booth("fr")]
    desk.start()
    desk.press("n")
    projector.shows("question")
    redis.pause()
    for person in (*readers, projector):
        link(person, "behind")
    for person in readers:
        expect(person.find("#link")).to_contain_text(MAY_BE_OLD[person.lang], use_inner_text=True)
    projector.shows("question")
    expect(projector.find(".foot")).to_be_visible()
    assert projector.find("#link").evaluate("mark => mark.offsetWidth") < 16
    redis.resume()
    for person in (*readers, projector):
        link(person, "live")
        expect(person.find("#link span").filter(visible=True)).to_have_count(0)


def test_every_desk_is_told_what_the_storage_lost_until_one_of_them_says_that_it_knows(
    big_hall: Hall, redis: RedisServer
) -> None:
    phone, projector = big_hall.phone("fr"), big_hall.projector()
    desks = [big_hall.desk("fr"), big_hall.desk("ja"), big_hall.desk("en")]
    desks[0].start()
    for question in (QUESTION, OTHER):
        phone.ask(question)
        desks[0].approve(question)
    redis.kill()
    redis.cut(8)
    redis.start()
    for desk, words in zip(
        desks, ("Le stockage a perdu", "失われました", "The storage came back"), strict=True
    ):
        expect(desk.find(".loss")).to_contain_text(words, timeout=2 * PATIENCE)
        link(desk, "live")
    for quiet in (phone, projector):
        assert quiet.find(".loss").count() == 0
    expect(desks[1].find("#pending > *").filter(has_text=OTHER)).to_be_visible()
    desks[1].find(".loss").get_by_role("button", name="確認しました").click()
    for desk in desks:
        expect(desk.find(".loss")).to_be_hidden(timeout=PATIENCE)
    desks[0].page.reload()
    expect(desks[0].find("#desk-bar")).to_be_visible()
    expect(desks[0].find(".loss")).to_be_hidden()
