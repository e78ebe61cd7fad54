"""What the desk shows of one question: its words in each language, and what the staff know of it."""

from moderation.screening.finding import Finding, Kind
from server.room.base import Event
from server.room.care import (
    QuestionLabelled,
    QuestionNoted,
    QuestionPinned,
    QuestionReplied,
    QuestionRouted,
)
from server.room.conduct import ParticipantMuted
from server.room.handover import HandedOver
from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.questions import QuestionAsked
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionApproved, QuestionDismissed
from server.room.wording import Text
from server.views.desk import Desk, Item
from server.views.desk.labels import Label
from server.views.desk.pieces import Piece, pieces
from server.views.presence import Presence, Reader
from tests.room.given import BEN, CHIE, LIVE, MO, Q1, Q2, Q3, START, Room, by, given
from tests.views.screens import shown


def desk(room: Room, presence: Presence | None = None) -> Desk:
    made = shown(room, "desk", "main", presence or Presence())
    assert isinstance(made, Desk)
    return made


def room_with(*facts: Event) -> Room:
    """Three questions in French, and what was done."""
    pairs = (("Quand ?", Q1), ("Où ?", Q2), ("Qui ?", Q3))
    return given(LIVE, *(QuestionAsked(id, "rt1", text, "fr") for text, id in pairs)).and_given(*facts)


def first(room: Room) -> Item:
    """The first new question."""
    return desk(room).pending.items[0]


def test_a_question_says_which_language_of_the_hall_is_missing_until_it_is_translated() -> None:
    assert first(room_with()).missing == ("ja",)
    made = first(room_with(QuestionTranslated(Q1, "ja", "いつ？", 0)))
    assert (made.missing, made.wording.text, made.machine) == ((), Text(fr="Quand ?", ja="いつ？"), ())


def test_a_machines_words_are_marked_and_those_for_an_older_wording_are_out_of_date() -> None:
    room = room_with(QuestionTranslated(Q1, "ja", "いつ？", 0, machine=True))
    assert first(room).machine == ("ja",)
    room.and_given(QuestionReworded(Q1, "Quand donc ?", "fr"))
    assert (first(room).stale, first(room).missing, first(room).machine) == (("ja",), ("ja",), ())


def test_what_the_desk_reworded_keeps_its_authors_words_and_counts_as_a_new_version() -> None:
    made = first(room_with(QuestionReworded(Q1, "Quand donc ?", "fr")))
    assert (made.wording.text.fr, made.as_asked, made.seen, made.edits) == ("Quand donc ?", "Quand ?", 1, 0)
    assert first(room_with()).as_asked == ""


def test_everything_that_is_kept_about_a_question_stands_with_it() -> None:
    made = first(
        room_with(
            QuestionLabelled(Q1, "theme:floods", True),
            QuestionLabelled(Q1, "Jeunesse", True),
            QuestionNoted(Q1, "Voir avec Tours"),
            QuestionRouted(Q1, "kobe"),
        )
    )
    theme = Label("theme:floods", "theme", "floods", Text("Crues", "洪水", "Floods"))
    assert made.labels == (theme, Label("Jeunesse", "words", "Jeunesse"))
    assert made.note == "Voir avec Tours"
    assert made.speaker
    assert made.speaker.id == "kobe"


def test_a_reply_stands_below_a_published_question() -> None:
    made = desk(room_with(QuestionApproved(Q1), QuestionReplied(Q1, "En juin.", "fr"))).live.items[0]
    assert made.reply
    assert (made.reply.text.fr, made.reply.original) == ("En juin.", "fr")


def test_pinned_questions_come_first_but_behind_the_one_on_stage() -> None:
    room = room_with(QuestionPinned(Q3, True))
    assert [one.question for one in desk(room).pending.items] == [Q3, Q1, Q2]
    room.and_given(*(QuestionApproved(id) for id in (Q1, Q2, Q3)), QuestionStaged(Q1))
    room.and_given(by(BEN, QuestionUpvoted(Q2)))
    assert [one.question for one in desk(room).live.items] == [Q1, Q3, Q2]


def test_what_muted_people_ask_waits_apart_and_is_not_counted_as_new() -> None:
    author = room_with().state.questions[Q1].author
    room = room_with(ParticipantMuted(author, True))
    made = desk(room)
    assert [one.question for one in made.muted.items] == [Q1, Q2, Q3]
    assert (made.pending.items, made.bar.pending.n) == ((), 0)
    assert all(one.muted for one in made.muted.items)


