"""Attacks on bytes as such: names beside choices, the page of a person, whatever the bytes belonged to."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from tests.secrecy.chance import Guesses
from tests.secrecy.evidence import Evidence
from tests.secrecy.lines import Line, ballots, known
from tests.secrecy.matching import Pair
from tests.secrecy.poll import CLOSED, OPTIONS

# How far apart two strings may lie that belong together: a request, a frame, an object and its neighbours.
NEAR, PAGE = 600, 3_000
_ANY = "|".join(sorted(OPTIONS, key=len, reverse=True)).encode()
_POLL = CLOSED.encode()
# A ballot in JSON, a form, an attribute, MessagePack: the poll, then the choice; or the other way round.
BALLOT = re.compile(
    rb"\b%b\W{1,6}(?:choice\W{1,6})?(%b)\b|\bchoice\W{1,6}(%b)\W{1,6}(?:do\W{1,6}vote\W{1,6})?poll\W{1,6}%b\b"
    % (_POLL, _ANY, _ANY, _POLL)
)
_TOKEN = re.compile(rb"[A-Za-z0-9_-]{20,}")
_ID = re.compile(rb'"id"\s*:\s*"([A-Za-z0-9_-]{16,40})"')
_PAGE = re.compile(rb'<section id="me"[^>]*?data-upvoted="([^"]*)" data-ballots="([^"]*)"')
_FIELD = re.compile(rb'(?:id="name" name="name"|name="question") value="([^"]*)"')


class _Found(NamedTuple):
    at: int
    what: str


def by_strings(evidence: Evidence, raw: bytes) -> Guesses:
    """What stands next to somebody's name: a choice, or an id or a pseudonym under which one is known."""
    names = {
        each.encode(): person.actor for person in evidence.people for each in (person.name, person.actor)
    }
    choices = [_Found(match.start(), (match[1] or match[2]).decode()) for match in BALLOT.finditer(raw)]
    aliases = _aliases(evidence.lines) | _framed(raw, choices)
    people: list[_Found] = []
    for match in _TOKEN.finditer(raw):
        if person := names.get(match[0]):
            people.append(_Found(match.start(), person))
        elif choice := aliases.get(match[0]):
            choices.append(_Found(match.start(), choice))
    return _next_to(people, sorted(choices))


def by_page(evidence: Evidence, raw: bytes) -> Guesses:
    """What somebody's own part of a page says; whose it is, a name, a question or support tells."""
    owners = owners_of(evidence)
    found = dict[str, str]()
    for match in _PAGE.finditer(raw):
        chosen = re.search(rb"\b%b:(%b)\b" % (_POLL, _ANY), match[2])
        rest = raw[match.end() : match.end() + PAGE].partition(b"</section>")[0]
        signs = [*_FIELD.findall(rest), b" ".join(sorted(match[1].split()))]
        owner = next(
            (owners[sign] for one in signs if (sign := unescape(one.decode("utf-8", "replace"))) in owners),
            "",
        )
        if chosen and owner:
            found[owner] = chosen[1].decode()
    return found


def _aliases(lines: Sequence[Line]) -> dict[bytes, str]:
    """What the log says that was chosen under a pseudonym, or under a command id."""
    votes = [line for line in ballots(lines) if line.choice]
    return {alias.encode(): line.choice for line in votes for alias in (line.by, line.id) if alias}


def _framed(raw: bytes, choices: Sequence[_Found]) -> dict[bytes, str]:
    """The ids of commands that hold ballots."""
    found = {}
    for at, choice in choices:
        start = max(0, at - 200)
        if ids := _ID.findall(raw[start : at + 200]):
            found[ids[-1] if len(ids) == 1 else ids[0]] = choice
    return found


def _next_to(people: Sequence[_Found], choices: Sequence[_Found]) -> Guesses:
    """For each person the choice that stands nearest; most often, where there are several places."""
    places = [choice.at for choice in choices]
    nearest: defaultdict[str, list[Pair]] = defaultdict(list)
    for at, person in people:
        for number in range(bisect_left(places, at - NEAR), bisect_left(places, at + NEAR)):
            nearest[person].append(Pair(abs(places[number] - at), person, number))
    return {person: choices[min(pairs).ballot].what for person, pairs in nearest.items()}


def owners_of(evidence: Evidence) -> dict[str, str]:
    """Whose a page is that shows this name, this question, or just this support."""
    signs: defaultdict[str, set[str]] = defaultdict(set)
    supported: defaultdict[str, list[str]] = defaultdict(list)
    for line in known(evidence.lines, (person.actor for person in evidence.people)):
        if line.kind == "question-upvoted":
            supported[line.by].append(str(line.event["question"]))
        for told in (line.event.get("name"), line.event.get("question")):
            if told and line.kind != "question-upvoted":
                signs[str(told)].add(line.by)
    for actor, questions in supported.items():
        signs[" ".join(sorted(questions))].add(actor)
    return {sign: next(iter(actors)) for sign, actors in signs.items() if len(actors) == 1}
