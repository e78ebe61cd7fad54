"""Links, e-mail addresses and phone numbers are found as people write them; other numbers are not."""

import pytest

from moderation.screening.contact import contacts
from moderation.screening.finding import Kind
from moderation.screening.folded import fold


def found(text: str, kind: Kind) -> list[str]:
    folded = fold(text)
    spans = [folded.span(start, end) for one, start, end in contacts(folded.plain) if one is kind]
    return [text[start : start + length] for start, length in spans]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Voir https://hall.example/a?b=c.", "https://hall.example/a?b=c"),
        ("（https://hall.example/）", "https://hall.example/"),
        ("HTTP://日本.example", None),
        ("http://日本.example", "http://"),
        ("www.example", "www.example"),
        ("Sur www.ville.example/page, merci", "www.ville.example/page"),
        ("登録はline.meで", "line.me"),
        ("LINE.ME", "LINE.ME"),
        ("bit.ly/3xYz!", "bit.ly/3xYz"),
        ("aix-en-provence.fr", "aix-en-provence.fr"),
        ("www.city.kanazawa.lg.jpを見て", "www.city.kanazawa.lg.jp"),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", "ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("sncf.com:8080/a", "sncf.com:8080/a"),
        ("youtu.be/xyz", "youtu.be/xyz"),
        ("t.co/abc", "t.co/abc"),
        ("(site.in/abc)", "site.in/abc"),
        ("réseau.fr", "réseau.fr"),
    ],
)
def test_a_link_is_found(text: str, link: str | None) -> None:
    assert found(text, Kind.LINK) == [link] * (link is not None)


@pytest.mark.parametrize(
    "text",
    [
        "M.Dupont", "etc.Il faut", "fini.Me voici", "3.5 % et 2.0", "p.ex.", "etc.la suite", "S.A.R.L.",
        "U.S.A.", "l’art.2", "non.et alors", "v1.2.3", "Mme.Martin", "10.000", "oui...fr", "README.md",
        "a.b.c", "anna@hall.fr",
    ],
)  # fmt: skip
def test_abbreviations_numbers_and_forgotten_spaces_are_no_link(text: str) -> None:
    assert found(text, Kind.LINK) == []


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("anna.b+c@hall.example.", "anna.b+c@hall.example"),
        ("連絡はanna@hall.exampleまで", "anna@hall.example"),
        ("ａｎｎａ＠ｈａｌｌ．ｅｘａｍｐｌｅ", "ａｎｎａ＠ｈａｌｌ．ｅｘａｍｐｌｅ"),
        ("rené@mairie.fr", "rené@mairie.fr"),
        ("anna [at] hall.fr", "anna [at] hall.fr"),
        ("anna(arobase)hall.fr", "anna(arobase)hall.fr"),
        ("line.me.anna@hall.fr", "line.me.anna@hall.fr"),
    ],
)
def test_an_address_is_found_and_its_domain_is_no_second_link(text: str, email: str) -> None:
    assert found(text, Kind.EMAIL) == [email]
    assert found(text, Kind.LINK) == []


@pytest.mark.parametrize("text", ["@mairie", "5 @ 3 €", "anna@", "a@b", "rendez-vous (at) 8"])
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    assert found(text, Kind.EMAIL) == []


@pytest.mark.parametrize(
    "phone",
    [
        "06 12 34 56 78", "06.12.34.56.78", "0612345678", "06-12-34-56-78", "0612 34 56 78",
        "04\u00a042 91 90 00", "+33 6 12 34 56 78", "+33 (0)4 42 91 90 00", "0033612345678", "+33612345678",
        "03-1234-5678", "０３－１２３４－５６７８", "03（1234）5678", "(03) 1234-5678",
        "076-220-2111", "0761-22-2111", "09912-3-4567", "090-1234-5678", "09012345678",
        "０９０ー１２３４ー５６７８", "0120-123-456", "+81 90-1234-5678", "+1 415 555 0100",
        "+44 20 7946 0958",
    ],
)  # fmt: skip
def test_a_phone_number_is_found(phone: str) -> None:
    assert found(f"電話は{phone}まで", Kind.PHONE) == [phone]
    assert found(f"Tél. : {phone}, merci", Kind.PHONE) == [phone]


def test_two_numbers_are_two() -> None:
    assert len(found("06 12 34 56 78 07 12 34 56 78", Kind.PHONE)) == 2
    assert found("En 2026 06 12 34 56 78", Kind.PHONE) == ["06 12 34 56 78"]


@pytest.mark.parametrize(
    "text",
    [
        "2020-2026", "de 2020 à 2026", "50 000 000 €", "1 000 000 000 000 円", "+50 000 000 habitants",
        "+1 000 000 000 d’euros", "ODD 11, 13 et 17", "〒920-8577", "13100 Aix", "060-0001",
        "05/12/2026 10:30", "05.12.2026 10h30", "2026-11-07", "07/11/2026", "45,6 %", "110番", "3919",
        "978-2-07-036822-8", "732 829 320 00074", "12345678901234567890", "90612345678", "0,5 %", "+12 %",
        "第7回 2026年11月7日 10時30分",
    ],
)  # fmt: skip
def test_years_sums_codes_and_dates_are_no_phone_numbers(text: str) -> None:
    assert found(text, Kind.PHONE) == []


def test_a_number_in_a_link_is_no_phone_number() -> None:
    assert found("https://hall.example/0612345678", Kind.PHONE) == []
