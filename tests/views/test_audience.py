"""The phone's page: what the hall may see, and nothing else."""

import pytest

from moderation.polls import Phase
from moderation.status import ReviewMode, Status
from server.room.base import Actor, Event
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollClosed, PollHidden, PollOpened, PollRevealed
from server.room.prompts import AnnouncementMade
from server.room.questions import QuestionAsked, QuestionUpvoted, QuestionWithdrawn, UpvoteRetracted
from server.room.screen import QuestionStaged, ScreenBlanked, StageCleared
from server.room.sessions import ReviewModeSet, SessionEnded, SessionStarted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.wording import Text
from server.views import audience as views
from server.views.audience import Asking, Audience, Ballot, Now, OnStage
from server.views.common import Bar, Count
from server.views.part import Insert, Order, Remove, Replace, Wording
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Q3, SERVER, Fact, Room, asked, by, given
from tests.room.plan import RT1, plan_of
from tests.views.screens import changes, shown, written

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)


def page(room: Room, hall: str = "main") -> Audience:
    made = shown(room, "audience", hall)
    assert isinstance(made, Audience)
    return made


def listed(room: Room) -> list[str]:
    return [card.question for card in page(room).questions.items]


def three(*facts: Event | Fact) -> Room:
    """Three published questions, asked in this order."""
    return given(LIVE, PUBLISH, asked("1?", Q1), asked("2?", Q2), asked("3?", Q3), *facts)


def votes(question: str, *people: Actor) -> list[Fact]:
    return [by(one, QuestionUpvoted(question)) for one in people]


# where we are


def test_a_hall_without_a_session_says_where_it_is() -> None:
    made = page(given())
    assert made.now == Now("now", Text("Grande salle", "大ホール", "Main hall"))
    assert made.asking == Asking("asking")
    assert made.questions.items == ()


def test_a_live_session_is_named() -> None:
    now = page(given(LIVE)).now
    assert (now.session, now.title, now.kind) == ("rt1", RT1.title, "round-table")
    assert page(given(LIVE), "side").now.session == ""


@pytest.mark.parametrize("mode", ReviewMode)
def test_the_page_says_how_questions_are_taken(mode: ReviewMode) -> None:
    room = given(LIVE, *([ReviewModeSet("rt1", mode)] if mode is not ReviewMode.REVIEW else []))
    assert page(room).asking == Asking("asking", "rt1", mode)


def test_the_programme_says_what_is_live_and_what_is_over() -> None:
    room = given(LIVE, SessionEnded("rt1"), SessionStarted("ws"))
    assert [(line.session, line.phase) for line in page(room).programme.items] == [
        ("rt1", "ended"),
        ("rt2", "planned"),
        ("ws", "live"),
    ]


def test_an_announcement_is_shown_until_it_is_taken_away() -> None:
    room = given(LIVE, AnnouncementMade("main", Text(en="Tea")))
    assert page(room).notice.text == Text(en="Tea")
    assert page(room, "side").notice.text == Text()
    assert page(room.and_given(AnnouncementMade("main"))).notice.text == Text()


def test_a_session_in_a_hall_that_is_not_planned_is_listed_without_its_name() -> None:
    plan = plan_of(RT1.__class__("rt9", "cellar", "workshop", Text(en="Deep")))
    made = page(given(by(SERVER, ProgrammePlanned(plan))))
    assert [line.hall_name for line in made.programme.items] == [Text()]


# what the hall may read


@pytest.mark.parametrize(
    "event", [None, QuestionDismissed(Q1, "We know Mallory"), QuestionWithdrawn(Q1), QuestionErased(Q1)]
)
def test_what_is_not_published_is_nowhere_on_the_page(event: Event | None) -> None:
    question = QuestionAsked(Q1, "rt1", "Is Mallory here?", "en", "Mallory")
    room = given(LIVE, question, *([event] if event else []))
    assert "Mallory" not in written(page(room))
    assert Q1 not in written(page(room))


@pytest.mark.parametrize("event", [QuestionDismissed(Q1), QuestionWithdrawn(Q1), QuestionErased(Q1)])
def test_what_is_taken_down_leaves_the_page(event: Event) -> None:
    room = given(LIVE, PUBLISH, QuestionAsked(Q1, "rt1", "Is Mallory here?", "en", "Mallory"))
    assert "Mallory" in written(page(room))
    assert changes(room, "audience", event) == [Remove(f"q-{Q1}")]
    assert "Mallory" not in written(page(room))