def test_a_merged_question_stands_with_the_one_that_took_it_in_and_unites_their_supporters() -> None:
    room = room_with(QuestionApproved(Q1), QuestionApproved(Q2))
    room.and_given(by(BEN, QuestionUpvoted(Q1)), by(BEN, QuestionUpvoted(Q2)), by(CHIE, QuestionUpvoted(Q2)))
    made = desk(room.and_given(QuestionsMerged(Q2, Q1)))
    kept = made.live.items[0]
    assert (kept.question, kept.votes.n) == (Q1, 2)
    assert [one.other for one in kept.similar.merged] == [Q2]
    assert [one.question for one in made.merged.items] == [Q2]


def test_similar_questions_are_offered_and_the_one_that_the_hall_sees_stays() -> None:
    room = room_with(QuestionApproved(Q2), QuestionDismissed(Q3))
    near = Presence(near=((Q1, (Q2, Q3)), (Q2, (Q1,))))
    waiting, published = desk(room, near).pending.items[0], desk(room, near).live.items[0]
    assert [(one.question, one.into) for one in waiting.similar.near] == [(Q1, Q2)]
    assert [(one.other, one.question, one.into) for one in published.similar.near] == [(Q1, Q1, Q2)]


def test_what_is_on_stage_takes_others_in_and_never_goes_into_another() -> None:
    room = room_with(QuestionApproved(Q1), QuestionApproved(Q2), QuestionStaged(Q1))
    near = Presence(near=((Q1, (Q2,)), (Q2, (Q1,))))
    pairs = [(one.question, one.into) for item in desk(room, near).live.items for one in item.similar.near]
    assert pairs == [(Q2, Q1), (Q2, Q1)]


def test_a_question_says_who_reads_it_and_who_moved_it_last() -> None:
    reader = Reader("Aiko", Q1, "desk", "moderator-1")
    assert first_of(desk(room_with(), Presence(readers=(reader,)))).readers.people == (reader,)
    room = room_with().and_given(by(MO, NameSet("Mona")), by(MO, QuestionDismissed(Q1)))
    assert [one.by for one in desk(room).dismissed.items] == ["Mona"]


def first_of(page: Desk) -> Item:
    return page.pending.items[0]


def test_findings_are_shown_in_the_text_as_long_as_the_question_waits() -> None:
    room = room_with()
    room.state.questions[Q1].findings = (Finding(Kind.LINK, 0, 3), Finding(Kind.IMITATION))
    made = first(room)
    assert made.kinds == (Kind.LINK, Kind.IMITATION)
    assert made.pieces == (Piece("Qua", True), Piece("nd ?", False))
    published = desk(room.and_given(QuestionApproved(Q1))).live.items[0]
    assert (published.kinds, published.pieces) == ((), ())


def test_pieces_are_cut_where_something_was_found_even_beyond_the_end() -> None:
    found = (Finding(Kind.LINK, 1, 2), Finding(Kind.WORD, 2, 2), Finding(Kind.PHONE, 5, 9))
    assert pieces("abcdefg", found) == (
        Piece("a", False),
        Piece("bcd", True),
        Piece("e", False),
        Piece("fg", True),
    )
    assert pieces("abc", (Finding(Kind.SHOUTING),)) == ()


def test_the_filter_offers_the_programmes_labels_and_those_that_the_desk_made() -> None:
    made = desk(room_with(QuestionLabelled(Q1, "Jeunesse", True), QuestionLabelled(Q2, "sdg:11", True)))
    assert [one.code for one in made.filter.own] == ["Jeunesse"]
    assert {"theme:floods", "sdg:11"} <= {one.code for one in made.filter.suggested}
    assert [one.id for one in made.route.speakers] == ["tours", "kobe"]


def test_the_note_of_the_last_moderator_is_shown_until_it_is_taken_away() -> None:
    room = given(LIVE, by(MO, NameSet("Mona")), by(MO, HandedOver("main", "Tours part tôt."), at=START))
    note = desk(room).handover
    assert (note.text, note.by, note.left_at) == ("Tours part tôt.", "Mona", START)
    assert desk(room.and_given(HandedOver("main"))).handover.text == ""


def test_the_rules_are_those_of_the_live_session() -> None:
    assert desk(given()).rules.session == ""
    made = desk(room_with()).rules
    assert (made.session, made.pace, made.each, made.waits) == ("rt1", 0, 0, False)
