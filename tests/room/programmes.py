"""A small programme file for the tests to spoil, and what reading it says."""

from server.room.programme import Programme
from server.room.programme_file import read_programme

MEETING = """\
code = "PORT24"
title = { fr = "Deux ports", ja = "二つの港", en = "Two ports" }

[[halls]]
id = "main"
name = "Lumière"

[[delegations]]
id = "north"
name = "Nord"

[[sessions]]
id = "rt1"
hall = "main"
kind = "round-table"
title = "L'eau"

[[sessions.questions]]
id = "q1"
text = "Pourquoi ?"
"""

# Appended to the meeting, their first key stands on line 25.
POLL = '\n[[sessions.polls]]\nid = "p1"\ntext = "Où ?"\n'
SPEAKER = '\n[[sessions.speakers]]\nid = "s1"\nname = "X"\n'

# Appended to the meeting, its header stands on line 22.
SECOND_SESSION = '\n[[sessions]]\nid = "rt2"\nhall = "main"\nkind = "workshop"\ntitle = "B"\n'


def changed(before: str, after: str) -> str:
    """The meeting with a change that is sure to be one."""
    assert before in MEETING
    return MEETING.replace(before, after, 1)


def programme(source: str) -> Programme:
    """What a file without errors says."""
    reading = read_programme(source)
    assert reading.errors == ()
    assert reading.programme
    return reading.programme


def errors(source: str) -> list[str]:
    """The errors of the file `f`, as they are printed."""
    reading = read_programme(source)
    assert (reading.programme is None) == bool(reading.errors)
    return [problem.in_file("f") for problem in reading.errors]


def warnings(source: str) -> list[str]:
    """The warnings of the file `f`, which has no errors, as they are printed."""
    reading = read_programme(source)
    assert reading.errors == ()
    return [problem.in_file("f") for problem in reading.warnings]
