"""What a meeting's things are called in Redis."""

MEETINGS = "entaku:meetings"  # the set of all that have a log here


def key(meeting: str, thing: str) -> str:
    """Name a thing of a meeting; by the braces, all things of one meeting belong together."""
    return f"entaku:{{{meeting}}}:{thing}"


def log(meeting: str) -> str:
    """The stream: entries 0-1, 0-2, … with the body in the field `b`."""
    return key(meeting, "log")


def epoch(meeting: str) -> str:
    return key(meeting, "epoch")


def snapshots(meeting: str) -> list[str]:
    """The list of snapshots from the oldest to the newest, and the hash of what they say."""
    return [key(meeting, "snapshots:order"), key(meeting, "snapshots:bodies")]


def bell(meeting: str) -> str:
    """The channel on which a worker says its name when there is more."""
    return key(meeting, "bell")


def notes(meeting: str) -> str:
    """The channel of the wire."""
    return key(meeting, "notes")


def ballot_keys(meeting: str) -> str:
    """The hash of what machines agree on, for each poll, and the channel on which they ask for its key."""
    return key(meeting, "ballot-keys")


def beat(worker: str) -> str:
    """The channel on which a worker hears itself."""
    return f"entaku:beat:{worker}"
