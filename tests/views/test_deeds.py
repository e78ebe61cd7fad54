"""The audit trail tells what staff did, each in a sentence, and nothing of the hall."""

import re

import pytest
from msgspec import structs

from moderation.status import ReviewMode
from server.render.deeds import GONE, KINDS, SENTENCES, doer_words, kind_words, sentence
from server.room.base import Actor, Event, Stamp
from server.room.care import QuestionLabelled
from server.room.codec import Entry
from server.room.conduct import ParticipantBlocked, ParticipantMuted
from server.room.electorate import ElectorateSet, RotatingCodeSet
from server.room.merging import QuestionsMerged
from server.room.people import LanguageSet, NameSet
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollOpened
from server.room.programme import Delegation
from server.room.questions import QuestionWithdrawn
from server.room.registry import EVENTS
from server.room.screen import ScreenBlanked
from server.room.sessions import ReviewModeSet
from server.room.staff import StaffInvited, StaffRevoked
from server.room.triage import QuestionApproved, QuestionDismissed, QuestionErased
from server.room.undo import ActionUndone
from server.room.wording import Text
from server.views import deeds
from server.views.deeds import TOLD, Deed, Doer, deed, doers
from tests.room.given import ANNA, LIVE, MO, Q1, Q2, Room, asked, by, given
from tests.room.plan import PLAN

AIKO = Actor("lead-0123456789ab", "lead")
LEA = Actor("moderator-abcdef012345", "moderator")
ORGANISER = Actor("organiser-0123456789ab", "system")

# What the hall does, what the server itself does, and the language that somebody reads.
UNTOLD = {
    *("question-asked", "question-edited", "question-withdrawn", "question-upvoted", "upvote-retracted"),
    *("ballot-erased", "ballots-summed"),
    *("ballot-cast", "language-set", "programme-planned", "entries-lost", "rules-adopted"),
}


def told(room: Room, event: Event, who: Actor = LEA) -> Deed:
    """What the trail tells of an event that happens now."""
    room.and_given(by(who, event))
    found = deed(room.state, entry(room, event, who))
    assert found
    return found


def entry(room: Room, event: Event, who: Actor) -> Entry:
    return Entry(Stamp(room.state.seq, 1_700_000_000_000, who.id, who.role, ""), event)


def plain(room: Room, event: Event, who: Actor = LEA, lang: str = "en") -> str:
    return sentence(told(room, event, who), lang).striptags()


def waiting() -> Room:
    room = given(LIVE, asked("Why?"), asked("When?", Q2))
    return room.and_given(by(AIKO, NameSet("愛子")), by(LEA, NameSet("Léa")))


def test_every_event_is_told_or_is_none_of_the_staff_s() -> None:
    assert set(EVENTS) == TOLD | UNTOLD
    assert not TOLD & UNTOLD


def test_every_event_that_is_told_has_a_sentence_and_every_kind_a_name() -> None:
    assert {name.partition(":")[0] for name in SENTENCES} == TOLD
    assert {name.partition(":")[2] for name in SENTENCES if name.startswith("review")} == set(ReviewMode)
    assert list(KINDS) == list(deeds.KINDS)
    assert [kind_words(kind, "ja") for kind in ("polls", "questions")] == ["投票", "質問"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Léa (Moderator) published “Why?”."),
        ("fr", "Léa (Modérateur) a publié « Why? »."),
        ("ja", "Léa（司会者）が「Why?」を公開しました。"),
    ],
)
def test_a_sentence_says_who_as_what_did_what_to_which_question(lang: str, words: str) -> None:
    assert plain(waiting(), QuestionApproved(Q1), lang=lang) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ParticipantMuted("anna", True, Q1), "a mis en sourdine la personne qui a posé « Why? »."),
        (ParticipantBlocked("anna", True, Q1), "a bloqué la personne qui a posé « Why? »."),
        (ParticipantMuted("anna", True), "a mis en sourdine la personne qui a posé une question."),
    ],
)
def test_whoever_was_held_back_is_told_by_the_question_that_led_to_it(event: Event, words: str) -> None:
    said = plain(waiting(), event, lang="fr")
    assert said.replace("\N{NO-BREAK SPACE}", " ") == f"Léa (Modérateur) {words}"
    assert "anna" not in said


