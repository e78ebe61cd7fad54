"""`entaku` as it is elsewhere: on a machine whose clock is wrong, or in a release before this one.

python -m tests.faults.stand_in fast 600 serve …
python -m tests.faults.stand_in older screen-blanked blank serve …
python -m tests.faults.stand_in unsigned serve …
python -m tests.faults.stand_in first-rules 3 serve …
"""

import secrets
import sys
import time

import msgspec


def be_fast(seconds: int) -> None:
    """Set this process's clock forward, as nobody's but a wrong machine's would be."""
    true_time, true_ns = time.time, time.time_ns
    time.time = lambda: true_time() + seconds
    time.time_ns = lambda: true_ns() + seconds * 1_000_000_000


def be_older(event: str, command: str) -> None:
    """Do not know this event, nor the command that leads to it."""
    import server
    from server.room import registry

    server.__version__ = "0.0.1"
    del registry.VERSIONS[event, 1], registry.EVENTS[event], registry.COMMANDS[command]


def know_first_rules(room: int) -> None:
    """Know no version that came after the first rules, nor that there are others; a session takes `room`."""
    import server
    from server.room import limits, registry

    server.__version__, limits.QUESTIONS_PER_SESSION = "0.0.1", room
    del registry.VERSIONS["rules-adopted", 1], registry.COMMANDS["adopt-rules"]
    for known, kind in list(registry.VERSIONS.items()):
        if kind.from_rules > 1:
            del registry.VERSIONS[known]

    from server.live import presence

    whole = presence.Attendance.note

    def note(self: presence.Attendance, now: float) -> bytes:
        told = msgspec.json.decode(whole(self, now), type=dict[str, msgspec.Raw])
        return msgspec.json.encode({hall: here for hall, here in told.items() if hall != presence.MYSELF})

    presence.Attendance.note = note  # type: ignore[method-assign]


def be_unsigned() -> None:
    """Take any 32 characters for a participant, and give cookies the names that they had, as in 0.1.0."""
    from server.web import doors
    from server.web.participants import Participant, Participants

    def read(self: Participants, token: str) -> Participant | None:
        return Participant(token, 0) if doors.well_formed(token) else None

    setattr(Participants, "read", read)  # noqa: B010 - a type checker takes methods for constants
    setattr(Participants, "mint", lambda self, since, name="": name or secrets.token_urlsafe(24))  # noqa: B010
    doors.cookie_name = lambda house, role, hall="": doors.old_cookie_name(role, hall)


if __name__ == "__main__":
    match sys.argv[1:]:
        case "fast", seconds, *rest:
            be_fast(int(seconds))
        case "unsigned", *rest:
            know_first_rules(5_000)
            be_unsigned()
        case "older", event, command, *rest:
            be_older(event, command)
        case "first-rules", room, *rest:
            know_first_rules(int(room))
        case _:
            sys.exit(__doc__)
    sys.argv[1:] = rest
    # Only now, because what is imported looks at what was changed.
    from server.cli import main

    main()
