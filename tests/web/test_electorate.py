"""Who may vote, as phones and the desk see it: at both edges, by way of several workers, after a restart."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.live.runtime import Runtime
from server.log.storage import Storage
from server.room.base import SYSTEM, Actor
from server.room.electorate import SetElectorate
from server.room.polls import BallotCast, ClosePoll, OpenPoll
from server.room.rules import AdoptRules
from server.room.state import BallotBox
from server.views.desk import Desk
from server.web.doors import cookie_name
from server.web.orders import new_id
from tests.web.venue import CODE, Browser, Venue

LEAD = Actor("lead-000000000000", "lead")
VOTE: dict[str, Any] = {"poll": "where", "choice": ["a"]}


@pytest.fixture
async def meeting(venue: Venue) -> Venue:
    """A poll that opens after some time, by the newest rules."""
    await venue.runtime.submit(AdoptRules(2), SYSTEM, "")
    return venue


async def came(venue: Venue, since: int) -> Browser:
    """A phone that first came at this moment."""
    phone = await venue.stranger()
    phone.cookies.set(cookie_name(venue.house, "audience"), venue.house.participants.mint(since))
    return phone


async def early_and_late(venue: Venue) -> tuple[Browser, Browser]:
    """The poll is open, and of these two phones one was here before."""
    await venue.do(OpenPoll("where"))
    opened_at = venue.house.state.polls["where"].opened_at
    return await came(venue, opened_at - 1), await came(venue, opened_at + 1)


async def bar_the_late(venue: Venue) -> None:
    answer = await venue.runtime.submit(SetElectorate("here-before", "where"), LEAD, "")
    assert not isinstance(answer, str), answer


def box(venue: Venue) -> BallotBox:
    return venue.house.state.boxes["where"]


async def test_who_came_later_is_told_why_at_both_edges(meeting: Venue) -> None:
    early, late = await early_and_late(meeting)
    await bar_the_late(meeting)
    refused = await late.command("vote", **VOTE)
    assert (refused.status_code, refused.json()["refused"]) == (403, "came-after")
    assert refused.json()["message"] == "This poll is for those who were here before it opened."
    answer = await (await late.screen()).do("vote", **VOTE)
    assert answer["refused"] == "came-after"
    assert (await early.command("vote", **VOTE)).status_code == 200
    assert (box(meeting).voters, box(meeting).late_voters) == (1, 0)


async def test_who_has_a_ballot_in_it_goes_on_changing_it(meeting: Venue) -> None:
    _, late = await early_and_late(meeting)
    assert (await late.command("vote", **VOTE)).status_code == 200
    await bar_the_late(meeting)
    assert (await late.command("vote", **VOTE | {"choice": ["b"]})).status_code == 200
    assert (box(meeting).tally["b"], box(meeting).voters, box(meeting).late_voters) == (1, 1, 1)


async def test_phones_say_beforehand_for_whom_the_poll_is(meeting: Venue) -> None:
    early, late = await early_and_late(meeting)
    assert "for-earlier" not in (await late.get(f"/m/{CODE}/main")).text
    screen = await late.screen()
    await screen.html(containing='id="me"')
    await bar_the_late(meeting)
    assert 'data-barred="where"' in await screen.html(containing='id="me"')
    assert "for-earlier" in (await early.get(f"/m/{CODE}/main?said=ok")).text
    ballot = (await late.get("/state/audience/main")).json()["ballot"]
    assert ballot["may_vote"] == "here-before"
    assert (await late.get("/state/me/main")).json()["barred"] == ["where"]
    assert (await early.get("/state/me/main")).json()["barred"] == []


async def test_a_ballot_says_whether_its_voter_was_ever_connected(meeting: Venue) -> None:
    await meeting.do(OpenPoll("where"))
    posting, connected, returning = [await came(meeting, 1) for _ in range(3)]
    await returning.get(f"/m/{CODE}")
    assert (await posting.command("vote", **VOTE)).status_code == 200
    assert "ack" in await (await connected.screen()).do("vote", **VOTE)
    assert (await returning.command("vote", **VOTE)).status_code == 200
    assert (box(meeting).voters, box(meeting).unseen_voters) == (3, 1)
    await posting.get(f"/m/{CODE}")
    assert (await posting.command("vote", **VOTE)).status_code == 200
    assert (box(meeting).voters, box(meeting).unseen_voters) == (3, 0)


async def test_nobody_can_say_of_themselves_when_they_came(meeting: Venue) -> None:
    early, _ = await early_and_late(meeting)
    for made_up in ("late", "unseen"):
        assert (await early.command("vote", **VOTE | {made_up: True})).json()["refused"] == "malformed"


async def test_the_desk_is_warned_beside_the_turnout_also_after_a_restart(
    meeting: Venue, storage: Storage
) -> None:
    await meeting.do(OpenPoll("where"))
    opened_at = meeting.house.state.polls["where"].opened_at
    for number in range(1, 7):
        await (await came(meeting, opened_at + 1)).command("vote", **VOTE)
        desk = await meeting.staff("lead")
        page = (await desk.get("/desk/main?said=ok")).text
        assert (f"{number} of {number} voters came after the opening" in page) is (number > 5)
        assert (f"{number} of {number} voters were never connected" in page) is (number > 5)
    await meeting.do(ClosePoll("where"))
    again = await Runtime.open(storage, CODE)
    shown = again.page("desk", "main", fresh=True).root
    await again.close()
    assert isinstance(shown, Desk)
    (strangers,) = (poll.strangers for poll in shown.polls.items if poll.poll == "where")
    assert (strangers.voters, strangers.late, strangers.unseen) == (6, 6, 6)


@pytest.fixture
async def elsewhere(storage: Storage) -> AsyncIterator[Runtime]:
    """Another worker."""
    runtime = await Runtime.open(storage, CODE)
    yield runtime
    await runtime.close()


@pytest.mark.parametrize("storage", ["redis"], indirect=True)
async def test_what_another_worker_opened_and_said_counts_here_at_once(
    meeting: Venue, elsewhere: Runtime
) -> None:
    await elsewhere.catch_up()
    for command, by in ((OpenPoll("where"), LEAD), (SetElectorate("here-before", "where"), LEAD)):
        answer = await elsewhere.submit(command, by, "")
        assert not isinstance(answer, str), answer
    opened_at = elsewhere.state.polls["where"].opened_at
    early, late = await came(meeting, opened_at - 1), await came(meeting, opened_at + 1)
    assert (await late.command("vote", **VOTE)).json()["refused"] == "came-after"
    assert (await early.command("vote", **VOTE)).status_code == 200
    await elsewhere.catch_up()
    assert elsewhere.state.boxes["where"].voters == 1


async def test_who_came_while_the_clock_was_ahead_came_before_it_was_set_back(meeting: Venue) -> None:
    ahead = meeting.runtime.now() + 3_600_000
    early, late = await early_and_late(meeting)
    await bar_the_late(meeting)
    came_ahead = await came(meeting, ahead)
    assert (await came_ahead.get("/state/me/main")).json()["barred"] == []
    assert "ack" in await (await came_ahead.screen()).do("vote", **VOTE)
    # That one worker's clock is a little behind another's makes nobody earlier.
    moment_ago = await came(meeting, meeting.runtime.now() + 5_000)
    for phone, expected in ((early, 200), (late, 403), (moment_ago, 403)):
        assert (await phone.command("vote", **VOTE)).status_code == expected
    assert (box(meeting).voters, box(meeting).late_voters) == (2, 0)


async def test_a_ballot_under_the_id_of_another_command_is_a_ballot_like_any_other(meeting: Venue) -> None:
    early, late = await early_and_late(meeting)
    await bar_the_late(meeting)
    for phone, expected in ((early, 200), (late, 403)):
        id = new_id()
        assert (await phone.command("set-language", id=id, language="fr")).status_code == 200
        for _ in range(2):
            assert (await phone.command("vote", **VOTE, id=id)).status_code == expected
    assert box(meeting).voters == 1


async def test_a_closed_poll_does_not_say_that_it_was_for_those_of_a_rule_that_was_made_since(
    meeting: Venue,
) -> None:
    lead, chip = await meeting.staff("lead"), "Only those here before it opened"
    await meeting.do(OpenPoll("where"))
    await meeting.do(ClosePoll("where"))
    assert (await lead.command("set-electorate", "desk", may_vote="here-before")).status_code == 200
    # That of the other poll, which has not been opened.
    assert (await lead.get("/desk/main?said=ok")).text.count(chip) == 1


async def test_by_the_first_rules_nothing_is_written_that_an_older_worker_would_ignore(venue: Venue) -> None:
    _, late = await early_and_late(venue)
    lead = await venue.staff("lead")
    for do, fields in (("set-electorate", {"may_vote": "here-before"}), ("set-rotating-code", {"on": True})):
        answer = await lead.command(do, "desk", **fields)
        assert (answer.status_code, answer.json()["refused"]) == (409, "not-yet")
    assert (await late.command("vote", **VOTE)).status_code == 200
    assert (box(venue).voters, box(venue).late_voters, box(venue).unseen_voters) == (1, 0, 0)
    bodies = [stored.body for stored in (await venue.log.read(CODE, 0))]
    (ballot,) = [body for body in bodies if b'"ballot-cast"' in body]
    assert b'"v":1' in ballot
    assert BallotCast.version == 2