@pytest.mark.parametrize(
    ("label", "lang", "words"),
    [
        ("sdg:11", "fr", "Léa (Modérateur) a étiqueté « Why? » : ODD 11."),
        ("sdg:11", "en", "Léa (Moderator) gave “Why?” the label SDG 11."),
        ("delegation:fr", "en", "Léa (Moderator) gave “Why?” the label France."),
        ("theme:gone", "en", "Léa (Moderator) gave “Why?” the label theme:gone."),
        ("water", "en", "Léa (Moderator) gave “Why?” the label water."),
    ],
)
def test_a_label_is_told_as_people_call_it(label: str, lang: str, words: str) -> None:
    plan = structs.replace(PLAN, delegations=(Delegation("fr", Text("France")),))
    room = waiting().and_given(ProgrammePlanned(plan))
    said = plain(room, QuestionLabelled(Q1, label, on=True), lang=lang)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == words


def test_whoever_has_no_name_is_told_apart_by_a_sign() -> None:
    nameless = Actor("moderator-fedcba987654", "moderator")
    assert plain(waiting(), ScreenBlanked("main"), nameless).startswith(
        "fedc (Moderator) darkened the screen"
    )


def test_a_long_question_is_shortened_and_every_language_is_marked() -> None:
    room = given(LIVE, asked("質問" * 60))
    said = sentence(told(room, QuestionApproved(Q1)), "en")
    assert "質問" * 40 + "…</bdi>" in said
    assert '<bdi lang="en" hx-ignore>' in said


def test_what_people_wrote_is_words_and_never_markup() -> None:
    room = given(LIVE, asked("<script>%(who)s</script> & so"))
    room.and_given(by(LEA, NameSet("<i>Léa</i> 50 % {x}")))
    said = sentence(told(room, QuestionApproved(Q1)), "fr")
    assert "&lt;script&gt;%(who)s&lt;/script&gt; &amp; so" in said
    assert "&lt;i&gt;Léa&lt;/i&gt; 50 % {x}" in said


def test_the_words_of_an_erased_question_are_gone_from_every_sentence() -> None:
    room = waiting()
    approved = entry(room.and_given(by(LEA, QuestionApproved(Q1))), QuestionApproved(Q1), LEA)
    merged = entry(room.and_given(by(LEA, QuestionsMerged(Q2, Q1))), QuestionsMerged(Q2, Q1), LEA)
    room.and_given(by(LEA, QuestionErased(Q1)))
    for one in (approved, merged):
        found = deed(room.state, one)
        assert found
        assert "Why?" not in sentence(found, "en")
        assert GONE["erased"] in sentence(found, "en")


def test_the_label_of_an_erased_question_is_not_told_either() -> None:
    room = waiting().and_given(by(LEA, QuestionLabelled(Q1, "Why?", on=True)))
    was = entry(room, QuestionLabelled(Q1, "Why?", on=True), LEA)
    found = deed(room.and_given(by(LEA, QuestionErased(Q1))).state, was)
    assert found
    said = sentence(found, "en").striptags()
    assert said == "Léa (Moderator) changed the labels of an erased question."


def test_what_its_author_took_back_is_not_shown_either() -> None:
    room = waiting().and_given(by(LEA, QuestionApproved(Q1)))
    was = entry(room, QuestionApproved(Q1), LEA)
    room.and_given(by(ANNA, QuestionWithdrawn(Q1)))
    found = deed(room.state, was)
    assert found
    assert sentence(found, "en").striptags().endswith(f"published {GONE['withdrawn']}.")


