"""The pairs made by hand, and a hall of two thousand questions in two languages."""

import tomllib
from itertools import product
from pathlib import Path
from typing import NamedTuple

from moderation.similarity.likeness import Likeness, Texts


class Pair(NamedTuple):
    """Two questions from one list of the file; `tuned` when the likeness was tuned on them."""

    listed: str
    same: bool
    tuned: bool
    texts: tuple[Texts, Texts]


def pairs(name: str = "pairs.toml") -> list[Pair]:
    """All pairs of a file, in its order."""
    lists = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return [
        Pair(listed, kind == "same", at % 2 == 0, (_texts(listed, one), _texts(listed, other)))
        for listed, kinds in lists.items()
        for kind, members in kinds.items()
        for at, (one, other) in enumerate(members)
    ]


def _texts(listed: str, question: str | dict[str, str]) -> Texts:
    return Texts(**({listed: question} if isinstance(question, str) else question))


def filled(questions: dict[str, Texts]) -> Likeness:
    """An index of these questions."""
    likeness = Likeness()
    for question, texts in questions.items():
        likeness.put(question, texts)
    return likeness


# What two thousand people ask about, each in French and in Japanese.
_SUBJECTS = """
    l'eau_potable|飲料水 le_funiculaire|ケーブルカー les_écoles_primaires|小学校 la_forêt|森林 le_port|港
    les_musées|美術館 la_piscine|プール les_marchés|市場 le_stade|競技場 les_crèches|保育園 la_gare|駅
    les_archives|公文書 le_thé|お茶 la_vigne|ぶどう畑 les_fontaines|噴水 les_remparts|城壁
    le_festival|フェスティバル la_céramique|陶芸 les_abeilles|ミツバチ le_compost|堆肥
    les_toits_solaires|太陽光パネル l'éolien|風力発電 la_pêche|漁業 le_riz|米 les_bibliothèques|図書館
    les_hôpitaux|病院 les_aidants|介護者 les_pompiers|消防 la_police|警察 l'aéroport|空港
    les_parkings|駐車場 les_trottoirs|歩道 les_vélos|自転車 les_bus|バス le_bruit|騒音 la_pollution|大気汚染
    les_rivières|河川 les_digues|堤防 les_logements_vides|空き家 les_sans-abri|ホームレス les_réfugiés|難民
    les_étudiants|大学生 les_retraités|退職者 les_familles|家族 le_bénévolat|ボランティア les_impôts|税金
    les_élections|選挙 les_marchés_publics|公共調達 les_données_ouvertes|オープンデータ
    la_cybersécurité|サイバーセキュリティ
"""
_ASKED = {
    "Comment financez-vous {} ?": "{}の財源は何ですか？",
    "Quel est le budget pour {} ?": "{}の予算はいくらですか？",
    "Pourquoi parle-t-on si peu ici de ceci : {} ?": "なぜ{}の話が少ないのですか？",
    "Qui décide pour {} ?": "{}については誰が決めますか？",
    "{}, où en est-on depuis 2015 ?": "2015年から{}はどう変わりましたか？",
    "{} : quels résultats à Nancy ?": "ナンシーでは{}の成果は出ていますか？",
    "{} : quels résultats à Kanazawa ?": "金沢では{}の成果は出ていますか？",
    "Avez-vous pensé aux personnes handicapées pour {} ?": "{}での障害者への配慮は？",
    "Les jeunes s'intéressent-ils à cela, {} ?": "若者は{}に関心がありますか？",
    "Quels échanges franco-japonais sur {} ?": "{}について日仏の交流はありますか？",
    "{} après le COVID, qu'est-ce qui a changé ?": "コロナの後、{}はどうなりましたか？",
    "Quand verra-t-on des travaux pour {} ?": "{}の工事はいつですか？",
    "Peut-on visiter ou voir {} demain ?": "明日{}を見学できますか？",
    "Quels métiers d'avenir avec {} ?": "{}でどんな仕事が生まれますか？",
    "{} : faut-il une loi ?": "{}には法律が必要ですか？",
    "Le numérique peut-il servir pour {} ?": "{}にデジタル技術は役立ちますか？",
    "Combien de bénévoles pour {} ?": "{}のボランティアは何人ですか？",
    "{} et climat : quel lien ?": "{}と気候にはどんな関係がありますか？",
    "Que demandez-vous à l'État pour {} ?": "{}について国に何を求めますか？",
    "Quelle erreur ne faut-il pas refaire avec {} ?": "{}での失敗から何を学びましたか？",
}


def large_hall() -> dict[str, Texts]:
    """Two thousand questions, no two alike: French and Japanese in turn, every third translated as well."""
    subjects = [subject.replace("_", " ").split("|") for subject in _SUBJECTS.split()]
    asked = [(fr.format(a), ja.format(b)) for (a, b), (fr, ja) in product(subjects, _ASKED.items())]
    asked += [(fr.replace(" ?", " à Tours ?"), f"トゥール市では{ja}") for fr, ja in asked]
    return {
        f"q{at}": Texts(fr=fr if at % 2 or at % 3 == 0 else "", ja=ja if at % 2 == 0 or at % 3 == 0 else "")
        for at, (fr, ja) in enumerate(asked)
    }
