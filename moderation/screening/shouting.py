"""Shouting: sentences in capitals, and marks or letters that go on and on."""

from collections.abc import Iterator

import regex

# What two-letter words and abbreviations add up to is not yet a voice raised.
_WORDS = 3
_LETTERS = 15

# Written in capitals by everybody in this hall.
_ABBREVIATIONS = """
    AFD AI AIMF ANRU BTP CCAS CLAIR CNFPT COP COVID CSR DX EPCI ESG EU EV GIEC GPS HLM IA ICT IOT IPCC ISO
    JETRO JICA LED LGBT LGBTQ MAE MEAE NGO NHK NPO OCDE ODD OECD OMS ONG ONU OTAN PACA PLU PME PMR PPP RATP
    RER RGPD RSE SAMU SDG SDGS SNCF SNS TER TGV TIC TVA UE UN UNDP UNESCO UNICEF USA WHO WWF ZAC ZFE
"""

_KNOWN = frozenset(_ABBREVIATIONS.split())

_CAPITALS = r"(?<![\p{L}\p{N}]) [\p{Lu}\p{M}]++ (?: ['’-] [\p{Lu}\p{M}]++ )*+ (?! [\p{L}\p{N}] )"
_RUN = regex.compile(rf"{_CAPITALS} (?: [\s!?]++ {_CAPITALS} )*+", regex.VERBOSE)
_WORD = regex.compile(r"[^\s!?]+")
_ON_AND_ON = regex.compile(r"[!?]{4,}|[wW]{4,}|[草笑]{3,}|(\p{L})\1{4,}")


def shouts(plain: str) -> Iterator[tuple[int, int]]:
    """Where the voice is raised in a text of one width."""
    for run in _RUN.finditer(plain):
        words = [word for word in _WORD.findall(run[0]) if word not in _KNOWN]
        # A name is one word however long it is: `AIX-EN-PROVENCE`.
        if len([word for word in words if len(word) > 1]) >= _WORDS and len("".join(words)) >= _LETTERS:
            yield run.span()
    for run in _ON_AND_ON.finditer(plain):
        yield run.span()
