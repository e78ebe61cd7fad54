"""The meeting whose ballots are attacked: one poll that is closed, and one that stays open beside it."""

from enum import StrEnum
from typing import NamedTuple

from server.web.participants import Participants
from tests.cli.entaku import CODE
from tests.room.programmes import MEETING

SESSION, CLOSED, OPEN = "rt1", "fountains", "schools"
# Of uneven lengths: the length of what is stored must not tell which one it was.
OPTIONS = ("no", "later", "yes-at-once", "i-do-not-know")
_OPTIONS = ", ".join(f'{{ id = "{option}", text = "{option.capitalize()}" }}' for option in OPTIONS)
_POLL = '\n[[sessions.polls]]\nid = "{id}"\ntext = "About {id}?"\noptions = [{options}]\n'
PROGRAMME = MEETING + "".join(_POLL.format(id=id, options=_OPTIONS) for id in (CLOSED, OPEN))


class Group(StrEnum):
    """How a voter took part."""

    ONLY_VOTED = "only voted"
    AT_ONCE = "did something else at the same moment"
    WITHOUT_SCRIPTS = "without scripts"


class Person(NamedTuple):
    """What an attacker may know of a participant from elsewhere; moments are Unix milliseconds.

    `name` is the random one in the cookie, `actor` who that is in the log, `since` the first visit, `voted`
    when somebody saw this phone vote, `ids` those of the ballots that the phone itself remembers.
    """

    name: str
    actor: str
    since: int
    group: Group
    voted: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, cookie: str, group: Group) -> "Person":
        """Who sends this cookie, as whoever has the source can compute it."""
        tokens = (pair.partition("=")[2].split(".") for pair in cookie.split("; "))
        (name, since), *_ = (token[:2] for token in tokens if len(token) == 3)
        return cls(name, Participants(CODE, bytes(32)).actor(name).id, int(since), group)
