"""Every command from every role, through both edges: what a role may not do is refused, nothing else is."""

import pytest

from moderation.permissions import PERMISSIONS, Role
from server.room.registry import COMMANDS
from server.web.conversation import ENDED
from server.web.doors import VIEWERS
from tests.web.samples import SAMPLES
from tests.web.venue import Browser, Venue

# Written out by hand from the issue: who does what in a hall.
AUDIENCE = {"ask", "edit", "withdraw", "upvote", "retract", "vote", "set-name"}
DESK = {
    *(
        "approve",
        "dismiss",
        "restore",
        "answer",
        "erase",
        "undo",
        "stage",
        "unstage",
        "show-scene",
        "announce",
    ),
    *("blank", "unblank", "open-poll", "close-poll", "reveal-poll", "hide-poll", "start-timer", "stop-timer"),
    *("adjust-timer", "start-session", "end-session", "set-review-mode", "cue", "acknowledge-cue"),
    *("acknowledge-loss", "reword", "merge", "split", "label", "note", "pin", "route", "reply"),
    *("mute", "hand-over", "wait-for-translation", "translate", "drop-translation", "set-name"),
}
LEAD = DESK | {"block", "set-electorate", "set-limits", "set-rotating-code", "set-words"}
TRANSLATOR = {"translate", "drop-translation", "set-name", "undo"}
ROLES = {
    "audience": ("audience", "", AUDIENCE),
    "lead": ("desk", "", LEAD),
    "moderator": ("desk", "", DESK),
    "organiser": ("desk", "", LEAD),
    "translator": ("translate", "", TRANSLATOR),
    "observer": ("desk", "", set[str]()),
    "projector": ("projector", "main", set[str]()),
    "stage": ("stage", "main", {"acknowledge-cue"}),
    "speaker": ("stage", "tours", {"acknowledge-cue"}),
    "interpreter": ("booth", "", {"cue", *TRANSLATOR}),
}


SUBJECTS = {role: subject for role, (_, subject, _) in ROLES.items()}
PAIRS = [(role, view) for role in ROLES for view in VIEWERS]


def test_the_samples_hold_every_command() -> None:
    assert set(SAMPLES) == set(COMMANDS)


def test_the_matrix_holds_every_role_but_the_server_s_own() -> None:
    assert set(ROLES) == set(Role) - {Role.SYSTEM}


async def visitor(venue: Venue, role: str, subject: str) -> Browser:
    return await (venue.phone() if role == "audience" else venue.staff(role, subject))


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_is_its_own_and_nothing_else(venue: Venue, role: str) -> None:
    view, subject, commands = ROLES[role]
    browser = await visitor(venue, role, subject)
    screen = await browser.screen(view)
    for do, fields in SAMPLES.items():
        allowed = do in commands or do == "set-language"
        posted = await browser.post(
            f"/do/{do}?as={view}&hall=main", json=fields, headers={"Accept": "application/json"}
        )
        sent = await screen.do(do, **fields)
        assert posted.json().get("refused") != "malformed", do
        assert (posted.status_code != 403 or posted.json()["refused"] == "not-yours") == allowed, do
        assert (sent.get("refused") != "not-allowed") == allowed, do


async def test_a_role_may_do_the_same_through_every_view_that_is_open_to_it(venue: Venue) -> None:
    for role, view in PAIRS:
        if role not in VIEWERS[view]:
            continue
        screen = await (await visitor(venue, role, SUBJECTS[role])).screen(view)
        allowed = {name for name in COMMANDS if role in PERMISSIONS[name]}
        refused = {
            do for do in SAMPLES if (await screen.do(do, **SAMPLES[do])).get("refused") == "not-allowed"
        }
        assert refused == set(COMMANDS) - allowed, (role, view)


async def test_a_view_that_is_not_open_to_a_role_takes_nothing_from_it_and_shows_it_nothing(
    venue: Venue,
) -> None:
    for role in ROLES:
        browser = await visitor(venue, role, SUBJECTS[role])
        for view in VIEWERS:
            if role in VIEWERS[view] or view == "audience":
                continue
            answer = await browser.command("set-language", view, language="ja")
            assert (answer.status_code, answer.json()["refused"]) == (403, "not-allowed"), (role, view)
            assert (await browser.get(f"/state/{view}/main")).status_code == 403, (role, view)
            assert await (await browser.screen(view)).closed() == ENDED, (role, view)


async def test_a_role_cannot_act_through_another_view(venue: Venue) -> None:
    phone = await venue.phone()
    for view in ("desk", "translate", "stage", "projector", "booth"):
        answer = await phone.command("blank", view, hall="main")
        assert (answer.status_code, answer.json()["refused"]) == (403, "not-allowed")
    assert not venue.house.state.halls["main"].blank


async def test_nobody_outside_can_speak_for_the_server(venue: Venue) -> None:
    await venue.vault.mint_link("system", "")
    desk, before = await venue.staff("organiser"), venue.house.state.programme
    for view in ("desk", "audience"):
        for do in ("adopt-rules", "plan-programme", "report-loss", "draft-translation", "invite", "revoke"):
            answer = await desk.command(do, view, **SAMPLES[do])
            assert answer.status_code == 403, do
    assert venue.house.state.programme == before
    assert (venue.house.state.loss, venue.house.state.staff) == (None, {})
