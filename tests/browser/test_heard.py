"""What a screen reader is told of the desk, of the translators' page and of a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.hall import ON_FILES, Hall
from tests.browser.heard import Node, heard, in_english, jumps, unnamed
from tests.browser.people import Desk, Person, Phone
from tests.browser.test_translating import does, translator

pytestmark = ON_FILES

QUESTIONS = ("Comment protéger les digues ?", "Qui entretient les rivières ?", "Où planter des arbres ?")
SCREENS = ("desk", "selected", "translate", "writing", "phone", "asking")


def busy(hall: Hall, lang: str) -> tuple[Desk, Phone]:
    """A desk at which one question is published and two wait, and the phone that asked them."""
    phone, desk = hall.phone(lang), hall.desk(lang)
    desk.start()
    for question in QUESTIONS:
        phone.ask(question)
    expect(desk.find("#pending > li")).to_have_count(3)
    first = desk.find("#pending > li").filter(has_text=QUESTIONS[0]).get_attribute("data-question")
    assert "seq" in does(desk, "approve", "desk", question=first)
    expect(desk.find("#live > li")).to_have_count(1)
    expect(phone.card(QUESTIONS[0])).to_be_attached()
    desk.page.evaluate("document.activeElement?.blur()")
    return desk, phone


def screen(hall: Hall, name: str, lang: str) -> Person:
    """Somebody who has this before them."""
    if name in {"translate", "writing"}:
        busy(hall, "fr")
        person = translator(hall, lang, "moderator", "Luc")
        person.find("[name=into][value=en]").check()
        if name == "writing":
            person.find("#open [data-write]").first.click()
            expect(person.find("#translation")).to_be_focused()
        return person
    desk, phone = busy(hall, lang)
    if name == "selected":
        desk.press("j")
        desk.press("Shift+D")
        expect(desk.find("#why-text")).to_be_focused()
    if name == "asking":
        phone.upvote(QUESTIONS[0])
        phone.find("details.ask > summary").click()
    return phone if name in {"phone", "asking"} else desk


@pytest.mark.parametrize("lang", ["fr", "ja"])
@pytest.mark.parametrize("name", SCREENS)
def test_everything_that_can_be_acted_on_is_named_in_the_language_of_the_page(
    hall: Hall, name: str, lang: str
) -> None:
    page = heard(screen(hall, name, lang))
    assert unnamed(page) == []
    assert in_english(page, lang) == []
    assert jumps(page) == []
    assert [one.said["level"] for one in page.all("heading")][:1] == [1]
    regions = [one.name for one in page.all("region")]
    assert "" not in regions
    assert len(set(regions)) == len(regions)


@pytest.mark.parametrize("lang", ["fr", "ja"])
def test_the_hint_of_a_key_is_told_as_a_shortcut_and_never_as_part_of_a_name(hall: Hall, lang: str) -> None:
    desk, _ = busy(hall, lang)
    desk.press("j")
    hints = {one.strip() for one in desk.find("[aria-keyshortcuts] kbd").all_text_contents()}
    told = [one for one in heard(desk).all() if one.said.get("keyshortcuts")]
    assert {"a", "d", "e", "⇧G", "?"} <= hints
    assert {"A", "D", "E", "Shift+G", "?"} <= {one.said["keyshortcuts"] for one in told}
    assert [one.name for one in told if hints & {words.name.strip() for words in one.all("StaticText")}] == []


def test_lists_and_their_headings_tell_how_many_questions_there_are(hall: Hall) -> None:
    desk, phone = busy(hall, "fr")
    page = heard(desk)
    for title, questions in (("À lire", 2), ("Publiées", 1)):
        region = page.one("region", title)
        assert region.one("heading").name == f"{title} {questions}"
        assert len(items(region)) == questions
    assert page.one("DisclosureTriangle", "Non retenues").name == "Non retenues 0"
    mine = heard(phone).one("region", "Ce qui me concerne")
    assert mine.one("heading").name == "Mes questions 3"
    assert len(items(mine)) == 3


def items(region: Node) -> list[Node]:
    """The items of its first list."""
    return [one for one in region.one("list").inside if one.role == "listitem"]


def test_the_selected_question_is_told_and_its_acts_come_next(hall: Hall) -> None:
    desk, _ = busy(hall, "fr")
    desk.press("j")
    page = heard(desk)
    selected = next(one for one in page.all("listitem") if one.said.get("focused"))
    assert QUESTIONS[1].removesuffix(" ?") in selected.name
    assert [one.name for one in selected.all("button")] == ["Approuver", "Écarter"]
    for act in ("Approuver", "Écarter"):
        desk.press("Tab")
        focused = [one for one in heard(desk).all() if one.said.get("focused") and one.role != "RootWebArea"]
        assert [(one.role, one.name) for one in focused] == [("button", act)]
    tools = page.one("region", "La question choisie").one("toolbar")
    names = [one.name for one in tools.all("button")]
    assert names[:4] == ["Reformuler", "Motif…", "Fusionner", "Traduire"]
    desk.press("e")
    drawer = heard(desk).one("region", "La question choisie").one("form", "Reformuler")
    assert drawer.one("textbox").said["focused"]
    assert [one.name for one in drawer.all("button")][:2] == ["Approuver ainsi", "Enregistrer"]


def politely(page: Node) -> str:
    """What is announced without interrupting anybody."""
    return " ".join(one.text for one in page.all() if one.said.get("live") == "polite")


def test_answers_are_announced_politely(hall: Hall) -> None:
    desk, phone = busy(hall, "fr")
    desk.press("j")
    desk.press("a")
    expect(desk.find("#said")).to_contain_text("Approuvée")
    assert "Approuvée." in politely(heard(desk))
    assert "seq" in does(desk, "announce", "desk", hall="main", fr="Pause à 16 h.")
    phone.sees("Pause à 16 h.")
    assert "Pause à 16 h." in politely(heard(phone))
    phone.find("details.ask > summary").click()
    assert "polite" in {one.said.get("live") for one in heard(phone).all() if one.role == "status"}
    phone.find("#ask").fill("Et les ponts ?")
    phone.find("form[action='/do/ask'] button").click()
    expect(phone.find("form[action='/do/ask'] [data-when=received]")).to_be_visible()
    assert "Reçue" in politely(heard(phone))
    aiko = translator(hall, "ja", "interpreter", "Aiko")
    aiko.find("#open [data-write]").first.click()
    aiko.find("#translation").fill("堤防をどう守りますか。")
    aiko.press("Control+Enter")
    expect(aiko.find("#said")).not_to_be_empty()
    assert aiko.find("#said").inner_text() in politely(heard(aiko))


def test_only_what_cannot_wait_interrupts(hall: Hall) -> None:
    desk, _ = busy(hall, "fr")
    page = heard(desk)
    assert [one.role for one in page.all() if one.said.get("live") == "assertive" and one.text] == ["alert"]
    assert page.one("alert").text == "Aucun écran n’est connecté dans cette salle."


def test_arrivals_are_announced_politely(hall: Hall) -> None:
    desk, phone = busy(hall, "fr")
    desk.press("j")
    phone.ask("Et les ponts ?")
    expect(desk.find("#arrivals")).to_be_visible()
    page = heard(desk)
    assert "1\u00a0nouvelle" in politely(page)
