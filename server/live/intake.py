"""The way in: commands go to the writer as they come, ballots under their voters' pseudonyms."""

import asyncio
import logging
from collections.abc import Callable

import msgspec

from moderation.permissions import Role
from server.live.follower import Follower
from server.live.hiding import is_open
from server.live.outcomes import Outcomes
from server.live.voters import Voters
from server.live.writer import MOST_WAITING, Answer, Answered, Handed, Writer, tell
from server.log.base import LogFull, LogUnavailable
from server.room.base import Refusal
from server.room.polls import Vote, with_visit

log_ = logging.getLogger("entaku.live")


class _Line:
    """Ballots that wait for the key of their poll, and what else the same people hand in behind them."""

    def __init__(self) -> None:
        self.waiting: list[Handed] = []
        self.people: set[str] = set()

    def add(self, handed: Handed) -> None:
        self.waiting.append(handed)
        self.people.add(handed.by)


class _Voter(msgspec.Struct, frozen=True, gc=False):
    """Who hears what became of a ballot, of which the writer does not know whose it is."""

    person: str
    poll: str
    id: str
    outcomes: Outcomes
    voted: Callable[[str], None]
    answered: Answered

    def __call__(self, answer: Answer) -> None:
        self.voted(self.person)
        if answer is Refusal.POLL_NOT_OPEN:
            # The poll closed while this was on its way; it may be a repetition of one that counts.
            answer = self.outcomes.answer(self.poll, self.id)
        self.answered(answer)


class Intake:
    """Keeps everyone's commands in order. `voted` is called with whoever's ballot has been answered."""

    def __init__(
        self,
        follower: Follower,
        voters: Voters,
        outcomes: Outcomes,
        writer: Writer,
        voted: Callable[[str], None],
    ) -> None:
        self._follower, self._voters, self._writer, self._voted = follower, voters, writer, voted
        self._outcomes = outcomes
        self._lines: dict[str, _Line] = {}  # by poll, while its key is being drawn
        self._drawing: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def stop(self) -> None:
        """Let go on to the writer what waits for a key; draw no other."""
        self._stopping = True
        while self._drawing:
            await asyncio.wait(self._drawing)

    def hand_in(self, handed: Handed) -> None:
        """Let a command go on to the writer, or wait for a key; answered as by `Runtime.hand_in`."""
        line = self._line_of(handed.by) if self._lines else None
        if line:
            self._wait(line, handed)
        elif isinstance(handed.command, Vote):
            self._vote(handed.command, handed)
        else:
            self._writer.hand_in(handed)

    def _vote(self, ballot: Vote, handed: Handed) -> None:
        state, person = self._follower.state, handed.by
        voter = self._voters.pseudonym(state, ballot.poll, person)
        if voter:
            vote = with_visit(ballot, state, handed.visit)
            self._writer.hand_in(
                Handed(
                    vote,
                    voter,
                    handed.role,
                    handed.id,
                    _Voter(person, ballot.poll, handed.id, self._outcomes, self._voted, handed.answered),
                )
            )
        elif self._stopping:
            tell(handed.answered, Refusal.STORAGE_UNAVAILABLE)
        elif self._follower.shared or is_open(state, ballot.poll):
            self._wait(self._line_for(ballot.poll), handed)
        else:
            tell(handed.answered, self._outcomes.answer(ballot.poll, handed.id))

    def _line_of(self, person: str) -> _Line | None:
        return next((line for line in self._lines.values() if person in line.people), None)

    def _line_for(self, poll: str) -> _Line:
        if poll not in self._lines:
            self._lines[poll] = _Line()
            drawing = asyncio.create_task(self._draw(poll), name=f"draw the key of {poll}")
            self._drawing.add(drawing)
            drawing.add_done_callback(self._drawing.discard)
        return self._lines[poll]

    def _wait(self, line: _Line, handed: Handed) -> None:
        if len(line.waiting) >= MOST_WAITING and handed.role == Role.AUDIENCE:
            tell(handed.answered, Refusal.SLOW_DOWN)
        else:
            line.add(handed)

    async def _draw(self, poll: str) -> None:
        refused = await self._why_not(poll)
        for handed in self._lines.pop(poll).waiting:
            if refused and isinstance(handed.command, Vote) and handed.command.poll == poll:
                is_closed = refused is Refusal.POLL_NOT_OPEN
                tell(handed.answered, self._outcomes.answer(poll, handed.id) if is_closed else refused)
            else:
                self.hand_in(handed)

    async def _why_not(self, poll: str) -> Refusal | None:
        """Why a poll takes no ballots, or None once its key is known."""
        try:
            # Another worker may just have opened the poll.
            drawn = await self._voters.draw(self._follower.state, poll)
            if not drawn and not await self._follower.catch_up():
                return Refusal.STORAGE_UNAVAILABLE
            drawn = drawn or await self._voters.draw(self._follower.state, poll)
        except LogFull:
            return Refusal.STORAGE_FULL
        except LogUnavailable:
            return Refusal.STORAGE_UNAVAILABLE
        except Exception:
            log_.exception("the ballots of %s could not be taken", poll)
            return Refusal.DEFECT
        return None if drawn else Refusal.POLL_NOT_OPEN
