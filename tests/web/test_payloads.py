"""Whatever people write, in every field, stays text on every screen, in every patch and in every export."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from moderation.permissions import Role
from server.live.board import VIEWS
from server.log.storage import Storage, in_folder
from server.render.cells import as_csv
from server.render.html import render_part
from server.render.patches import render_patches, render_whole
from server.room.base import Actor, Command, Refusal
from server.room.care import Label, Note, WriteReply
from server.room.conduct import Mute
from server.room.handover import HandOver
from server.room.merging import Merge
from server.room.people import SetName
from server.room.prompts import Announce, SendCue
from server.room.questions import Ask, Edit
from server.room.registry import COMMANDS
from server.room.rewording import Reword
from server.room.screen import Stage, Unstage
from server.room.staff import Invite
from server.room.state import State
from server.room.translations import DraftTranslation, Translate
from server.room.triage import Approve, Dismiss
from server.room.wordlists import SetWords
from server.views.export import export, rows
from server.views.me import me
from server.views.part import Part, diff
from server.views.presence import Presence, Reader
from tests.web.payloads import FORMULAS, PAYLOADS, formulas_of, harm_of
from tests.web.venue import CODE, MODERATOR, Venue

LEAD, SERVER = Actor("lead-of-the-test", Role.LEAD), Actor("server", Role.SYSTEM)
# What may be wrong with a text as such; anything else would be a field that was not tried.
ABOUT_WORDS = {Refusal.TOO_LONG, Refusal.TOO_MANY_LINES, Refusal.EMPTY, Refusal.NOTHING_CHANGED}
# Whatever people write goes by one of these names, whichever command takes it.
WORDS = {"text", "name", "reason", "label", "fr", "listed", "innocent"}
# What grows with every text is read as a whole once, at the end; until then what changes in it.
LONG = ("audience", "desk", "translate")
SCREENS = {
    "audience": ("audience", "", f"/m/{CODE}"),
    "desk": ("moderator", "", "/desk/main"),
    "translate": ("translator", "", "/translate/main"),
    "projector": ("projector", "main", "/projector/main"),
    "stage": ("stage", "main", "/stage/main"),
    "booth": ("interpreter", "", "/booth/main"),
    "staff": ("organiser", "", "/staff"),
    "audit": ("organiser", "", "/audit"),
}


def written(payload: str, number: int) -> list[tuple[Actor, Command]]:
    """This text in every field that anybody can write into, and what brings it onto the screens."""
    author, other = Actor(f"author-{number}", Role.AUDIENCE), Actor(f"other-{number}", Role.AUDIENCE)
    one, two, three = (f"question-{name}-{number:03}" for name in ("one", "two", "three"))
    return [
        *((author, SetName(payload)), (author, Ask(one, "talk", payload, named=True))),
        *((author, Ask(two, "talk", "Why?")), (author, Edit(two, f"{payload} ?"))),
        *((other, Ask(three, "talk", "And why so?")), (MODERATOR, SetName(payload))),
        *((MODERATOR, Approve(one)), (MODERATOR, Reword(three, payload, approve=True))),
        *((MODERATOR, Translate(one, "ja", payload)), (SERVER, DraftTranslation(three, "ja", payload, 1))),
        *((MODERATOR, WriteReply(one, payload)), (MODERATOR, Note(one, payload))),
        *((MODERATOR, Label(one, payload, on=True)), (MODERATOR, Label(three, payload, on=True))),
        *((MODERATOR, Mute(two, on=True)), (MODERATOR, Dismiss(two, payload))),
        *((MODERATOR, Merge(three, one)), (MODERATOR, HandOver("main", payload))),
        *(
            (LEAD, SetWords("en", (payload,), (payload,))),
            (SERVER, Invite(f"link-{number}", "lead", payload)),
        ),
        *((MODERATOR, Announce("main", payload, payload, payload)), (MODERATOR, SendCue("main", fr=payload))),
        *((MODERATOR, Unstage("main")), (MODERATOR, Stage(one))),
    ]


async def write(venue: Venue, payload: str, number: int) -> set[str]:
    """Write it everywhere; gives the commands that took it."""
    taken = set()
    for actor, command in written(payload, number):
        name = str(type(command).__struct_config__.tag)
        answer = await venue.runtime.submit(command, actor, "")
        if not isinstance(answer, Refusal):
            taken.add(name)
        elif payload in msgspec.structs.astuple(command) and len(payload) < 100:
            assert answer in ABOUT_WORDS | {Refusal.NOT_ANY_MORE, Refusal.UNKNOWN_QUESTION}, (name, payload)
    return taken


def screens(venue: Venue, before: dict[str, Part]) -> dict[str, str]:
    """What is sent to every screen since this was last asked, and the part of each newcomer."""
    state, sent = venue.runtime.state, dict[str, str]()
    for view, page in pages(state).items():
        if view in before:
            sent[f"{view} patches"] = render_patches(diff(before[view], page), "ja")
        if view not in LONG:
            sent[view] = render_whole(page, "fr")
        before[view] = page
    for person in list(state.people)[-2:]:
        sent[f"me {person}"] = render_part(me(state, "main", person, {}), "en")
    return sent


def pages(state: State) -> dict[str, Part]:
    shown = next(iter(state.questions), "")
    readers = tuple(Reader(one.name, shown, "desk", id) for id, one in list(state.people.items())[-4:])
    return {view: make(state, "main", Presence(readers=readers)) for view, make in VIEWS.items()}


def exports(venue: Venue) -> tuple[str, str]:
    state = venue.runtime.state
    return msgspec.json.encode(export(state)).decode(), as_csv(rows(state))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """What is written comes back from either log alike: one is enough here."""
    async with in_folder(tmp_path) as storage:
        yield storage


def test_every_command_that_takes_words_is_tried_with_every_text() -> None:
    tried = {type(command) for _, command in written("", 0)}
    assert {one for one in COMMANDS.values() if WORDS & {*one.__struct_fields__}} <= tried


async def test_what_anybody_writes_anywhere_stays_text(venue: Venue) -> None:
    taken, before = set[str](), dict[str, Part]()
    for number, payload in enumerate(PAYLOADS):
        did = await write(venue, payload, number)
        taken |= did if payload == PAYLOADS[0] else set()
        for where, html in screens(venue, before).items():
            assert harm_of(html) == [], f"{where}: {payload[:60]!r}"
    everywhere = {str(type(command).__struct_config__.tag) for _, command in written("", 0)}
    assert everywhere - taken <= {"unstage"}
    archive, table = exports(venue)
    assert json.loads(archive)["meeting"] == CODE
    assert formulas_of(table) == []
    # The last one written was too long for most fields.
    await write(venue, PAYLOADS[0], len(PAYLOADS))
    for where, (role, subject, path) in SCREENS.items():
        browser = await (venue.phone() if role == "audience" else venue.staff(role, subject))
        for lang in ("fr", "ja", "en"):
            page = await browser.get(path, params={"lang": lang, "said": "ok"})
            assert page.status_code == 200, where
            assert harm_of(page.text) == [], where
            assert "pwned" in page.text, where


async def test_the_table_of_the_trail_computes_nothing(venue: Venue) -> None:
    for number, payload in enumerate(FORMULAS):
        await write(venue, payload, number)
    # A deed is told with the name that its doer has now.
    await write(venue, "=pwned()", len(FORMULAS))
    table = (await (await venue.staff("organiser")).get("/audit.csv")).text
    assert "pwned" in table
    assert formulas_of(table) == []
