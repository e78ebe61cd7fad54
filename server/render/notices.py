"""What an error page says: what happened and what to do, in the reader's language."""

from enum import StrEnum
from typing import NamedTuple

from server.render.catalogue import translations
from server.render.words import N_


class Problem(StrEnum):
    """Why a page or a request was not answered as asked; the code is for machines."""

    NOT_FOUND = "not-found"
    WRONG_CODE = "wrong-code"
    NEEDS_KEY = "needs-key"
    WRONG_KEY = "wrong-key"
    NEEDS_LINK = "needs-link"
    LINK_ENDED = "link-ended"
    WRONG_ORIGIN = "wrong-origin"
    WRONG_METHOD = "wrong-method"
    TOO_FAST = "slow-down"
    TOO_LARGE = "too-large"
    UNREADABLE = "malformed"
    STORAGE_UNAVAILABLE = "storage-unavailable"
    DEFECT = "defect"


class Notice(NamedTuple):
    """A title and a text of one or two sentences."""

    title: str
    text: str


NOTICES: dict[Problem, Notice] = {
    Problem.NOT_FOUND: Notice(
        N_("There is no such page"),
        N_("The address may be incomplete. You can come in with the code that the screen in the hall shows."),
    ),
    Problem.WRONG_CODE: Notice(
        N_("This code leads nowhere"),
        N_("Please compare it with the code on the screen in the hall and enter it again."),
    ),
    Problem.NEEDS_KEY: Notice(
        N_("A key is needed as well"),
        N_("Scan the code on the screen in the hall again, or type the key that stands beside it."),
    ),
    Problem.WRONG_KEY: Notice(
        N_("This key is no longer valid"),
        N_("The key changes every two minutes. Scan the code on the screen again, or type the new key."),
    ),
    Problem.NEEDS_LINK: Notice(
        N_("This page needs a private link"),
        N_("Please open it with the link that the organiser sent you."),
    ),
    Problem.LINK_ENDED: Notice(
        N_("This link is no longer valid"),
        N_("It has expired, or it was replaced or revoked. Please ask the organiser for a new one."),
    ),
    Problem.WRONG_ORIGIN: Notice(
        N_("This request came from another site"),
        N_("Nothing was changed. Please open the page of the meeting and try again there."),
    ),
    Problem.WRONG_METHOD: Notice(
        N_("This address cannot be used like that"),
        N_("Nothing was changed. Please go back to the page of the meeting."),
    ),
    Problem.TOO_FAST: Notice(
        N_("A little too fast"),
        N_("Please wait a moment and try again."),
    ),
    Problem.TOO_LARGE: Notice(
        N_("Too large"),
        N_("This is too large to send. Please shorten it a little."),
    ),
    Problem.UNREADABLE: Notice(
        N_("This could not be read"),
        N_("Please go back, reload the page and try again."),
    ),
    Problem.STORAGE_UNAVAILABLE: Notice(
        N_("Out of service for a moment"),
        N_("The server cannot read its data. Please try again shortly."),
    ),
    Problem.DEFECT: Notice(
        N_("Something went wrong on our side"),
        N_("It has been noted. Please try again; if it happens again, tell the organiser this reference:"),
    ),
}


def notice(problem: Problem, lang: str) -> Notice:
    """The words of a problem for a reader of `lang`."""
    words = translations(lang)
    title, text = NOTICES[problem]
    return Notice(str(words.gettext(title)), str(words.gettext(text)))


def received(lang: str) -> str:
    """What a form sent without JavaScript is answered when its command was carried out."""
    return str(translations(lang).gettext(N_("Received.")))
