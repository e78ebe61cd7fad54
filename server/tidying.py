"""Garbage collection beside a hall of phones, so that it does not look at all of them again and again.

Python's collector stops everything while it looks through all that has lived for some time, phones included:
tens of milliseconds for ten thousand, at any moment. But what belongs to a phone is freed without it, when
the phone leaves. So a crowd that has come in is set aside, once, and when it is quiet.
"""

import gc

# The young as Python has it; the old, unasked, only after a million new ones, and so never amid a crowd.
THRESHOLDS = (700, 10, 150)
CROWD = 500  # connections
LOOK_EVERY = 5.0  # seconds


class Tidying:
    """Looked in on from time to time with the number of connections there are."""

    def __init__(self) -> None:
        self._set_aside = self._seen = 0

    def begin(self) -> None:
        """What has been loaded until now stays for as long as the server runs."""
        gc.set_threshold(*THRESHOLDS)
        gc.freeze()

    def look(self, connections: int) -> None:
        """Set a crowd aside once nobody comes any more, and take it back in once most of it is gone."""
        is_quiet, self._seen = connections - self._seen < CROWD // 10, connections
        if is_quiet and connections >= self._set_aside + CROWD:
            self._set_all_aside(connections)
        elif connections <= self._set_aside // 2 - CROWD // 2:
            gc.unfreeze()
            self._set_all_aside(connections)

    def _set_all_aside(self, connections: int) -> None:
        # What is garbage by now would otherwise be set aside as well, and stay.
        gc.collect()
        gc.freeze()
        self._set_aside = connections