@pytest.mark.parametrize("event", [asked(), BallotCast("rt1-p1", ("a",)), NameSet("X"), LanguageSet("ja")])
def test_what_the_hall_does_is_not_told(event: Event) -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    assert deed(room.state, entry(room, event, ANNA)) is None


@pytest.mark.parametrize("role", ["moderator", ""])
def test_a_ballot_is_not_told_whoever_is_said_to_have_cast_it(role: str) -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    assert deed(room.state, entry(room, BallotCast("rt1-p1", ("a",)), Actor("x", role))) is None


def test_an_entry_that_came_too_late_was_done_by_nobody() -> None:
    room = waiting().and_given(by(AIKO, QuestionDismissed(Q1)))
    assert room.after(by(LEA, QuestionApproved(Q1)))
    assert deed(room.state, entry(room, QuestionApproved(Q1), LEA)) is None


def test_what_cannot_be_understood_is_not_told() -> None:
    assert deed(waiting().state, Entry(Stamp(1, 0, "", "", ""), None)) is None


def test_links_are_told_under_the_name_of_the_organiser_who_asked() -> None:
    room = waiting().and_given(by(ORGANISER._replace(role="organiser"), NameSet("Rika")))
    made = plain(room, StaffInvited("link-of-kenji-0001", "translator", "Kenji"), ORGANISER)
    assert made == "Rika (Organiser) made a private link for Kenji (Translator)."
    ended = plain(room, StaffRevoked("link-of-kenji-0001"), ORGANISER)
    assert ended == "Rika (Organiser) revoked the private link of Kenji."


def test_what_was_taken_back_can_be_found_by_its_entry() -> None:
    room = waiting().and_given(by(LEA, QuestionApproved(Q1)))
    seq = room.state.seq
    assert plain(room, ActionUndone(seq)) == f"Léa (Moderator) took back entry {seq}."


def test_how_questions_are_reviewed_is_said_in_words() -> None:
    said = plain(waiting(), ReviewModeSet("rt1", ReviewMode.CLOSED))
    assert re.match(r"Léa \(Moderator\) closed the session for questions: .+\.", said)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ElectorateSet("here-before", "rt1-p1"), "let only those here before the opening vote: What?."),
        (ElectorateSet("here-before"), "let only those here before the opening vote: Two ports."),
        (ElectorateSet("everyone", "rt1-p1"), "let everyone vote: What?."),
        (RotatingCodeSet(on=True), "had newcomers asked for the key that changes."),
        (RotatingCodeSet(on=False), "let newcomers in with the code alone again."),
    ],
)
def test_who_may_vote_and_come_in_is_said_in_words(event: Event, words: str) -> None:
    room = waiting()
    if event in {ElectorateSet("everyone", "rt1-p1"), RotatingCodeSet(on=False)}:
        room.and_given(by(LEA, ElectorateSet("here-before", "rt1-p1")), by(LEA, RotatingCodeSet(on=True)))
    assert plain(room, event) == f"Léa (Moderator) {words}"


def test_everybody_who_acted_can_be_chosen_by_name_and_nobody_of_the_hall() -> None:
    room = waiting().and_given(by(LEA, QuestionApproved(Q1)), by(ANNA, NameSet("Anna")))
    room.and_given(by(MO, QuestionDismissed(Q2)))
    twice = Actor("moderator-000000000000", "moderator")
    room.and_given(by(twice, NameSet("Léa")))
    assert [one.key for one in doers(room.state)] == ["moderator:Léa", "lead:愛子"]


def test_a_doer_without_a_name_is_chosen_by_their_browser() -> None:
    room = given(by(LEA, ScreenBlanked("main")))
    assert doers(room.state) == [Doer("moderator", "", LEA.id)]
    assert doer_words(doers(room.state)[0], "en") == "abcd (Moderator)"