def test_a_name_is_shown_only_beside_the_question_that_was_asked_with_it() -> None:
    room = given(LIVE, PUBLISH, QuestionAsked(Q1, "rt1", "Why?", "en", "Anna"), asked("How?", Q2))
    assert [card.name for card in page(room).questions.items] == ["Anna", ""]


def test_nobody_s_id_is_on_the_page() -> None:
    room = three(*votes(Q1, BEN, CHIE), QuestionStaged(Q1), PollOpened("rt1-p1"))
    room.and_given(by(Actor("voter-ben", "audience"), BallotCast("rt1-p1", ("a",))), PollRevealed("rt1-p1"))
    for word in ("anna", "ben", "chie", "voter"):
        assert word not in written(page(room))


# the list


def test_the_most_supported_question_comes_first_and_among_equals_the_oldest() -> None:
    assert listed(three()) == [Q1, Q2, Q3]
    assert listed(three(*votes(Q3, BEN, CHIE), *votes(Q2, BEN))) == [Q3, Q2, Q1]


def test_answered_questions_come_last() -> None:
    assert listed(three(*votes(Q1, BEN, CHIE), QuestionAnswered(Q1))) == [Q2, Q3, Q1]


def test_every_question_has_its_number_in_the_order_of_asking() -> None:
    room = three(*votes(Q3, BEN))
    assert [(card.question, card.age) for card in page(room).questions.items] == [(Q3, 3), (Q1, 1), (Q2, 2)]
    room.and_given(QuestionErased(Q1))
    assert [(card.question, card.age) for card in page(room).questions.items] == [(Q3, 3), (Q2, 2)]


def test_only_the_questions_of_the_live_session_are_listed() -> None:
    assert listed(three(SessionStarted("rt2"))) == []


def test_a_long_list_is_cut_and_says_by_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    room = three(*votes(Q3, BEN))
    assert listed(room) == [Q3, Q1]
    assert page(room).questions.more.n == 1


# what changes


def test_an_upvote_changes_one_number() -> None:
    assert changes(three(), "audience", *votes(Q1, BEN)) == [Replace(Count(f"n-{Q1}", 1))]


def test_an_upvote_that_is_taken_back_changes_one_number() -> None:
    room = three(*votes(Q1, BEN))
    assert changes(room, "audience", by(BEN, UpvoteRetracted(Q1))) == [Replace(Count(f"n-{Q1}", 0))]


def test_an_upvote_that_changes_places_moves_the_list_and_sends_no_question_again() -> None:
    patches = changes(three(), "audience", *votes(Q2, BEN))
    order = (f"q-{Q2}", f"q-{Q1}", f"q-{Q3}")
    assert patches == [Replace(Count(f"n-{Q2}", 1)), Order("questions", order)]


def test_a_new_question_is_inserted_and_nothing_else() -> None:
    room = given(LIVE, PUBLISH, asked("1?", Q1))
    (patch,) = changes(room, "audience", asked("2?", Q2))
    assert isinstance(patch, Insert)
    assert (patch.into, patch.part.id) == ("questions", f"q-{Q2}")


def test_a_new_question_in_a_list_that_is_cut_changes_only_how_many_more_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    patches = changes(three(), "audience", asked("4?", "question-number-4"))
    assert [patch.part.id for patch in patches if isinstance(patch, Replace)] == ["more-questions"]
    assert len(patches) == 1


def test_a_question_that_waits_changes_nothing() -> None:
    assert changes(given(LIVE), "audience", asked()) == []


def test_an_erased_question_leaves_the_others_untouched() -> None:
    assert changes(three(), "audience", QuestionErased(Q1)) == [Remove(f"q-{Q1}")]


def test_what_happens_in_the_other_hall_does_not_touch_this_one() -> None:
    room = three()
    patches = changes(
        room, "audience", QuestionStaged(Q1), AnnouncementMade("main", Text("Thé")), hall="side"
    )
    assert patches == []
    assert changes(room, "audience", ScreenBlanked("main")) == []


def test_presence_is_not_shown_to_phones() -> None:
    assert "12" not in written(page(given(LIVE)))


# the stage


def test_a_prepared_question_on_stage_is_shown_in_its_languages() -> None:
    on_stage = page(given(LIVE, QuestionStaged("rt1-q1"))).on_stage
    assert on_stage == OnStage("on-stage", "rt1-q1", Wording(RT1.questions[0].text), "prepared")


