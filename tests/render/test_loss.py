"""How the desks read that the storage has lost something."""

import re

import pytest

from server.render.html import render_part
from server.views.loss import LossNotice


@pytest.fixture(autouse=True)
def three_past_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was three past two, in whatever zone this runs."""
    monkeypatch.setattr("server.render.html.time_of", lambda ms, lang: "14:03")


def words(lang: str, lost: int) -> str:
    """The sentence that leads the notice."""
    html = render_part(LossNotice("loss", told=True, lost=lost, latest_at=1), lang)
    (found,) = re.findall("<strong>(.*)</strong>", html)
    return str(found)


@pytest.mark.parametrize(
    ("lang", "lost", "expected"),
    [
        ("en", 1, "The storage came back without 1 change, made at 14:03."),
        ("en", 12, "The storage came back without its last 12 changes, made up to 14:03."),
        ("en", 0, "The storage came back different: changes made up to 14:03 may be missing."),
        ("fr", 1, "Le stockage a perdu 1 modification, faite à 14:03."),
        ("fr", 1200, "Le stockage a perdu les 1\u202f200 dernières modifications, faites jusqu’à 14:03."),
        ("ja", 12, "サーバーの記録から、14:03までの直近の変更12件が失われました。"),
    ],
)
def test_it_says_how_much_and_until_when(lang: str, lost: int, expected: str) -> None:
    assert words(lang, lost) == expected


def test_it_says_what_to_do_and_has_one_button() -> None:
    html = render_part(LossNotice("loss", told=True, lost=12, latest_at=1), "fr")
    assert "Vérifiez ce que voit la salle et redemandez ce qui manque." in html
    assert re.findall(r'action="/do/([\w-]+)\?', html) == ["acknowledge-loss"]


def test_without_a_loss_nothing_is_said_and_there_is_nothing_to_press() -> None:
    html = render_part(LossNotice("loss"), "fr")
    assert re.sub(r"<[^>]*>|\s", "", html) == ""
    assert "<form" not in html
