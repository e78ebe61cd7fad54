"""Twenty questions in French and Japanese, decided by keyboard alone; the pace is printed, not judged."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.people import Desk

pytestmark = ON_FILES

REASON = "Sans rapport avec le débat."
TWIN = "Quel est le budget consacré à la coopération décentralisée ?"


class Case(NamedTuple):
    """A question of the hall, and what the moderator makes of it."""

    lang: str
    text: str
    does: str = "approve"


CASES = (
    Case("fr", TWIN),
    Case("ja", "高齢者の移動手段をどのように確保していますか。"),
    Case("fr", "Comment lutter contre l’isolement des personnes âgées ?"),
    Case("fr", "Achetez mon livre sur les jardins ?", "dismiss"),
    Case("ja", "災害のとき、外国人にどう知らせますか。", "edit"),
    Case("fr", "Combien coûte la coopération décentralisée à la ville ?", "merge"),
    Case("ja", "森林の手入れはだれがしますか。", "stage"),
    Case("fr", "Qui va suivre les engagements pris aujourd’hui ?"),
    Case("fr", "Les bus seront-ils gratuits un jour ?", "hesitate"),
    Case("ja", "給食の地産地消は進んでいますか。"),
    Case("fr", "Où sont les toilettes ?", "dismiss"),
    Case("ja", "若者は市政にどう参加できますか。"),
    Case("fr", "Comment attirer des touristes sans abîmer le patrimoine ?", "edit"),
    Case("ja", "昼食はどこですか。", "dismiss"),
    Case("fr", "Quel avenir pour les petits commerces du centre-ville ?"),
    Case("ja", "空き家をどう活用していますか。", "hesitate"),
    Case("fr", "Comment limiter l’artificialisation des sols ?", "stage"),
    Case("ja", "伝統工芸の後継者をどう育てますか。"),
    Case("fr", "La télémédecine a-t-elle continué après la crise ?"),
    Case("ja", "市民農園をふやす計画はありますか。"),
)
PEOPLE = 5


def hall_asks(hall: Hall) -> None:
    """Five people ask, so that nobody is asked to wait; each in the language of what they ask."""
    for lang in ("fr", "ja"):
        cases = [case for case in CASES if case.lang == lang]
        for first in range(0, len(cases), PEOPLE):
            phone = hall.phone(lang)
            for case in cases[first : first + PEOPLE]:
                phone.ask(case.text)


class Moderator:
    """Somebody at the desk who has only a keyboard."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.keys, self.letters = desk, 0, 0
        self.hesitated: list[Case] = []

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.desk.press(key)
        self.keys += len(keys)

    def types(self, text: str) -> None:
        """Words into the field that has the focus."""
        self.desk.page.keyboard.type(text)
        self.keys += len(text)
        self.letters += len(text)

    def sees(self, place: str, items: int) -> None:
        """Wait until so many questions stand in a list; looked at in every frame."""
        there = "([id, n]) => document.getElementById(id).children.length === n"
        self.desk.page.wait_for_function(there, arg=[place, items], polling="raf")

    def decides(self, case: Case, waiting: int) -> None:
        """What is to be done with the selected question, of so many that wait."""
        if case.does == "hesitate" and case not in self.hesitated:
            self.hesitates(case, waiting)
            return
        deeds: dict[str, Callable[[], None]] = {
            "dismiss": self.dismisses,
            "merge": lambda: self.press("g"),
            "edit": self.edits,
        }
        deeds.get(case.does, lambda: self.press("a"))()
        self.sees("pending", waiting - 1)
        if case.does == "stage":
            self.stages(case)

    def dismisses(self) -> None:
        """With a reason that its author will read."""
        self.press("Shift+D")
        self.types(REASON)
        self.press("Enter")

    def edits(self) -> None:
        """A word more at the end, and approved as edited."""
        self.press("e", "End")
        self.types("…")
        self.press("Control+Enter")

    def hesitates(self, case: Case, waiting: int) -> None:
        """Dismissed and taken back, to be decided when its turn comes again."""
        self.hesitated.append(case)
        self.press("d")
        self.sees("pending", waiting - 1)
        self.press("u")
        self.sees("pending", waiting)

    def stages(self, case: Case) -> None:
        """Into the other column, to the question, onto the screen, and back."""
        self.press("ArrowRight")
        question = f"#live > [data-text='{case.text}']"
        while not self.desk.find(f"{question}[aria-current]").count():
            self.press("j")
        self.press("s")
        self.desk.page.wait_for_selector(f"{question}[data-status=on_stage]")
        self.press("ArrowLeft")


def decide_all(moderator: Moderator) -> list[float]:
    """Decide whatever waits; gives the seconds that each question took."""
    took = dict.fromkeys(CASES, 0.0)
    pending = moderator.desk.find("#pending > li")
    while waiting := pending.count():
        if not moderator.desk.find("#pending > li[aria-current]").count():
            moderator.press("j")
        text = moderator.desk.find("#pending > li[aria-current]").get_attribute("data-text")
        case = next(one for one in CASES if one.text == text)
        begun = time.perf_counter()
        moderator.decides(case, waiting)
        took[case] += time.perf_counter() - begun
    return list(took.values())


def test_twenty_questions_in_two_languages_are_decided_by_keyboard_alone(hall: Hall) -> None:
    desk = hall.desk()
    desk.start()
    hall_asks(hall)
    expect(desk.find("#pending > li")).to_have_count(len(CASES))
    desk.page.evaluate("document.activeElement?.blur()")
    moderator = Moderator(desk)
    took = decide_all(moderator)
    sys.stdout.write(
        f"\n{len(CASES)} questions by keyboard: median {statistics.median(took):.2f} s each, "
        f"{sum(took):.1f} s in all, {moderator.keys} keys, {moderator.letters} of them letters of a text\n"
    )
    places = {"dismiss": "dismissed", "merge": "merged"}
    for case in CASES:
        text = f"{case.text}…" if case.does == "edit" else case.text
        place = places.get(case.does, "live")
        expect(desk.find(f"#{place} > [data-text='{text}']")).to_have_count(1)
    staged = [case.text for case in CASES if case.does == "stage"]
    on_stage = desk.find("#live > [data-status=on_stage]").get_attribute("data-text")
    assert on_stage in staged
    expect(desk.find(".miniature [data-shows^='question:']")).to_contain_text(str(on_stage)[:-2])
    assert len(moderator.hesitated) == 2
