"""What is known of English: its endings, its small words, its places, and the words that ask."""

from functools import lru_cache

import regex

from moderation.similarity.lexicon import lexicon
from moderation.similarity.thesaurus.english import SAME

_ENDING = regex.compile(
    r"(?<=.{3})(?:ations?|e?ments?|ingly|ings?|edly|ed|ers?|ors?|ness|ives?|ables?|ities|ity|ies|ions?|ally|al|ly|es|e|y|s)$"
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word down to what its forms share: `measured` and `measures` are `measur`."""
    return _ENDING.sub("", word)


LEXICON = lexicon(
    stem=stem,
    silent="""
        a about actually after afterwards again all also am an and any are as at be because been before
        being but by can could d did do does doing done during each for from get gets give had has have he
        hello her here him his how i if in into is it its just like ll m make many may me might more most
        much my no not now of on one or other our out over please re s same shall she should so some such t
        than thank thanks that the their them then there these they this those through to too under up us ve
        very was we were what when where which while who why will with would you your yours really let
    """,
    light="""
        action actions affect aim best better case change citizen citizens city cities commune concrete deal
        develop ensure example future good handle help impact improve initiative issue keep know local
        manage measure municipality need new number people person plan policy possible problem programme
        program project public reduce question region resident role service situation solution strategy take
        talk territory tell think today town use village want way work
    """,
    same=SAME,
    places="""
        france french japan japanese europe aix nancy tours chartres strasbourg orleans lyon grenoble
        toulouse mulhouse colmar rennes nantes brest bordeaux marseille paris reims dijon versailles issy
        montpellier besancon caen lille angers limoges kanazawa takamatsu kumamoto kyoto tokyo osaka sendai
        utsunomiya okayama fukuoka nagoya hamamatsu ichikawa takarazuka toyama shizuoka hiroshima nagasaki
        kobe yokohama sapporo niigata nara naha kitakyushu hakodate himeji fukushima
    """,
    asks={
        "why": r"\bwhy\b(?! not\b)",
        "how many": r"\bhow (?:much|many)\b|\bwhat (?:is|was) the (?:budget|cost|price)\b",
        "when": r"\bwhen (?:will|do|does|did|is|are|can)\b|\bwhat time\b",
        "where": r"\bwhere\b",
        "who": r"\bwho\b",
        "how": r"\bhow\b",
    },
    respelt={
        r"\bcovid[- ]19\b": "covid",
        r"\bsustainable development goals?\b": "sdgs",
        r"\bovertourism\b": "too many tourists",
    },
    negated=r"\bnot\b|n't\b|\bnever\b|\bcannot\b",
)