def test_an_audience_question_on_stage_is_shown_in_its_own() -> None:
    room = three(QuestionStaged(Q1))
    assert page(room).on_stage == OnStage("on-stage", Q1, Wording(Text(en="1?"), "en"), "audience")
    assert page(room).questions.items[0].status is Status.ON_STAGE


def test_an_empty_stage_is_empty() -> None:
    room = three(QuestionStaged(Q1), StageCleared("main"))
    assert page(room).on_stage == OnStage("on-stage")


# polls


def ballot(room: Room) -> Ballot:
    return page(room).ballot


def cast(*choices: str) -> list[Fact]:
    voters = [Actor(f"voter-{number}", "audience") for number in range(len(choices))]
    return [by(voter, BallotCast("rt1-p1", (choice,))) for voter, choice in zip(voters, choices, strict=True)]


def test_without_an_open_poll_there_is_nothing_to_vote_on() -> None:
    assert ballot(given(LIVE)) == Ballot("ballot", Count("turnout", 0))
    assert ballot(given(LIVE, PollOpened("rt1-p1"), PollClosed("rt1-p1"))).poll == ""


def test_an_open_poll_shows_its_options_and_no_result() -> None:
    made = ballot(given(LIVE, PollOpened("rt1-p1"), *cast("a", "b")))
    assert (made.poll, made.phase, made.turnout.n) == ("rt1-p1", Phase.OPEN, 2)
    assert [choice.option for choice in made.choices] == ["a", "b", "c"]
    assert made.results is None


def test_a_multiple_choice_says_how_many_may_be_chosen() -> None:
    made = ballot(given(LIVE, PollOpened("rt1-p2")))
    assert (made.kind, made.at_most) == ("multiple", 2)


def test_revealed_results_are_shares_of_the_voters() -> None:
    room = given(
        LIVE, PollOpened("rt1-p1"), *cast("a", "a", "b"), PollClosed("rt1-p1"), PollRevealed("rt1-p1")
    )
    results = ballot(room).results
    assert results
    assert [(bar.votes, bar.share) for bar in results.items] == [(2, 67), (1, 33), (0, 0)]
    assert ballot(room.and_given(PollHidden("rt1-p1"))).poll == ""


def test_results_of_a_poll_in_which_nobody_voted_are_noughts() -> None:
    results = ballot(given(LIVE, PollOpened("rt1-p1"), PollRevealed("rt1-p1"))).results
    assert results
    assert {(bar.votes, bar.share) for bar in results.items} == {(0, 0)}


def test_an_open_poll_comes_before_an_older_one_with_results() -> None:
    room = given(
        LIVE, PollOpened("rt1-p2"), PollRevealed("rt1-p2"), PollClosed("rt1-p2"), PollOpened("rt1-p1")
    )
    assert ballot(room).poll == "rt1-p1"
    assert ballot(room.and_given(PollClosed("rt1-p1"))).poll == "rt1-p2"


def test_of_several_polls_the_latest_planned_one_is_shown() -> None:
    both = given(LIVE, PollOpened("rt1-p2"), PollOpened("rt1-p1"))
    assert ballot(both).poll == "rt1-p2"
    for poll in ("rt1-p2", "rt1-p1"):
        both.and_given(PollRevealed(poll), PollClosed(poll))
    assert ballot(both).poll == "rt1-p2"


def test_a_ballot_changes_the_turnout_and_nothing_else_while_results_are_hidden() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    assert changes(room, "audience", *cast("a")) == [Replace(Count("turnout", 1))]


def test_a_ballot_changes_only_the_bars_it_moves_while_results_are_shown() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), PollRevealed("rt1-p1"), *cast("a"))
    moved = by(Actor("voter-0", "audience"), BallotCast("rt1-p1", ("b",)))
    patches = changes(room, "audience", moved)
    bars = [patch.part for patch in patches if isinstance(patch, Replace)]
    assert len(bars) == len(patches) == 2
    assert [(bar.votes, bar.share) for bar in bars if isinstance(bar, Bar)] == [(0, 0), (1, 100)]


def test_a_moderator_is_not_needed_for_the_hall_to_see_its_own_questions() -> None:
    assert listed(given(by(MO, LIVE), by(MO, PUBLISH), by(ANNA, asked()))) == [Q1]
    assert listed(given(LIVE, asked(), QuestionApproved(Q1))) == [Q1]
