"""What the audit trail says, in the reader's language: one sentence for each thing that somebody did."""

from collections.abc import Callable
from typing import TypeAlias

from markupsafe import Markup, escape

from moderation.text import cut
from server.render.catalogue import translations
from server.render.figures import with_bound_signs
from server.render.roles import role_words
from server.render.words import N_
from server.room.wording import Text
from server.views.deeds import Deed, Doer, Quoted

LONGEST = 80

# `:off` is what the same event says when it takes something away, `:gone` when its words were erased.
SENTENCES: dict[str, str] = {
    "question-approved": N_("%(who)s published %(question)s."),
    "question-dismissed": N_("%(who)s did not retain %(question)s."),
    "question-restored": N_("%(who)s published %(question)s again."),
    "question-answered": N_("%(who)s marked %(question)s as answered."),
    "question-erased": N_("%(who)s erased %(question)s for good."),
    "question-reworded": N_("%(who)s reworded %(question)s."),
    "question-reworded:published": N_("%(who)s reworded %(question)s and published it."),
    "questions-merged": N_("%(who)s merged %(question)s with %(into)s."),
    "question-split": N_("%(who)s took %(question)s out of the question with which it was merged."),
    "question-labelled": N_("%(who)s gave %(question)s the label %(word)s."),
    "question-labelled:off": N_("%(who)s took the label %(word)s off %(question)s."),
    "question-labelled:gone": N_("%(who)s changed the labels of %(question)s."),
    "question-noted": N_("%(who)s changed the note on %(question)s."),
    "question-pinned": N_("%(who)s pinned %(question)s."),
    "question-pinned:off": N_("%(who)s unpinned %(question)s."),
    "question-routed": N_("%(who)s chose who should answer %(question)s."),
    "question-replied": N_("%(who)s changed the written reply to %(question)s."),
    "question-translated": N_("%(who)s translated %(question)s (%(word)s)."),
    "translation-dropped": N_("%(who)s removed the translation of %(question)s (%(word)s)."),
    "translation-awaited": N_("%(who)s let the hall wait for translations: %(place)s."),
    "translation-awaited:off": N_("%(who)s no longer lets the hall wait for translations: %(place)s."),
    "question-staged": N_("%(who)s brought %(question)s on screen."),
    "stage-cleared": N_("%(who)s cleared the stage: %(place)s."),
    "scene-shown": N_("%(who)s changed the scene on the screen: %(place)s."),
    "screen-blanked": N_("%(who)s darkened the screen: %(place)s."),
    "screen-unblanked": N_("%(who)s lit the screen again: %(place)s."),
    "announcement-made": N_("%(who)s changed the announcement: %(place)s."),
    "cue-sent": N_("%(who)s sent a cue to the stage: %(place)s."),
    "cue-seen": N_("%(who)s acknowledged a cue: %(place)s."),
    "timer-started": N_("%(who)s started the timer: %(place)s."),
    "timer-stopped": N_("%(who)s paused the timer: %(place)s."),
    "timer-cleared": N_("%(who)s cleared the timer: %(place)s."),
    "timer-adjusted": N_("%(who)s adjusted the timer: %(place)s."),
    "poll-opened": N_("%(who)s opened the poll %(place)s."),
    "poll-closed": N_("%(who)s closed the poll %(place)s."),
    "poll-revealed": N_("%(who)s revealed the results of the poll %(place)s."),
    "poll-hidden": N_("%(who)s hid the results of the poll %(place)s."),
    "electorate-set:everyone": N_("%(who)s let everyone vote: %(place)s."),
    "electorate-set:here-before": N_("%(who)s let only those here before the opening vote: %(place)s."),
    "session-started": N_("%(who)s started the session %(place)s."),
    "session-ended": N_("%(who)s ended the session %(place)s."),
    "review-mode-set:review": N_("%(who)s has new questions reviewed first: %(place)s."),
    "review-mode-set:publish": N_("%(who)s has new questions published at once: %(place)s."),
    "review-mode-set:closed": N_("%(who)s closed the session for questions: %(place)s."),
    "limits-set": N_("%(who)s changed how often a person may ask: %(place)s."),
    "words-set": N_("%(who)s changed the word list (%(word)s)."),
    "participant-muted": N_("%(who)s muted the author of %(question)s."),
    "participant-muted:off": N_("%(who)s unmuted the author of %(question)s."),
    "participant-blocked": N_("%(who)s blocked the author of %(question)s."),
    "participant-blocked:off": N_("%(who)s unblocked the author of %(question)s."),
    "rotating-code-set": N_("%(who)s had newcomers asked for the key that changes."),
    "rotating-code-set:off": N_("%(who)s let newcomers in with the code alone again."),
    "staff-invited": N_("%(who)s made a private link for %(word)s (%(role)s)."),
    "staff-revoked": N_("%(who)s revoked the private link of %(word)s."),
    "name-set": N_("%(who)s came in, or took the name %(word)s."),
    "handed-over": N_("%(who)s changed the hand-over note: %(place)s."),
    "action-undone": N_("%(who)s took back entry %(word)s."),
    "loss-acknowledged": N_("%(who)s acknowledged what the storage lost."),
}
KINDS: dict[str, str] = {
    "questions": N_("Questions"),
    "translations": N_("Translations"),
    "screen": N_("Screen and stage"),
    "polls": N_("Polls"),
    "sessions": N_("Sessions"),
    "participants": N_("Participants"),
    "staff": N_("Staff"),
}
GONE: dict[str, str] = {
    "erased": N_("an erased question"),
    "withdrawn": N_("a question that its author took back"),
    "": N_("a question"),
}
LANGUAGE_NAMES = {"fr": N_("French"), "ja": N_("Japanese"), "en": N_("English")}
QUOTED = N_("“%(words)s”")
DOER = N_("%(name)s (%(role)s)")
_IN_LANGUAGE = frozenset({"question-translated", "translation-dropped", "words-set"})

