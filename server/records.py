"""What can be read from a meeting's log without serving it: a digest, an export; and compacting it."""

import sys

import msgspec

from server.live import memory
from server.live.cleansing import Cleansing, adopt_rules, is_alone, is_due
from server.live.memory import Recalled
from server.live.sealers import Sealers
from server.log.base import LogChanged, Place, Stored
from server.log.storage import Storage
from server.render.cells import as_csv
from server.room.codec import without_erased
from server.room.state import State
from server.settings import Source, Trouble
from server.views.export import export as exported
from server.views.export import rows
from server.whereabouts import found

UNREAD = "The ballots of {} cannot be read here, and are left out: the key is on another machine, or is lost."


async def replay(source: Source) -> str:
    """How many entries the log has and what they add up to."""
    async with found(source) as (storage, meeting):
        state = (await replayed(storage, meeting)).state
        return f"{state.seq} entries, digest {memory.digest(state)}"


async def export(source: Source, form: str) -> str:
    """The meeting as JSON, or its questions and polls as CSV."""
    async with found(source) as (storage, meeting):
        state = (await replayed(storage, meeting)).state
    if form == "csv":
        return as_csv(rows(state))
    return msgspec.json.format(msgspec.json.encode(exported(state)), indent=2).decode() + "\n"


async def compact(source: Source) -> str:
    """Take the text of erased questions out of storage, and the ballots of an older release's closed polls.

    Workers of a shared storage read the log anew; ballots stay while there are any.
    """
    async with found(source) as (storage, meeting):
        recalled = await replayed(storage, meeting)
        state, cleansing = recalled.state, await _cleansing(storage, meeting, recalled)
        polls = len(cleansing.polls) if cleansing else 0
        if not state.erased and not cleansing:
            return _left(state).strip() or "Nothing was erased; the log stays as it is."

        def change(entry: Stored) -> bytes:
            return without_erased(cleansing.change(entry) if cleansing else entry.body, state.erased)

        await storage.log.rewrite(meeting, change)
        if cleansing:
            await cleansing.finish(storage.log, meeting)
        return _gone(len(state.erased), polls) + ("" if polls else _left(state))


async def _cleansing(storage: Storage, meeting: str, recalled: Recalled) -> Cleansing | None:
    if not is_due(recalled.state) or not await is_alone(storage, meeting, recalled):
        return None
    await adopt_rules(storage, meeting, recalled.state)
    try:
        return await Cleansing.of(storage.log, meeting, Sealers(meeting, storage.ballot_keys))
    except LogChanged as error:
        raise Trouble(f"The log of {meeting} was rewritten while it was read: try again.") from error


def _gone(questions: int, polls: int) -> str:
    """What compacting has removed, in a sentence."""
    text = f"the text of {questions} erased {'question' if questions == 1 else 'questions'}"
    ballots = f"the ballots of {polls} closed {'poll' if polls == 1 else 'polls'}"
    what = " and ".join(([text] if questions else []) + ([ballots] if polls else []))
    verb = "are" if polls else "is"
    return f"{what[0].upper()}{what[1:]} {verb} gone from storage; the log has a new epoch."


def _left(state: State) -> str:
    """What compacting could not remove, in a sentence; empty if there is nothing like that."""
    left = " Ballots of polls that an older release opened stay until no worker serves the meeting."
    return left if is_due(state) else ""


async def replayed(storage: Storage, meeting: str, real: str = "") -> Recalled:
    """The state that the log adds up to, folded from its first entry; `real` is its name if it moves."""
    log, sealers = storage.log, Sealers(real or meeting, storage.ballot_keys)
    nothing = Recalled(State(), Place(await log.epoch(meeting), 0, b""))
    try:
        recalled = await memory.read_on(log, meeting, nothing, sealers)
        for poll in sealers.blind:
            if not recalled.state.boxes[poll].counted:
                print(UNREAD.format(poll), file=sys.stderr)
        return recalled
    except LogChanged as error:
        raise Trouble(f"The log of {meeting} was rewritten while it was read: try again.") from error
    finally:
        sealers.forget_all()
