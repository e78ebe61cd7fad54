"""Words for codes: refusals and preset cues, and the choice of a language."""

from babel import negotiate_locale

from moderation.cues import Preset
from server.render.catalogue import translations
from server.room.base import Refusal
from server.room.wording import LANGUAGES
from server.views.rival import Rival

DEFAULT = "en"


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


REFUSALS: dict[Refusal, str] = {
    Refusal.NOT_ALLOWED: N_("This is not for your role."),
    Refusal.MALFORMED: N_("This could not be read. Please reload the page and try again."),
    Refusal.UNKNOWN_COMMAND: N_("This action does not exist. Please reload the page."),
    Refusal.UNKNOWN_SESSION: N_("This session is not in the programme."),
    Refusal.UNKNOWN_HALL: N_("This hall is not in the programme."),
    Refusal.UNKNOWN_QUESTION: N_("This question is no longer there."),
    Refusal.UNKNOWN_POLL: N_("This poll is not in the programme."),
    Refusal.UNKNOWN_CUE: N_("This cue is no longer shown."),
    Refusal.UNKNOWN_SPEAKER: N_("This speaker is not in the programme."),
    Refusal.UNKNOWN_LINK: N_("This link was not made here."),
    Refusal.EMPTY: N_("Please write something first."),
    Refusal.TOO_LONG: N_("This is too long. Please shorten it a little."),
    Refusal.TOO_MANY_LINES: N_("This has too many lines. Please join some of them."),
    Refusal.TOO_MANY_WAITING: N_("Five of your questions are waiting. Please wait until one has been read."),
    Refusal.ALREADY_ASKED: N_("You have already asked this question; it is waiting."),
    Refusal.ID_TAKEN: N_("This question has already been received."),
    Refusal.SESSION_NOT_LIVE: N_("This session is not live."),
    Refusal.SESSION_FULL: N_("This session cannot take any more questions."),
    Refusal.QUESTIONS_CLOSED: N_("Questions are closed for this session."),
    Refusal.NOT_SO_SOON: N_("Questions are taken slowly here. Please wait a little before the next one."),
    Refusal.ENOUGH_ASKED: N_("You have asked as many questions as one person may in this session."),
    Refusal.BLOCKED: N_("You cannot take part at the moment. Please speak to the organiser in the hall."),
    Refusal.NOT_YOURS: N_("Only its author can do this."),
    Refusal.NOT_ANY_MORE: N_("This is no longer possible: it has moved on in the meantime."),
    Refusal.REWORDED: N_("Its author has just changed this question. Please read it again."),
    Refusal.POLL_NOT_OPEN: N_("This poll is not open."),
    Refusal.CAME_AFTER: N_("This poll is for those who were here before it opened."),
    Refusal.INVALID_CHOICE: N_("Please choose among the options, and no more than allowed."),
    Refusal.NOT_TRANSLATED: N_("The hall waits for its translation. Translate it, or show the original."),
    Refusal.TOO_MANY_LABELS: N_("It has as many labels as it can. Please take one off first."),
    Refusal.SAME_QUESTION: N_("A question cannot be merged with itself, nor with one that was merged."),
    Refusal.NOTHING_TO_SHOW: N_("There is nothing to show there yet."),
    Refusal.NOTHING_CHANGED: N_("It is already so."),
    Refusal.NOT_YET: N_("A server of the previous release is still running. Please try again in a moment."),
    Refusal.NOTHING_TO_UNDO: N_("There is nothing of yours to undo."),
    Refusal.CHANGED_SINCE: N_("Somebody has changed this since; it was left as it is."),
    Refusal.NO_TIMER: N_("No timer is set in this hall."),
    Refusal.OUT_OF_RANGE: N_("This value is outside what is possible."),
    Refusal.REPEATED: N_("This has already been received."),
    Refusal.SLOW_DOWN: N_("That was a little fast. Please try again in a moment."),
    Refusal.TOO_LARGE: N_("This is too large to send."),
    Refusal.STORAGE_FULL: N_(
        "The server has no room left: nothing new can be saved. What is there stays readable."
    ),
    Refusal.STORAGE_UNAVAILABLE: N_("The server cannot save at the moment. Please try again shortly."),
    Refusal.DEFECT: N_("This went wrong on our side, and has been noted."),
}


CUES: dict[Preset, str] = {
    Preset.TWO_MINUTES: N_("Two more minutes, please"),
    Preset.CONCLUDE: N_("Please conclude"),
    Preset.ANSWER_THE_QUESTION: N_("Please come back to the question"),
    Preset.NEXT_SPEAKER: N_("Please pass the floor on"),
    Preset.LOUDER: N_("A little louder, please"),
    Preset.MICROPHONE: N_("Closer to the microphone, please"),
    Preset.SLOWER: N_("A little more slowly, please"),
    Preset.REPEAT: N_("Please repeat"),
    Preset.TERM: N_("Please explain the term"),
}


