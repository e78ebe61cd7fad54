"""How fast people may act: token buckets, a bounded number of them, nothing kept but the pseudonym.

A participant's command takes a token of their own bucket and one of a share of the meeting. Newcomers have a
small share; everyone else has the hall's, which grows with the people who are here. Neither takes from the
other, and of the hall's, half of what each connected person brings is kept for that person.
"""

import time
from collections.abc import Callable

from server.room.base import Event
from server.room.polls import BallotCast
from server.room.questions import QuestionAsked, QuestionEdited
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.web.buckets import Buckets, Rate
from server.web.hall_share import HallShare, Share
from server.web.newcomers import Crowd

RATES: dict[str, Rate] = {
    "asking": Rate(10, 0.25),
    "voting": Rate(30, 2),
    "other": Rate(20, 1),
    "staff": Rate(120, 20),
    # For all newcomers together, and of that, for their questions.
    "newcomers": Rate(60, 2),
    "newcomers-asking": Rate(10, 0.1),
    # Pages that must be as new as possible, for the whole meeting.
    "fresh": Rate(20, 5),
    # Pictures of addresses that may not be this server's.
    "drawing": Rate(20, 2),
    # Only failures count: a hall that joins through one address is never slowed.
    "guessing": Rate(30, 0.5),
}


# Five thousand phones that vote at once and change their minds twice take an eighth of theirs.
HALL = {"acting": Share(Rate(300, 50), Rate(24, 0.4)), "asking": Share(Rate(300, 30), Rate(2, 1 / 30))}

MOST_BUCKETS = 50_000  # of each kind

_KINDS = {"ask": "asking", "edit": "asking", "vote": "voting", "upvote": "voting", "retract": "voting"}
_COMMANDS: dict[type[Event], str] = {
    QuestionAsked: "ask",
    QuestionEdited: "edit",
    QuestionUpvoted: "upvote",
    UpvoteRetracted: "retract",
}


class Limits:
    """The buckets of everybody who acted lately, and those of the meeting."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self.clock = clock
        self._buckets = {kind: Buckets(rate, most) for kind, rate in RATES.items()}
        self._acting, self._asking = (HallShare(HALL[what], most) for what in ("acting", "asking"))

    def allows(self, kind: str, who: str = "") -> bool:
        """Take one token of this kind; False if there is none left."""
        return self._buckets[kind].take(who, self.clock())

    def allows_command(self, command: str, role: str, who: str, crowd: Crowd) -> bool:
        """Whether this person may send this command now."""
        if role != "audience":
            return self.allows("staff", who)
        now, own = self.clock(), self._buckets[_KINDS.get(command, "other")]
        if not own.take(who, now):
            return False
        if self._meeting_allows(command, who, now, crowd):
            return True
        # That others were too fast is not held against them.
        own.give_back(who)
        return False

    def _meeting_allows(self, command: str, who: str, now: float, crowd: Crowd) -> bool:
        if crowd.is_known(who):
            return (command != "ask" or self._asking.take(who, now, crowd)) and self._acting.take(
                who, now, crowd
            )
        return all(self._buckets[kind].take("", now) for kind in _of_newcomers(command))

    def give_back(self, command: str, role: str, who: str, crowd: Crowd) -> None:
        """Put back what a command took."""
        self._buckets[_own(command, role)].give_back(who)
        if role != "audience":
            return
        if crowd.is_known(who):
            for share in self._of_hall(command):
                share.give_back()
        else:
            for kind in _of_newcomers(command):
                self._buckets[kind].give_back("")

    def charge(self, event: Event, role: str, who: str, crowd: Crowd) -> None:
        """Take what this person's command would have taken here; it was carried out by another worker.

        A ballot does not say whose it is, so it counts for the hall only. Nor does any event say who was a
        newcomer where it was let in: the newcomers' share is each worker's own.
        """
        command = ""
        if not isinstance(event, BallotCast):
            command = next((name for kind, name in _COMMANDS.items() if isinstance(event, kind)), "")
            self.allows(_own(command, role), who)
        if role == "audience":
            now = self.clock()
            for share in self._of_hall(command):
                share.charge(now, crowd.size(now))

    def _of_hall(self, command: str) -> tuple[HallShare, ...]:
        """The hall's buckets of which a command takes a token."""
        return (self._asking, self._acting) if command == "ask" else (self._acting,)


def _own(command: str, role: str) -> str:
    """The kind of a person's own bucket of which a command takes a token."""
    return _KINDS.get(command, "other") if role == "audience" else "staff"


def _of_newcomers(command: str) -> tuple[str, ...]:
    """The kinds of the newcomers' buckets of which a command takes a token."""
    return ("newcomers-asking", "newcomers") if command == "ask" else ("newcomers",)
