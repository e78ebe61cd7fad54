"""A voice raised is heard; a name or an abbreviation in capitals is none."""

import pytest

from moderation.screening.folded import fold
from moderation.screening.shouting import shouts


def heard(text: str) -> list[str]:
    folded = fold(text)
    return [
        text[start : start + length] for start, length in (folded.span(*one) for one in shouts(folded.plain))
    ]


@pytest.mark.parametrize(
    "shout",
    [
        "C’EST HONTEUX ET SCANDALEUX",
        "RÉPONDEZ AUX QUESTIONS",
        "POURQUOI L'ONU NE FAIT RIEN ! JAMAIS",
        "ＷＨＹ ＮＯＴ ＴＥＬＬ ＴＨＥ ＴＲＵＴＨ",
        "!!!!",
        "？？？？？",
        "?!?!",
        "wwwww",
        "ｗｗｗｗ",
        "草草草",
        "ああああああ",
        "ーーーーー",
        "nooooon"[1:6],
    ],
)
def test_a_raised_voice_is_heard(shout: str) -> None:
    assert heard(shout) == [shout]
    assert heard(f"Bon, {shout}。") == [shout]


@pytest.mark.parametrize(
    "text",
    [
        "Quelle place pour les ODD, la JICA, le CLAIR et l’UNESCO ?",
        "ODD SDG COVID JICA UNESCO OCDE",
        "AIX-EN-PROVENCE, KANAZAWA et Jean DUPONT",
        "LA VILLE DE NARA",
        "L A V I L L E D E C H A R T R E S",
        "Les RENCONTRES DÉCENTRALISÉES",
        "NOS VILLES PARTENAires",
        "NANCY, TOURS, CHARTRES",
        "MAIRiE DE TOURS et PLAN2030 SUR CINQ AXES",
        "Bravo !!! 本当ですか！？ すごいｗｗ",
        "1000000 ----- ...... ・・・・・",
        "XIXe, www.",
        "Oui oui",
    ],
)
def test_a_voice_that_is_not_raised_is_not_heard(text: str) -> None:
    assert heard(text) == []


def test_a_half_shouted_sentence_is_heard_where_it_shouts() -> None:
    assert heard("Je demande POURQUOI VOUS NE FAITES RIEN depuis dix ans") == ["POURQUOI VOUS NE FAITES RIEN"]
