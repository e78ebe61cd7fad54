"""A name that people could take for the staff's is noticed, and a namesake is left alone."""

import pytest

from moderation.screening.confusables import in_latin, skeleton, spelled_out, warm_up
from moderation.screening.imitation import imitates

STAFF = ("Marie Dupont", "田中太郎", "Régis", "林", "カナ ロイ")


@pytest.mark.parametrize(
    "name",
    [
        "Marie Dupont",
        "MARIE DUPONT",
        "marie-dupont",
        "MarieDupont",
        "Dupont Marie (Nancy)",
        "Маriе Duроnt",
        "ΜΑRΙΕ Dupont",
        "Ｍａｒｉｅ Ｄｕｐｏｎｔ",
        "𝐌𝐚𝐫𝐢𝐞 Dupont",
        "M4rie Dup0nt",
        "Rnarie Dup@nt".replace("@", "о"),
        "Mаr|e Dupont",
        "Märie Dùpont",
        "田中 太郎",
        "田中太郎（主任）",
        "regis",
        "林",
        "力ナ口イ",
    ],
)
def test_a_name_that_could_be_taken_for_the_staffs_is_noticed(name: str) -> None:
    assert imitates(name, STAFF)


@pytest.mark.parametrize(
    "name",
    [
        "Marie",
        "Dupont",
        "Marie Durand",
        "田中",
        "田中花子",
        "小林",
        "Régis Martin",
        "Camille",
        "",
        "…",
        "かとう",
    ],
)
def test_a_namesake_is_left_alone(name: str) -> None:
    assert not imitates(name, STAFF)


@pytest.mark.parametrize(
    "name",
    [
        "Modérateur", "La modératrice", "M0derator", "ADMIN", "Staff", "Équipe Entaku",
        "司会", "司会者", "総合司会の山田", "モデレーター", "主催者", "大会事務局", "運営", "スタッフ",
        "Mоdеrаtоr", "Organisateur",
    ],
)  # fmt: skip
def test_a_name_that_claims_a_part_in_the_meeting_is_noticed(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize(
    "name",
    [
        "Une interprète",
        "Mme le maire",
        "Modeste",
        "病院スタッフ",
        "NPO運営委員",
        "市役所職員",
        "学生（建築）",
        "Administratrice",
    ],
)
def test_a_name_that_claims_another_part_is_left_alone(name: str) -> None:
    assert not imitates(name, ())


def test_a_short_japanese_name_may_be_part_of_another() -> None:
    assert imitates("田中", ("田中",))
    assert not imitates("山田中", ("田中",))


def test_nobody_imitates_a_name_that_is_nothing() -> None:
    assert not imitates("", ("", "…"))
    assert not imitates("Camille", ("", "…"))


def test_dakuten_are_no_accents() -> None:
    assert skeleton("か") != skeleton("が")
    assert skeleton("e\u0301") == skeleton("E")


def test_what_looks_alike_in_another_script_has_one_skeleton() -> None:
    assert skeleton("へ") == skeleton("ヘ")
    assert skeleton("л") == skeleton("ᴫ")
    assert skeleton("ロ二カ") == skeleton("口ニ力")


def test_only_letters_of_other_scripts_are_put_in_latin() -> None:
    assert in_latin("fuсk été") == "fuck été"
    assert in_latin("ж") == "ж"
    assert spelled_out("m3rd3") == "merde"


def test_warming_up_changes_nothing() -> None:
    warm_up()
    assert skeleton("Oui") == skeleton("0ui")
