"""What the audience cannot see, it cannot count either: no version, tag or header grows with it."""

import json
import re

from server.room.care import Note
from server.room.polls import OpenPoll
from server.room.prompts import SendCue
from server.room.triage import Approve, Dismiss
from server.web.orders import new_id
from tests.web.venue import CODE, Browser, Venue

STATE = "/state/audience/main"


async def what_nobody_sees(venue: Venue) -> None:
    """Questions that wait or are not retained, notes, cues, and a desk that looks at all of it."""
    author, asked = await venue.phone(), [new_id() for _ in range(3)]
    await author.get(f"/m/{CODE}")  # whoever was seen twice is no newcomer
    for at, question in enumerate(asked):
        assert (await author.command("ask", question=question, session="talk", text=f"Why {at}?")).is_success
    await venue.do(Dismiss(asked[0]), Note(asked[1], "Kobe first"), SendCue("main", fr="Plus lentement"))
    for view in ("desk", "translate", "stage"):
        venue.runtime.page(view, "main", fresh=True)


async def told(stranger: Browser) -> tuple[str, str, str]:
    """What the audience's state says: its tag, its other headers but the date, and the state."""
    answer = await stranger.get(STATE)
    assert answer.status_code == 200
    headers = {name: value for name, value in answer.headers.items() if name not in {"etag", "date"}}
    return answer.headers["etag"], json.dumps(headers), answer.text


async def test_the_state_tells_nothing_of_what_is_hidden(venue: Venue) -> None:
    stranger = await venue.stranger()
    before = await told(stranger)
    assert "entaku-seq" not in before[1]
    await what_nobody_sees(venue)
    assert await told(stranger) == before
    await venue.do(OpenPoll("where"))
    assert (await told(stranger))[0] != before[0]


async def test_what_is_published_has_the_same_tag_however_much_was_hidden_before(venue: Venue) -> None:
    stranger, author = await venue.stranger(), await venue.phone()
    question = new_id()
    await author.command("ask", question=question, session="talk", text="Why?")
    await venue.do(Approve(question))
    shown = await told(stranger)
    await what_nobody_sees(venue)
    assert await told(stranger) == shown


async def test_the_version_of_a_page_does_not_count(venue: Venue) -> None:
    versions = []
    for at in range(4):
        await what_nobody_sees(venue)
        await venue.do(SendCue("main", fr=f"{at}"))
        question, author = new_id(), await venue.phone()
        await author.get(f"/m/{CODE}")
        await author.command("ask", question=question, session="talk", text="Why?")
        await venue.do(Approve(question))
        venue.runtime.page("audience", "main", fresh=True)
        page = (await author.get(f"/m/{CODE}")).text
        (version,) = re.findall(r"[?;]v=([^&\"]+)", page.partition("hx-ws:connect")[2].partition(">")[0])
        assert version == venue.runtime.page("audience", "main").version
        versions.append(version)
    assert len(set(versions)) == 4
    # Nothing that all of them share, and nothing that grows: each is as good as random.
    assert all(re.fullmatch(r"[0-9a-f]{24}", version) for version in versions)
    assert len({version[:8] for version in versions}) == 4
    assert len({version[-8:] for version in versions}) == 4


async def test_the_seq_is_told_to_those_with_a_link(venue: Venue) -> None:
    for role, view, subject in (("moderator", "desk", ""), ("projector", "projector", "main")):
        answer = await (await venue.staff(role, subject)).get(f"/state/{view}/main")
        assert answer.headers["entaku-seq"] == str(venue.house.state.seq)
