"""What is known of French: its endings, its small words, its places, and the words that ask."""

from functools import lru_cache

import regex

from moderation.similarity.lexicon import lexicon
from moderation.similarity.thesaurus.french import SAME

_ENDING = regex.compile(
    r"(?<=.{3})(?:"
    r"issements?|ifications?|ations?|itions?|ements?|ateurs?|atrices?|ables?|ibles?|iques?"
    r"|euses?|eurs?|ives?|ifs?|ales?|aux|als?|ages?|ions?|ais|aises?|issons|issez|issent|aient|era|erait|eront"
    r"|ees?|es?|er|ez|ent|ants?|antes?|ait|s|x)$"
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without accents down to what its forms share: `financer` and `financements` are `financ`."""
    return _ENDING.sub("", word)


LEXICON = lexicon(
    stem=stem,
    silent="""
        a ai ainsi alors apres as assez au aucun aucune aujourd aussi autant autre autres aux avant avec
        bien bonjour c ca car ce cela celle celles celui ces cet cette ceux chaque chez ci combien comme
        comment d dans de depuis des dessus donc dont du elle elles en encore enfin entre et eux hier heure
        heures hui ici il ils j je jusqu l la le les leur leurs lors lorsque lui m ma mais me meme memes
        merci mes moi moins mon monsieur madame n ne ni non nos notre nous on ou par parce parfois pas
        pendant peu plus plutot pour pourquoi pres puis qu quand que quel quelle quelles quels qui quoi s sa
        sans se ses si son sous souvent sur svp t ta te tel telle tes toi ton toujours tous tout toute
        toutes tres trop tu un une vers voici voila vos votre vous y avait avez avoir avons ont aura aurait
        auront eu ete etes etre etait etaient est sera serait seront soit sommes sont suis fait faire faites
        fais font fera faut faudrait va vais vas vont allez allons aller ira iront iriez peut peux peuvent
        pouvez pouvons pourra pourrai pourrait pourrez pourriez pourrons pourront pu veut veux veulent
        voulez voulons voudrais voudrait doit dois doivent devez devons devrait devriez devrons souhaite
        souhaitez souhaiterais sait savez vient venez viennent viens voir voit voyez dire dit dites pense
    """,
    light="""
        action agir avenir aider ameliorer apport attendre beaucoup bilan cas changer citoyen commune
        concilier disponible concret concretement developper different dispositif domaine donner enjeu
        envisager exemple favoriser garantir gens gerer habitant impact initiative jour lutter maintenir
        mairie maire mesure mettre mieux moyen municipal objectif part passer penser permettre personne
        place plan politique population possible pouvoir prendre prevoir prevu prevue probleme projet
        programme promouvoir propos public question realiser recevoir reduire reellement rendre reussir role
        savoir seance service situation solution strategie territoire thematique tirer trouver utiliser
        ville vrai vraiment lieu fin nouveau grand petit contre
    """,
    same=SAME,
    places="""
        france francais japon japonais europe aix nancy tours chartres strasbourg orleans lyon grenoble
        toulouse mulhouse colmar rennes nantes brest bordeaux marseille paris reims dijon versailles issy
        mans montpellier besancon caen lille angers limoges kanazawa takamatsu kumamoto kyoto tokyo osaka
        sendai utsunomiya okayama fukuoka nagoya hamamatsu ichikawa takarazuka toyama shizuoka hiroshima
        nagasaki kobe yokohama sapporo niigata nara naha kitakyushu hakodate himeji fukushima
    """,
    asks={
        "why": r"\bpourquoi\b(?! pas\b)",
        "how many": r"\bcombien\b"
        r"|\bquel(?:s|le|les)? (?:est le |sont les )?"
        r"(?:budget|cout|prix|nombre|pourcentage|part|proportion|taux)s?\b",
        "when": r"\bquand\b|\bquelle heure\b|\bquel age\b|\bhoraires?\b",
        "where": r"\bou (?:a|est|sont|se|trouver|aura|peut|puis)\b",
        "who": r"(?:^|\b(?:a|par|pour|avec) )qui\b",
        "in favour": r"\b(?:etes|seriez)[ -]vous (?:plutot )?pour\b|\bfavorables?\b",
        "against": r"\b(?:etes|seriez)[ -]vous (?:plutot )?contre\b|\bopposee?s?\b",
        "how": r"\bcomment\b",
    },
    respelt={
        r"\bcovid[- ]19\b": "covid",
        r"\bobjectifs? (?:de|du) developpement durable\b": "odd",
        r"\bca marche\b": "ca fonctionne",
        r"\ben ligne\b": "internet",
        r"\btransports? en commun\b": "transports",
        r"\bintelligence artificielle\b": "ia",
        r"\bsurtourisme\b": "trop de touristes",
    },
    negated=r"\b(?:ne|jamais)\b|\bn'|(?<!pourquoi) pas\b(?! assez)",
)
