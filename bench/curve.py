"""Fan-out by the size of the hall: the floor, Entaku, and the peers beside them."""

import statistics
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.contenders import PEERS, Hall, Peer, entaku, floor, peer, real_message
from bench.fanout import Fanout, measure
from bench.figures import BEFORE, number, times
from bench.install import has_node
from bench.machine import MOST_PHONES
from bench.outcome import Budget, Length, Outcome, Table
from server.live.message import Message

HALL = 5_000  # phones of the hall for which there are budgets
SLOW = frozenset({"python-socketio", "Django Channels"})  # measured with few phones only
FEW = 1_000
PACKED, PLAIN = "Entaku", "Entaku, uncompressed"
# A hall of one phone: what it costs to carry the command out, which is the same in any hall.
ALONE = "Entaku, one phone"


@dataclass
class Size:
    """All contenders in a hall of one size."""

    phones: int
    fanouts: list[Fanout]
    halls: list[Hall]

    @property
    def floor(self) -> Fanout:
        """The floor of as many bytes as the compressed message has."""
        return self.fanouts[0]

    @property
    def ours(self) -> Fanout:
        """Entaku, as phones find it."""
        return self.fanouts[1]

    @property
    def alone(self) -> list[float]:
        """What each round's command took of a delivery, in µs."""
        return [spent / self.phones for spent in self.fanouts[4].delivery]

    @property
    def per_delivery(self) -> float:
        """What a delivery takes without the command that caused it, in µs."""
        pairs = zip(self.ours.delivery, self.alone, strict=True)
        return statistics.median(spent - command for spent, command in pairs)

    def floor_of(self, each: Fanout) -> Fanout:
        """The floor of as many bytes as this contender sends."""
        return self.fanouts[0] if each is self.fanouts[1] else self.fanouts[2]


def size(phones: int, rounds: int, message: str, peers: bool) -> Size:
    """Have them all in the hall at once, and take turns."""
    with ExitStack() as stack, TemporaryDirectory() as folder:
        file = Path(folder) / "message"
        file.write_text(message, "utf-8")
        halls = [
            stack.enter_context(floor(Message(message).packed)),
            stack.enter_context(entaku(deflate=True, name=PACKED)),
            stack.enter_context(floor(Message(message).plain, name="the floor, uncompressed")),
            stack.enter_context(entaku(deflate=False, name=PLAIN)),
            stack.enter_context(entaku(deflate=True, name=ALONE)),
        ]
        halls += [
            stack.enter_context(peer(asked, file)) for asked in PEERS if peers and _can_take(asked, phones)
        ]
        for hall in halls:
            hall.fill(1 if hall.name == ALONE else phones)
        return Size(phones, measure(halls, rounds), halls)


def _can_take(asked: Peer, phones: int) -> bool:
    return (asked.name not in SLOW or phones <= FEW) and (not asked.is_for_node or has_node())


def run(length: Length) -> Outcome:
    """Every size of the curve for which there are descriptors."""
    message = real_message()
    possible = [phones for phones in length.curve if phones <= MOST_PHONES]
    sizes = [size(phones, length.rounds, message, phones in length.beside) for phones in possible]
    hall = next(each for each in sizes if each.phones == HALL)
    return Outcome(
        _budgets(hall, sizes),
        [_curve(sizes, message), *(_beside(each) for each in sizes if len(each.halls) > 5)],
        {
            "the floor": [(each.phones, each.floor.microseconds) for each in sizes],
            "Entaku": [(each.phones, each.ours.microseconds) for each in sizes],
            "Entaku, without the command": [(each.phones, each.per_delivery) for each in sizes],
        },
    )


def _alone(size: Size) -> float:
    """How many times the floor a delivery costs without the command that caused it."""
    return size.ours.beside(size.floor, less=size.alone)


def _budgets(hall: Size, sizes: list[Size]) -> list[Budget]:
    ours, floor = hall.ours, hall.floor
    ratios = [_alone(each) for each in sizes]
    spread = max(ratios) / min(ratios) - 1
    memory = max(hall.halls[1].memory, hall.halls[3].memory)
    return [
        Budget(
            f"fan-out to {number(HALL)} phones, processor time per delivery, the command included",
            f"{ours.microseconds:.1f} µs",
            "≤ 1.2 × floor",
            ours.beside(floor) <= 1.2,
            f"{floor.microseconds:.1f} µs",
            times(ours.beside(floor)),
            BEFORE["fan-out"],
        ),
        Budget(
            f"the same, until 99 of 100 of {number(HALL)} phones have it",
            f"{ours.p99:.0f} ms",
            "≤ 1.5 × floor",
            ours.spread_beside(floor) <= 1.5,
            f"{floor.p99:.0f} ms",
            times(ours.spread_beside(floor)),
            BEFORE["p99"],
        ),
        Budget(
            f"a delivery from {number(sizes[0].phones)} to {number(sizes[-1].phones)} phones",
            f"{min(ratios):.2f} to {max(ratios):.2f} × floor, {spread:.0%} apart",
            "flat within 20 %",
            spread <= 0.2,
            before=BEFORE["flat"],
        ),
        Budget(
            "resident memory per idle phone",
            f"{memory:.1f} KiB",
            "≤ 8 KiB",
            memory <= 8,
            before=BEFORE["memory"],
        ),
    ]


def _curve(sizes: list[Size], message: str) -> Table:
    plain, packed = len(Message(message).plain), len(Message(message).packed)
    commands = [each.fanouts[4].microseconds / 1000 for each in sizes]
    return Table(
        "Fan-out by the size of the hall",
        f"A moderator stages a question: {plain} bytes for each phone, {packed} compressed. Processor time "
        "of the server in µs for each delivery, what it takes when idle taken off. A command costs the same "
        f"however many phones there are ({min(commands):.1f} to {max(commands):.1f} ms, with what its own "
        "desk is shown), so it weighs more in a small hall: the last column leaves it out.",
        ("phones", "floor", "Entaku", "× floor", "uncompressed", "p99, ms", "floor's", "without the command"),
        [
            (
                number(each.phones),
                f"{each.floor.microseconds:.1f}",
                f"{each.ours.microseconds:.1f}",
                times(each.ours.beside(each.floor)),
                times(each.fanouts[3].beside(each.fanouts[2])),
                f"{each.ours.p99:.0f}",
                f"{each.floor.p99:.0f}",
                times(_alone(each)),
            )
            for each in sizes
        ],
        "![Processor time per delivery by the number of phones](benchmarks/fan-out.svg)",
    )


def _beside(size: Size) -> Table:
    return Table(
        f"Beside the peers, {number(size.phones)} phones",
        "One server each, on the same core by turns, sending the same text. Coming in is the handshake and "
        "the first message (at Entaku: the page and what is one's own).",
        (
            "server",
            "µs per delivery",
            "× floor",
            "p99, ms",
            "KiB per phone",
            "coming in, ms",
            "idle, % of a core",
        ),
        [
            (
                each.name,
                f"{each.microseconds:.1f}",
                times(each.beside(size.floor_of(each))),
                f"{each.p99:.0f}",
                f"{hall.memory:.1f}",
                f"{hall.handshake * 1000:.2f}",
                f"{hall.idle * 100:.1f}",
            )
            for each, hall in zip(size.fanouts, size.halls, strict=True)
            if each.name != ALONE
        ],
    )
