"""`entaku serve --translator`: a machine drafts what is published."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.cli.entaku import PATIENCE, Browser, Server, entaku
from tests.stand_in import StandIn

Coming = Callable[[], Browser]
FIRST = "question-number-1"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


def ask(phone: Browser, moderator: Browser, question: str, text: str) -> None:
    """Somebody asks in French, and the moderator approves it."""
    phone.done("ask", question=question, session="rt1", text=text, language="fr")
    moderator.done("approve", "desk", question=question)


def test_a_published_question_is_drafted_and_shown_as_a_machine_s(
    server: Server, moderator: Coming, phone: Coming, stand_in: StandIn
) -> None:
    server.start(ENTAKU_TRANSLATOR=f"libretranslate+{stand_in.url}", ENTAKU_TRANSLATOR_KEY="secret")
    desk = moderator()
    desk.done("start-session", "desk", session="rt1")
    ask(phone(), desk, FIRST, "Pourquoi ?")
    deadline = time.monotonic() + PATIENCE
    while "なぜ" not in (page := desk.get("/translate/main").text) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert 'data-kind="draft"' in page
    assert [body["q"] for _, _, body in stand_in.asked] == ["Pourquoi ?"]
    assert stand_in.asked[0][2]["api_key"] == "secret"
    assert "secret" not in server.said


def test_what_is_no_translator_is_said_before_anything_starts(server: Server) -> None:
    tried = entaku("serve", str(server.programme), ENTAKU_TRANSLATOR="http://127.0.0.1:5000")
    assert tried.returncode == 2
    assert "is not the address of a translator" in " ".join(tried.stderr.replace("│", " ").split())
