"""What an organiser may want to know before the day, although the programme can be run as it is."""

from collections.abc import Iterator

from moderation.text import graphemes
from server.room.programme import Poll, Programme, Session, Term
from server.room.programme_paths import Finding, Path, parts
from server.room.programme_values import listed
from server.room.wording import LANGUAGES, Text

_NAMES = {"fr": "French", "ja": "Japanese", "en": "English"}
READABLE_OPTIONS = 8

# What a hall reads at a glance, in Latin characters; a Japanese one is twice as wide and says twice as much.
FITTING = {
    "Programme.theme": 160,
    "Programme.introduction": 600,
    "Theme.summary": 240,
    "Session.introduction": 400,
    "PreparedQuestion.text": 200,
    "Poll.text": 120,
    "Option.text": 40,
    "Topic.points": 100,
}
FITTING_OTHERWISE = 80


def advice(programme: Programme) -> Iterator[Finding]:
    """Everything that is worth a second look."""
    for path, place, text in _texts(programme):
        # A glossary is of use in any two languages.
        yield from _missing_languages(text, path) if place != "Term.term" else ()
        yield from _too_long(text, path, FITTING.get(place, FITTING_OTHERWISE))
    if programme.rehearsal:
        yield Finding(
            ("rehearsal",), "every screen says that this is a rehearsal; not for the meeting itself"
        )
    yield from _empty_halls(programme)
    yield from _glossary(programme.glossary, ())
    for number, session in enumerate(programme.sessions):
        yield from _session(programme, session, ("sessions", number))


def _empty_halls(programme: Programme) -> Iterator[Finding]:
    used = {session.hall for session in programme.sessions}
    # While a session names an unknown hall, nobody can say which of the known ones is meant.
    if used <= {hall.id for hall in programme.halls}:
        for number, hall in enumerate(programme.halls):
            if hall.id not in used:
                yield Finding(("halls", number), "no session takes place in this hall")


def _texts(programme: Programme) -> Iterator[tuple[Path, str, Text]]:
    for path, part in parts(programme):
        for key in part.__struct_fields__:
            value = getattr(part, key)
            place = f"{type(part).__name__}.{key}"
            if isinstance(value, Text):
                yield (*path, key), place, value
            elif isinstance(value, tuple):
                pairs = enumerate(value)
                yield from (((*path, key, n), place, one) for n, one in pairs if isinstance(one, Text))


def _missing_languages(text: Text, path: Path) -> Iterator[Finding]:
    missing = [_NAMES[lang] for lang in LANGUAGES if not text.in_(lang)]
    if text and missing:
        yield Finding(path, f"not translated into {listed(missing, 'and')}")


def _too_long(text: Text, path: Path, fitting: int) -> Iterator[Finding]:
    for lang in text.languages():
        limit = fitting // 2 if lang == "ja" else fitting
        length = graphemes(text.in_(lang))
        if length > limit:
            yield Finding((*path, lang), f"{length} characters; more than {limit} are hard to read in a hall")


def _session(programme: Programme, session: Session, path: Path) -> Iterator[Finding]:
    if not session.questions:
        yield Finding(path, "no prepared question in this session")
    belonging = {one.theme for one in session.questions} | {one.theme for one in session.polls}
    for number, theme in enumerate(session.themes):
        if theme.id not in belonging:
            yield Finding((*path, "themes", number), "no question and no poll belongs to this theme")
    for number, speaker in enumerate(session.speakers):
        here = (*path, "speakers", number)
        if programme.delegations and not speaker.delegation:
            yield Finding(here, "no delegation, although the meeting has some")
        if speaker.language not in programme.languages:
            yield Finding((*here, "language"), "not one of the two languages of the meeting")
    yield from _glossary(session.glossary, path)
    for number, poll in enumerate(session.polls):
        yield from _poll(poll, (*path, "polls", number))


def _poll(poll: Poll, path: Path) -> Iterator[Finding]:
    if len(poll.options) > READABLE_OPTIONS:
        yield Finding((*path, "options"), f"more than {READABLE_OPTIONS} are hard to read in a hall")
    for number, option in enumerate(poll.options):
        if option.text and any(before.text == option.text for before in poll.options[:number]):
            yield Finding((*path, "options", number), "reads like an option above")


def _glossary(terms: tuple[Term, ...], path: Path) -> Iterator[Finding]:
    for number, one in enumerate(terms):
        if any(before.term == one.term for before in terms[:number]):
            yield Finding((*path, "glossary", number), "the same term stands in this glossary above")
