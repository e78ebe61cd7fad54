"""The course of a poll with voters of all kinds, and with a restart while it is open."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from tests.faults.desk import Desk, browser
from tests.faults.worker import new_id
from tests.secrecy.evidence import Evidence
from tests.secrecy.poll import CLOSED, OPEN, OPTIONS, SESSION, Group
from tests.secrecy.stored import keys_of, lines_of, snapshots_of
from tests.secrecy.venue import Venue
from tests.secrecy.voter import MOMENT, Voter

SEED = 11
# People without scripts have old phones, and often another opinion: who tells their ballots apart learns it.
WEIGHTS = {Group.WITHOUT_SCRIPTS: (1, 1, 0, 30)}
ELSE = (10, 7, 5, 2)
TOPICS = (
    "Who pays for the water?",
    "Where do the buses stop?",
    "When will the library open?",
    "Which trees are next?",
)
PAUSE = 0.02
CHANGES, REPEATS = 9, 7  # each so many-th voter changes the ballot, or sends it twice
# Seconds: for the key to leave the files, then for every worker to have seen so.
KEY_IS_GONE_WITHIN, SETTLES_WITHIN = 10.0, 0.5


class Held(NamedTuple):
    """A poll that was held and closed: the truth, by participant, and what an attacker has of it."""

    truth: dict[str, str]
    evidence: Evidence


class Course:
    """Everybody who takes part."""

    def __init__(self, venue: Venue, each: int) -> None:
        self._venue, self._chance = venue, random.Random(SEED)
        self._voters = [Voter(venue.origin, group) for group in Group for _ in range(each)]
        self._chance.shuffle(self._voters)
        self._wishes = [self._choice(voter.group) for voter in self._voters]
        self._desk = Desk(venue.origin, venue.moderator)
        self._questions = [new_id() for _ in TOPICS]

    @asynccontextmanager
    async def held(self, restarts: bool = False, later: float = 0.0) -> AsyncIterator[Held]:
        """Hold the poll, close it, go on for so many seconds, take everything; the people stay meanwhile."""
        try:
            await self._open()
            middle = len(self._voters) // 2
            await self._vote(range(middle))
            if restarts:
                await self._restart()
            await self._vote(range(middle, len(self._voters)))
            keys = keys_of(*await asyncio.to_thread(self._venue.take))
            await self._close(keys)
            await asyncio.sleep(SETTLES_WITHIN)
            await self._go_on(later)
            yield await asyncio.to_thread(self._taken, keys)
        finally:
            for voter in self._voters:
                voter.leave()

    def _taken(self, keys: frozenset[bytes]) -> Held:
        people = [voter.person for voter in self._voters]
        truth = {person.actor: wish for person, wish in zip(people, self._wishes, strict=True)}
        copy, values = self._venue.take()
        files, memories = self._venue.files(copy), self._venue.memories()
        lines, snapshots = lines_of(values), snapshots_of(values)
        return Held(truth, Evidence(people, Counter(truth.values()), files, memories, lines, snapshots, keys))

    def _choice(self, group: Group) -> str:
        return self._chance.choices(OPTIONS, WEIGHTS.get(group, ELSE))[0]

    async def _open(self) -> None:
        """The session begins, questions are asked, both polls are opened; half of the people come early."""
        await self._venue.adopt_rules()
        await self._desk.come_in()
        await self._desk.done("start-session", new_id(), session=SESSION)
        await self._desk.done("set-review-mode", new_id(), session=SESSION, mode="publish")
        for poll in (CLOSED, OPEN):
            await self._desk.done("open-poll", new_id(), poll=poll)
        asking = Voter(self._venue.origin, Group.AT_ONCE)
        await asking.come()
        for question, words in zip(self._questions, TOPICS, strict=True):
            await asking.send(asking.frame("ask", question=question, session=SESSION, text=words))
            # Screening may have held it back.
            await self._desk.do("approve", new_id(), question=question)
        asking.leave()

    async def _vote(self, numbers: range) -> None:
        """They vote one after the other, now and then at once; some change their ballot or repeat it."""
        for voter in (self._voters[number] for number in numbers if number % 2 == 0):
            await voter.come()
            if voter.group is Group.AT_ONCE:
                await voter.send(voter.frame("set-name", name=f"Name {secrets.token_hex(4)}"))
        for number in numbers:
            await self._act(number)
            await asyncio.sleep(self._chance.choice((0, PAUSE, PAUSE)))
        for number in numbers:
            if number % CHANGES == 0:
                await self._voters[number].vote(self._wishes[number])

    async def _act(self, number: int) -> None:
        voter, wish = self._voters[number], self._wishes[number]
        if number % 2:
            await voter.come()
        elif voter.group is not Group.WITHOUT_SCRIPTS:
            await voter.vote(self._chance.choice(OPTIONS), poll=OPEN)
        before = self._chance.choice(OPTIONS) if number % CHANGES == 0 else wish
        if voter.group is Group.AT_ONCE:
            await voter.vote_with(before, self._other(voter, number), number % 3 > 0, number % 4 > 1)
        else:
            await voter.vote(before, again=number % REPEATS == 0)

    def _other(self, voter: Voter, number: int) -> bytes:
        """What somebody does at the same moment."""
        match number % 5:
            case 0:
                return voter.frame("set-name", name=f"Name {secrets.token_hex(4)}")
            case 1:
                return voter.frame("set-language", language=("fr", "ja")[number % 2])
            case 2:
                words = f"Why is that so, asks {secrets.token_hex(4)}?"
                return voter.frame("ask", question=new_id(), session=SESSION, text=words)
            case _:
                return voter.frame("upvote", question=self._questions[number % len(TOPICS)])

    async def _restart(self) -> None:
        """Stop and start: a snapshot stays behind, and those who come back see what they chose."""
        await asyncio.to_thread(self._venue.stop)
        await asyncio.to_thread(self._venue.start)
        for voter in self._voters[: len(self._voters) // 2]:
            voter.leave()
            await voter.come()

    async def _close(self, keys: frozenset[bytes]) -> None:
        """Close, reveal, and wait until no file has the key; that it stays is for attackers to find."""
        await self._desk.done("close-poll", new_id(), poll=CLOSED)
        await self._desk.done("reveal-poll", new_id(), poll=CLOSED)
        assert await self._counted() == Counter(self._wishes)
        deadline = asyncio.get_running_loop().time() + KEY_IS_GONE_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            copy, _ = await asyncio.to_thread(self._venue.take)
            files = await asyncio.to_thread(self._venue.files, copy)
            if not any(key in content for content in files.values() for key in keys):
                return
            await asyncio.sleep(0.5)

    async def _counted(self) -> dict[str, int]:
        """The tally as the desk shows it."""
        async with browser(self._venue.origin, self._desk.cookies) as client:
            shown = (await client.get("/state/desk/main")).json()
        (poll,) = (one for one in shown["polls"]["items"] if one["poll"] == CLOSED)
        return {bar["id"].rpartition("_")[2]: bar["votes"] for bar in poll["tally"]["items"]}

    async def _go_on(self, seconds: float) -> None:
        """The meeting goes on: people support questions and vote in the other poll."""
        end = asyncio.get_running_loop().time() + seconds
        talking = [voter for voter in self._voters if voter.group is Group.AT_ONCE]
        while asyncio.get_running_loop().time() < end:
            voter = self._chance.choice(talking)
            await voter.vote(self._chance.choice(OPTIONS), poll=OPEN)
            await asyncio.sleep(MOMENT * 10)
