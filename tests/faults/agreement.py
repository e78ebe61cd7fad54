"""What workers say of themselves once all is quiet, held against a replay of the log.

I5  Each living worker has folded exactly what storage has: its seq is the log's, its state's digest the
    replay's, and each hall's projector shows what the replay's would.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from server.live.memory import digest
from server.live.runtime import Runtime
from server.room.state import State
from server.views.presence import Presence
from server.views.projector import projector
from server.web.state import as_data
from tests.faults.checker import Violation
from tests.faults.ledger import Ledger


class Seen(NamedTuple):
    """A worker: its seq, its projectors by hall, and its state's digest unless it runs elsewhere."""

    worker: str
    seq: int
    projectors: Mapping[str, Any]
    digest: str = ""


def seen(worker: str, runtime: Runtime) -> Seen:
    """A worker of this very process."""
    return Seen(worker, runtime.state.seq, projectors(runtime.state), digest(runtime.state))


def projectors(state: State) -> dict[str, Any]:
    """What each hall's projector shows, as `/state/projector/…` tells it."""
    return {hall: without_presence(as_data(projector(state, hall, Presence()))) for hall in state.halls}


def without_presence(value: Any) -> Any:
    """Without how many people are connected, which is no part of the log."""
    if isinstance(value, Mapping):
        return {key: without_presence(one) for key, one in value.items() if key not in ("connected", "seats")}
    return [without_presence(one) for one in value] if isinstance(value, list | tuple) else value


def check_workers(workers: Iterable[Seen], ledger: Ledger) -> list[Violation]:
    """I5."""
    wanted = projectors(ledger.state)
    found: list[Violation] = []
    for worker, seq, shown, told in workers:
        if seq != ledger.head:
            found.append(Violation("I5", f"{worker} is at {seq}, the log at {ledger.head}"))
        if told and told != ledger.digest:
            found.append(Violation("I5", f"{worker} has another state than the log's replay"))
        if shown != wanted:
            found.append(Violation("I5", f"{worker} shows {shown}, a replay {wanted}"))
    return found
