"""Words for the roles of the staff: what each is called, and what it may do."""

from typing import NamedTuple

from moderation.permissions import Role
from server.render.catalogue import translations
from server.render.words import N_


class RoleWords(NamedTuple):
    """A role's name, and for those whom the organiser invites what they may do."""

    name: str
    may: str = ""


ROLES: dict[str, RoleWords] = {
    Role.ORGANISER: RoleWords(N_("Organiser")),
    Role.LEAD: RoleWords(
        N_("Lead moderator"),
        N_("As a moderator; also blocks participants, sets limits and word lists, reads the audit trail."),
    ),
    Role.MODERATOR: RoleWords(
        N_("Moderator"), N_("Reviews questions, runs the sessions, the screen and the polls.")
    ),
    Role.TRANSLATOR: RoleWords(N_("Translator"), N_("Translates questions; nothing else.")),
    Role.INTERPRETER: RoleWords(N_("Interpreter"), N_("Has the booth, cues to the stage, and translates.")),
    Role.OBSERVER: RoleWords(N_("Observer"), N_("Reads the desk and changes nothing.")),
    Role.PROJECTOR: RoleWords(N_("Projector")),
    Role.STAGE: RoleWords(N_("Stage monitor")),
    Role.SPEAKER: RoleWords(N_("Speaker")),
    Role.SYSTEM: RoleWords(N_("The server")),
}


def role_words(role: str, lang: str) -> RoleWords:
    """What a role is called in a language, and what it may do; an unknown one is called as in the log."""
    words = ROLES.get(role, RoleWords(role))
    return RoleWords(*(str(translations(lang).gettext(one)) if one else "" for one in words))
