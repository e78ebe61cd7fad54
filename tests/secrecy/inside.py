"""`entaku serve` in a process that can be asked which of its living objects lead to a person and a choice.

`python -m tests.secrecy.inside SOCKET serve …` serves as ever; whoever connects to the socket sends `Asked`
as one line and gets `Told`.
"""

import gc
import re
import socket
import sys
import threading
import types
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from server.cli import main as serve

# A person and a choice belong together if few steps lead from one object to both, and to few others.
STEPS, MOST = 4, 400
_CODE = (types.FunctionType, types.BuiltinFunctionType, types.CodeType, types.FrameType)
_APART = (type, types.ModuleType, *_CODE, int, float, types.NoneType)


class Asked(msgspec.Struct, frozen=True):
    """Whose each sign is (a name, an id), the poll, its options, a pattern of texts that tell of a ballot."""

    signs: dict[str, str]
    poll: str
    options: list[str]
    pattern: str


class Told(msgspec.Struct, frozen=True):
    """By person the choices to which objects lead, and the living texts that tell of a ballot."""

    pairs: dict[str, list[str]]
    texts: list[str]


class Graph:
    """All living objects but code and numbers, and which refer to which."""

    def __init__(self) -> None:
        gc.collect()
        gc.unfreeze()  # what was set aside is alive, too
        waiting = [one for one in gc.get_objects() if not isinstance(one, _APART)]
        self.objects: dict[int, Any] = {id(one): one for one in waiting}
        self.parents: defaultdict[int, list[int]] = defaultdict(list)
        self.children: dict[int, list[int]] = {}
        while waiting:
            one = waiting.pop()
            below = [each for each in _referents(one) if not isinstance(each, _APART)]
            if below:
                self.children[id(one)] = list(map(id, below))
            for each in below:
                self.parents[id(each)].append(id(one))
                if id(each) not in self.objects:
                    self.objects[id(each)] = each
                    waiting.append(each)

    def above(self, start: int) -> set[int]:
        """What leads to an object in few steps."""
        found, now = set[int](), {start}
        for _ in range(STEPS):
            now = {up for one in now for up in self.parents[one]} - found
            found |= now
            if len(found) > MOST:
                break
        return found

    def below(self, start: int) -> list[Any]:
        """What an object leads to in few steps; nothing if that is too much to tell anything."""
        found = now = {start}
        for _ in range(STEPS):
            if sum(len(self.children.get(one, ())) for one in now) > MOST:
                return []
            now = {down for one in now for down in self.children.get(one, ())} - found
            found = found | now
        return [self.objects[one] for one in found if one in self.objects]


def _referents(one: Any) -> list[Any]:
    """What an object refers to, be it hidden from the garbage collector (`gc=False`)."""
    if isinstance(one, msgspec.Struct):
        return [getattr(one, field) for field in one.__struct_fields__]
    return gc.get_referents(one)


def told(asked: Asked) -> Told:
    """Walk through all objects."""
    graph, pattern = Graph(), re.compile(asked.pattern.encode("latin-1"))
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    strings = [one for one in graph.objects.values() if isinstance(one, str | bytes | bytearray)]
    for string in strings:
        if isinstance(string, str) and (person := asked.signs.get(string)):
            for each in graph.above(id(string)):
                pairs[person] |= _choices(graph, graph.objects[each], string, person, asked)
    texts = [one.encode(errors="replace") if isinstance(one, str) else bytes(one) for one in strings]
    telling = [one.decode("latin-1") for one in texts if pattern.search(one)]
    return Told({person: sorted(choices) for person, choices in pairs.items() if choices}, telling)


def _choices(graph: Graph, holder: Any, sign: str, person: str, asked: Asked) -> set[str]:
    """The choice to which this object leads beside this person, and beside no other."""
    start = holder[sign] if isinstance(holder, dict) and sign in holder else holder
    strings = {one for one in graph.below(id(start)) if isinstance(one, str)}
    others = {asked.signs[one] for one in strings if one in asked.signs} - {person}
    choices = strings.intersection(asked.options)
    return choices if asked.poll in strings and len(choices) == 1 and not others else set()


def _answer(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as line:
            asked = msgspec.json.decode(line.readline(), type=Asked)
            line.write(msgspec.json.encode(told(asked)) + b"\n")


def main() -> None:
    """Serve, and answer whoever asks."""
    listener = socket.socket(socket.AF_UNIX)
    path = Path(sys.argv.pop(1))
    path.unlink(missing_ok=True)
    listener.bind(str(path))
    listener.listen()
    threading.Thread(target=_answer, args=(listener,), daemon=True).start()
    serve()


if __name__ == "__main__":
    main()
