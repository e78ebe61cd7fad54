"""A row: everyone who reads a channel in one language, in blocks as far as they are in step."""

from collections.abc import Iterator

from server.live.seat import NOWHERE, Block, Seat

# Sending to so many takes about 2 ms: as long as a ballot that arrives meanwhile has to wait.
BLOCK = 400


class Row:
    """`loose` are those who cannot be written to straight away at the moment, or not yet."""

    def __init__(self) -> None:
        self.loose: dict[Seat, None] = {}
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        return len(self.loose) + sum(len(block.seats) for block in self._blocks)

    def __iter__(self) -> Iterator[Seat]:
        yield from self.loose
        for block in self._blocks:
            yield from block.seats

    def behind(self, turn: int) -> list[Block]:
        """The blocks that have not been brought up to a turn."""
        return [block for block in self._blocks if block.turn < turn]

    def add(self, seat: Seat) -> None:
        """Somebody came."""
        self.loose[seat] = None

    def remove(self, seat: Seat) -> None:
        """Somebody went."""
        self.loosen(seat)
        del self.loose[seat]

    def settle(self, seat: Seat) -> None:
        """Put a seat among those who are at the same turn, if it can be written to."""
        if seat in self.loose and seat.outlet.descriptor != NOWHERE:
            del self.loose[seat]
            self._block_for(seat).add(seat)

    def loosen(self, seat: Seat) -> None:
        """Treat a seat by itself from now on."""
        block = seat.block
        if block is not None:
            block.remove(seat)
            self.loose[seat] = None
            if not block.seats:
                self._blocks.remove(block)

    def _block_for(self, seat: Seat) -> Block:
        for block in self._blocks:
            fits = block.turn == seat.turn and block.deflates == seat.outlet.deflates
            if fits and len(block.seats) < BLOCK:
                return block
        self._blocks.append(Block(seat.turn, seat.outlet.deflates))
        return self._blocks[-1]
