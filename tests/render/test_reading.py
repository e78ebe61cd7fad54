"""How a question reads on the screens when its words are a translation, a machine's, or to be translated."""

import re

import pytest

from moderation.status import ReviewMode, Status
from server.render.html import render_part, say
from server.room.wording import Text
from server.views.audience import Asking, Card
from server.views.booth import Next
from server.views.common import Count
from server.views.me import Joined, Mine
from server.views.part import Part, Wording, said
from server.views.projector import Quoted
from server.views.stage import ForSpeaker, ForSpeakers, StageQuestion

BOTH = Wording(Text(fr="Pourquoi ?", ja="なぜ。"), "ja")
DRAFTED = Wording(Text(fr="Pourquoi ?", ja="なぜ。"), "ja", ("fr",))


def words(part: Part, lang: str) -> str:
    """What can be read of a part, in one line."""
    return " ".join(re.sub("<[^>]+>", " ", render_part(part, lang)).split())


def card(
    wording: Wording, reply: Wording | None = None, pinned: bool = False, reworded: bool = False
) -> Card:
    return Card("q-1", "1", wording, "", Status.LIVE, 1, Count("n-1", 3), pinned, reworded, reply)


def mine(status: Status, **more: Wording | Joined) -> Mine:
    return Mine("mine-1", "1", said("en", "Why?"), status, "", editable=False, withdrawable=False, **more)  # type: ignore[arg-type]


def test_a_reader_without_a_translation_reads_the_original_and_not_a_third_language() -> None:
    wording = Wording(Text(ja="なぜ。", en="Why?"), "ja")
    assert say(wording, "fr") == '<bdi lang="ja" hx-ignore>なぜ。</bdi>'
    assert say(Wording(Text(ja="なぜ。", en="Why?")), "fr") == '<span lang="en">Why?</span>'


@pytest.mark.parametrize(
    ("wording", "mark"), [(BOTH, "Traduit du japonais"), (DRAFTED, "Traduction automatique, non relue")]
)
def test_a_phone_says_what_a_translation_is_and_has_the_original_one_tap_away(
    wording: Wording, mark: str
) -> None:
    html = render_part(card(wording), "fr")
    behind = re.search(r"<details class=\"origin\">.*?</details>", html, re.DOTALL)
    assert behind
    assert mark in behind[0]
    assert '<bdi lang="ja" hx-ignore>なぜ。</bdi>' in behind[0]
    assert "<details" not in render_part(card(wording), "ja")


def test_a_phone_says_that_a_question_is_pinned_reworded_or_replied_to() -> None:
    assert words(card(BOTH), "en").startswith("なぜ。 Anonymous In Japanese")
    full = words(card(BOTH, said("en", "Because."), pinned=True, reworded=True), "en")
    assert full.startswith(
        "Pinned by the moderator なぜ。 Anonymous Reworded by the moderator In Japanese"
        " Support this question: 3 Reply Because."
    )


@pytest.mark.parametrize(
    ("pace", "each", "said"),
    [
        (0, 0, ""),
        (60, 0, "One question every minute."),
        (120, 0, "One question every 2 minutes."),
        (30, 0, "One question every 30 seconds."),
        (0, 1, "One question each."),
        (120, 3, "One question every 2 minutes. At most 3 questions each."),
    ],
)
def test_the_sheet_says_how_often_one_may_ask(pace: int, each: int, said: str) -> None:
    part = Asking("asking", "rt1", ReviewMode.REVIEW, pace, each)
    assert words(part, "en").partition("You stay anonymous")[0].strip() == said
    closed = Asking("asking", "rt1", ReviewMode.CLOSED, pace, each)
    assert "every" not in words(closed, "en")


@pytest.mark.parametrize(
    ("part", "life"),
    [
        (mine(Status.PENDING), "Why? Waiting for review"),
        (mine(Status.LIVE), "Why? Published"),
        (
            mine(Status.LIVE, published=said("en", "Why so?")),
            "Why? Published, reworded by the moderator As the hall reads it: Why so?",
        ),
        (mine(Status.ANSWERED, reply=said("en", "So.")), "Why? Answered Reply So."),
        (
            mine(Status.MERGED, joined=Joined(Status.ON_STAGE, said("en", "How?"))),
            "Why? Joined with a similar question How? On screen now",
        ),
        (
            mine(Status.MERGED, joined=Joined(Status.PENDING)),
            "Why? Joined with a similar question Waiting for review",
        ),
        (
            mine(Status.MERGED, joined=Joined(Status.DISMISSED)),
            "Why? Joined with a similar question Not retained"
            " There is not the time for every question. Thank you for yours.",
        ),
    ],
)
def test_the_life_of_my_question_in_words(part: Mine, life: str) -> None:
    assert words(part, "en") == life


def test_the_screen_marks_a_machine_s_words_and_what_is_to_follow_in_their_language() -> None:
    quoted = Quoted("scene", "1", DRAFTED.text, ("ja", "fr"), "prepared", machine=("fr",))
    assert words(quoted, "en") == "なぜ。 Pourquoi\u202f? Traduction automatique, non relue".replace(
        "\u202f", " "
    )
    quoted = Quoted("scene", "1", Text(fr="Pourquoi ?"), ("fr",), "audience", missing=("ja",))
    assert "原文・翻訳は追って表示します" in words(quoted, "en")


def test_no_translation_is_promised_for_what_was_prepared_in_one_language() -> None:
    quoted = Quoted("scene", "1", Text(fr="Pourquoi ?"), ("fr",), "prepared", missing=("ja",))
    assert words(quoted, "en") == "Pourquoi\u202f?".replace("\u202f", " ")
    coming = Next("n", Wording(Text(fr="Pourquoi ?")), ("fr",), ("ja",))
    assert words(coming, "ja") == words(quoted, "ja")


def test_a_reply_in_another_language_says_so_and_is_marked_with_it() -> None:
    part = mine(Status.ANSWERED, reply=said("fr", "Parce que."))
    assert words(part, "en").endswith("Reply in French Parce que.")
    assert words(part, "ja").endswith("回答（フランス語） Parce que.")
    assert '<bdi lang="fr" hx-ignore>Parce que.</bdi>' in render_part(part, "ja")


def test_the_booth_and_the_stage_mark_them_too() -> None:
    drafted = Wording(Text(ja="なぜ。", en="Why?"), "ja", ("en",))
    assert "Machine translation, not checked" in words(Next("n", drafted, ("ja", "en")), "fr")
    assert words(Next("n", said("ja", "なぜ。"), ("ja",), ("fr",)), "ja").endswith("traduction à suivre")
    assert words(StageQuestion("s", said("ja", "なぜ。")), "fr").endswith("traduction à suivre")
    assert "non relue" in words(StageQuestion("s", DRAFTED), "fr")
    assert "non relue" not in words(StageQuestion("s", BOTH), "fr")


def test_a_speaker_s_questions_say_for_whom_they_are() -> None:
    html = render_part(ForSpeakers("for-speakers", (ForSpeaker("for-1", DRAFTED),)), "fr")
    assert '<li id="for-1">' in html
    assert "non relue" in html
    assert '<p class="original" lang="ja" hx-ignore>' in html
    untold = ForSpeaker("for-1", said("ja", "なぜ。"))
    assert words(untold, "fr").endswith("traduction à suivre")
    assert "suivre" not in words(ForSpeaker("for-1", Wording(Text(ja="なぜ。"))), "fr")