ACTIONS: dict[str, str] = {
    "question-approved": N_("Question approved"),
    "question-dismissed": N_("Question not retained"),
    "question-restored": N_("Question restored"),
    "question-answered": N_("Question answered"),
    "question-staged": N_("Question on screen"),
    "question-reworded": N_("Question reworded"),
    "questions-merged": N_("Questions merged"),
    "question-split": N_("Question separated again"),
    "question-labelled": N_("Labels changed"),
    "question-noted": N_("Note changed"),
    "question-pinned": N_("Pin changed"),
    "question-routed": N_("Speaker for the question changed"),
    "question-replied": N_("Written reply changed"),
    "stage-cleared": N_("Stage cleared"),
    "scene-shown": N_("Scene changed"),
    "screen-blanked": N_("Screen dark"),
    "screen-unblanked": N_("Screen light again"),
    "poll-revealed": N_("Results revealed"),
    "poll-hidden": N_("Results hidden"),
    "cue-sent": N_("Cue sent"),
    "announcement-made": N_("Announcement changed"),
    "timer-started": N_("Timer started"),
    "timer-stopped": N_("Timer paused"),
    "timer-cleared": N_("Timer cleared"),
    "timer-adjusted": N_("Timer adjusted"),
    "session-started": N_("Session started"),
    "session-ended": N_("Session ended"),
    "review-mode-set": N_("Review changed"),
    "question-translated": N_("Translation changed"),
    "translation-dropped": N_("Translation removed"),
    "translation-awaited": N_("Waiting for translations changed"),
    "participant-muted": N_("Muting changed"),
    "participant-blocked": N_("Blocking changed"),
    "limits-set": N_("Limits changed"),
    "electorate-set": N_("Who may vote changed"),
    "rotating-code-set": N_("Access with a key changed"),
}


# What somebody did a moment before; `question-withdrawn` is its author's.
RIVALS: dict[str, str] = {
    "question-approved": N_("%(who)s has just published it."),
    "question-dismissed": N_("%(who)s has just decided not to retain it."),
    "question-restored": N_("%(who)s has just published it again."),
    "question-answered": N_("%(who)s has just marked it as answered."),
    "question-staged": N_("%(who)s has just brought it on screen."),
    "stage-cleared": N_("%(who)s has just taken it off the stage."),
    "questions-merged": N_("%(who)s has just merged it with another one."),
    "question-split": N_("%(who)s has just taken the merged questions apart."),
    "question-reworded": N_("%(who)s has just reworded it."),
    "question-translated": N_("%(who)s has just translated it."),
    "translation-dropped": N_("%(who)s has just removed its translation."),
    "question-labelled": N_("%(who)s has just changed its labels."),
    "question-noted": N_("%(who)s has just changed its note."),
    "question-pinned": N_("%(who)s has just pinned it or let it go."),
    "question-routed": N_("%(who)s has just chosen who should answer it."),
    "question-replied": N_("%(who)s has just written a reply to it."),
    "question-withdrawn": N_("Its author has just taken it back."),
}
LEFT = N_("%(said)s It was left as it is.")
SOMEBODY = N_("Another moderator")


def action_words(event: str, lang: str) -> str:
    """What an action that can be undone was."""
    return str(translations(lang).gettext(ACTIONS[event]))


def cue_words(preset: str, lang: str) -> str:
    """What a preset cue says on stage."""
    return str(translations(lang).gettext(CUES[Preset(preset)]))


def refusal_message(code: Refusal, lang: str, rival: Rival | None = None) -> str:
    """What a refusal says to a person who reads `lang`; to one of the staff who was late, who was faster."""
    words = translations(lang)
    if rival is None or rival.did not in RIVALS:
        return str(words.gettext(REFUSALS[code]))
    said = str(words.gettext(RIVALS[rival.did])) % {"who": colleague(rival.name, lang)}
    return str(words.gettext(LEFT)) % {"said": said} if code is Refusal.CHANGED_SINCE else said


def colleague(name: str, lang: str) -> str:
    """How somebody on the staff is spoken of."""
    words = translations(lang)
    # Some languages put a title of courtesy beside a name.
    return (
        str(words.pgettext("colleague", "%(name)s")) % {"name": name}
        if name
        else str(words.gettext(SOMEBODY))
    )


def negotiate(accept_language: str) -> str:
    """The house language that fits a browser's Accept-Language header best; English if none does."""
    weighted = []
    for place, item in enumerate(accept_language.split(",")[:20]):
        name, _, quality = item.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), place, name.replace("-", "_")))
        except ValueError:
            continue
    preferred = [name for _, _, name in sorted(weighted)]
    return negotiate_locale(preferred, LANGUAGES) or DEFAULT