Words: TypeAlias = Callable[[str], str]


def sentence(deed: Deed, lang: str) -> Markup:
    """What happened, as a sentence."""
    _: Words = translations(lang).gettext
    word = deed.label.best(lang)[1] or deed.word
    word = _(LANGUAGE_NAMES.get(word, word)) if deed.did in _IN_LANGUAGE else word
    given = {
        "who": Markup("<b>{}</b>").format(doer_words(deed.by, lang)),
        "question": _quoted(deed.question, lang),
        "into": _quoted(deed.into, lang),
        "place": _said(deed.place, lang),
        "word": Markup("<bdi hx-ignore>{}</bdi>").format(word),
        "role": role_words(deed.role, lang).name,
    }
    return escape(_(SENTENCES[_sentence_of(deed)])) % given


def doer_words(doer: Doer, lang: str) -> str:
    """Who did it: their name and role, without a name a sign by which their browser can be told apart."""
    name = doer.name or doer.browser.rpartition("-")[2][:4]
    return translations(lang).gettext(DOER) % {"name": name, "role": role_words(doer.role, lang).name}


def kind_words(kind: str, lang: str) -> str:
    """What a kind of entries is called."""
    return str(translations(lang).gettext(KINDS[kind]))


def _sentence_of(deed: Deed) -> str:
    if deed.did in {"review-mode-set", "electorate-set"} or (deed.did == "question-reworded" and deed.word):
        return f"{deed.did}:{deed.word}"
    if deed.did == "question-labelled" and not deed.word:
        return "question-labelled:gone"
    return f"{deed.did}:off" if deed.off else deed.did


def _quoted(quoted: Quoted | None, lang: str) -> Markup:
    """The beginning of a question between the quotation marks of the reader's language."""
    _: Words = translations(lang).gettext
    spoken, words = quoted.text.best(lang) if quoted else (lang, "")
    if not words:
        gone = GONE[quoted.gone if quoted else ""]
        return escape(_(gone))
    line = " ".join(words.split())
    short = cut(line, LONGEST)
    marked = Markup('<bdi lang="{}" hx-ignore>{}</bdi>').format(
        spoken, short if short == line else f"{short}…"
    )
    return escape(_(QUOTED)) % {"words": marked}


def _said(text: Text, lang: str) -> Markup:
    """The name of a place in the programme."""
    spoken, words = text.best(lang)
    return Markup('<span lang="{}">{}</span>').format(
        spoken, with_bound_signs(words) if spoken == "fr" else words
    )
