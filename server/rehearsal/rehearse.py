"""A rehearsal from its first phone to its summary."""

import asyncio
import json
import random
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console, RenderableType

from server.rehearsal.crowd import Crowd, Wish
from server.rehearsal.display import progress, tables
from server.rehearsal.fetch import fetch, why
from server.rehearsal.lead import Lead, meeting_of, moderators_link
from server.rehearsal.report import as_data, verdict
from server.rehearsal.scene import Scout, hall_by_code
from server.rehearsal.strain import Strain, make_room
from server.rehearsal.surroundings import Surroundings
from server.rehearsal.target import Target, find_target, refuse_uninvited
from server.rehearsal.terminal import at_a_sign, drawn_anew
from server.settings import Trouble

REFRESH = 0.5  # seconds
LAST_ANSWERS, BREATH = 10.0, 0.1  # seconds


@dataclass(frozen=True)
class Plan:
    """What was asked for on the command line."""

    url: str
    wish: Wish
    halls: Sequence[str] = ()
    lead: str = ""
    seed: int | None = None
    as_json: bool = False


async def rehearse(plan: Plan) -> bool:
    """Simulate the hall and print what was found; gives whether all was well. Raises `Trouble`."""
    origin, _, place = plan.url.partition("/m/")
    target = await find_target(origin)
    health = await _health(target)
    marked = health.get("rehearsal") is True
    refuse_uninvited(target, marked)
    make_room(plan.wish.phones)
    seed = secrets.randbelow(1_000_000) if plan.seed is None else plan.seed
    meeting = place.partition("/")[0] or meeting_of(plan.lead)
    if not meeting:
        raise Trouble(f"Which meeting is meant, its code says: give the audience's link, {target.origin}/m/…")
    around = Surroundings(target, meeting, random.Random(seed))  # noqa: S311 - dice, not secrets
    rehearsal = _Rehearsal(around, plan, Console(stderr=plan.as_json, highlight=False))
    await rehearsal.prepare(marked)
    await rehearsal.run()
    return rehearsal.tell(
        {"meeting": around.meeting, "url": target.origin, "rehearsal": marked, "seed": seed}
    )


async def _health(target: Target) -> dict[str, object]:
    try:
        answer = await fetch(target, "/health")
    except (OSError, TimeoutError) as error:
        raise Trouble(f"{target.origin} does not answer: {why(error)}.") from error
    health = answer.json()
    if "status" not in health or "version" not in health:
        raise Trouble(f"{target.origin} answers, but it is not Entaku.")
    return health


class _Rehearsal:
    """Who takes part, and for how long."""

    def __init__(self, around: Surroundings, plan: Plan, console: Console) -> None:
        self._around, self._plan, self._console = around, plan, console
        self._strain = Strain()
        self._scouts: list[Scout] = []
        self._leads: list[Lead] = []
        self._crowds: list[Crowd] = []
        self._seconds = 0.0

    async def prepare(self, marked: bool) -> None:
        """Find out what there is before anybody comes; raises `Trouble`."""
        around, plan, wish = self._around, self._plan, self._plan.wish
        try:
            halls = list(dict.fromkeys(plan.halls)) or [await hall_by_code(around.target, around.meeting)]
            self._scouts = [Scout(around, hall) for hall in halls]
            for scout in self._scouts:
                await scout.look()
            link = moderators_link(plan.lead) if plan.lead else ""
            for hall in halls if link else ():
                self._leads.append(await Lead.come_in(around, hall, link, wish.seconds))
        except (OSError, TimeoutError) as error:
            raise Trouble(f"{around.target.origin} went away: {why(error)}.") from error
        self._crowds = [
            Crowd(around, part, scout.scene)
            for part, scout in zip(wish.among(len(halls)), self._scouts, strict=True)
        ]
        for crowd in self._crowds:
            for phone in crowd.phones[:1]:
                around.watchers.setdefault(phone.hall, phone)
            await self._opened(crowd)
        self._introduce(halls, marked)

    async def _opened(self, crowd: Crowd) -> None:
        try:
            await crowd.open_pages()
        except (OSError, TimeoutError) as error:
            raise Trouble(f"{self._around.target.origin} did not show its page: {why(error)}.") from error

    async def run(self) -> None:
        """Until the time is over or somebody presses Ctrl+C; then until the last answers are there."""
        stop = asyncio.Event()
        for work in (self._strain.feel(), *(part.live() for part in self._parts())):
            self._around.start(work)
        started = self._around.clock()
        with at_a_sign(stop.set), drawn_anew(self._console) as show:
            while not stop.is_set() and self._seconds < self._plan.wish.seconds:
                show(self._look())
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), REFRESH)
                self._seconds = self._around.clock() - started
        await self._wind_down()
        await self._around.quit()

    def tell(self, meeting: dict[str, object]) -> bool:
        """Print the summary; gives whether all was well."""
        figures, strain = self._around.figures, self._strain
        is_well, sentence = verdict(figures, strain)
        for one in tables(figures):
            self._console.print(one)
        self._console.print(f"\n{sentence}", style="green" if is_well else "red", soft_wrap=True)
        if self._plan.as_json:
            print(json.dumps(as_data(figures, strain, meeting, self._seconds), indent=1))
        return is_well

    def _parts(self) -> list[Crowd | Scout | Lead]:
        return [*self._crowds, *self._scouts, *self._leads]

    def _introduce(self, halls: list[str], marked: bool) -> None:
        target, wish = self._around.target, self._plan.wish
        self._console.print(
            f"Rehearsing {self._around.meeting} at {target.origin}: {wish.phones:,} phones in"
            f" {', '.join(halls)}, {wish.seconds / 60:g} minutes, {wish.pace.value}. Ctrl+C ends it sooner.",
            soft_wrap=True,
        )
        if not marked:
            self._console.print(
                "This meeting is not marked as a rehearsal: what the crowd sends stays in it.", style="yellow"
            )

    def _look(self) -> RenderableType:
        """What the terminal shows now."""
        notes = [
            f"The crowd waits: {scout.scene.waits_for}." for scout in self._scouts if scout.scene.waits_for
        ]
        notes += [f"At the desk of {lead.screen.hall}: {lead.doing}" for lead in self._leads if lead.doing]
        if self._around.figures.arrived and not self._around.figures.here:
            notes.append("No phone has a line: the server does not answer, or the network is gone.")
        if self._strain.is_limit:
            notes.append("This computer is at its limit: the times say little about the server.")
        wish = self._plan.wish
        return progress(self._around.figures, self._strain, wish.phones, self._seconds / wish.seconds, notes)

    async def _wind_down(self) -> None:
        """Nobody taps any more; who is away or on the way comes in for the answers; then all leave."""
        for crowd in self._crowds:
            crowd.is_over = True
            crowd.hurry()
        figures = self._around.figures
        for _ in range(round(LAST_ANSWERS / BREATH)):
            await asyncio.sleep(BREATH)
            if figures.here == figures.came and not any(crowd.unanswered for crowd in self._crowds):
                break
        figures.lost = sum(crowd.unanswered for crowd in self._crowds)
        figures.stranded = figures.arrived - figures.here
        for crowd in self._crowds:
            crowd.leave()
        for lead in self._leads:
            lead.screen.leave()
        await asyncio.sleep(BREATH)  # for the goodbyes to go out
