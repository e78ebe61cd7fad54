"""A debate in full swing, for pictures: questions in two languages, and what the staff made of them."""

from collections.abc import Mapping
from typing import NamedTuple

from playwright.sync_api import APIRequestContext, Playwright, expect

from tests.browser.hall import Hall
from tests.browser.people import Desk, Phone

AUTHORS = ("fr", "ja")
STAFF = {
    "fr": (("Camille Roux", "lead"), ("Marc-Antoine Dubreuil", "moderator"), ("Léa Marchand", "observer")),
    "ja": (("田中 愛子", "translator"), ("長谷川 健太郎", "interpreter")),
}


class Question(NamedTuple):
    """What somebody asks, how many support it, and its translation if it has one."""

    id: str
    language: str
    text: str
    votes: int = 0
    translated: str = ""


PUBLISHED = (
    Question(
        "question-translated",
        "fr",
        "Comment financer la transition écologique dans les petites communes ?",
        42,
        "小さな自治体では、環境への移行の財源をどう確保しますか。",
    ),
    Question(
        "question-of-older-residents",
        "ja",
        "高齢者の移動手段をどのように確保していますか。",
        31,
        "Comment assurez-vous les déplacements des personnes âgées ?",
    ),
    Question("question-original", "fr", "Quelle place donnez-vous aux jeunes dans vos décisions ?", 24),
    Question("question-of-young-people", "fr", "Les jeunes sont-ils associés à vos choix ?", 6),
    Question("question-of-disasters", "ja", "災害時の情報発信で、市民の協力をどう得ていますか？", 17),
    Question(
        "question-of-two-cities",
        "fr",
        "Que devient la coopération décentralisée entre Nancy et Kanazawa ?",
        12,
        "ナンシーと金沢の自治体間協力はどうなりますか。",
    ),
    Question(
        "question-of-school-meals", "ja", "学校給食での地産地消について、どのような工夫をされていますか。", 9
    ),
)
WAITING = (
    Question("question-of-lights-at-night", "fr", "Pourquoi ne pas éteindre l’éclairage public la nuit ?"),
    Question("question-of-home-working", "fr", "Le télétravail a-t-il changé votre centre-ville ?"),
    Question("question-of-many-visitors", "ja", "観光客が戻ってきた今、住民の暮らしとどう両立させますか。"),
    Question(
        "question-of-a-newsletter", "fr", "ÉCRIVEZ-MOI à contact@exemple.fr, POURQUOI TANT DE VOITURES ?"
    ),
)


class Debate:
    """Gives the orders, by the addresses that the forms of the pages have."""

    def __init__(self, hall: Hall, playwright: Playwright, phones: Mapping[str, Phone], desk: Desk) -> None:
        self._hall, self._playwright, self._phones, self._desk = hall, playwright, phones, desk
        self._crowd = [self._somebody() for _ in range(max(one.votes for one in PUBLISHED))]
        # What is asked by one phone alone would soon be too much.
        self._authors = iter(self._crowd)

    def happens(self) -> None:
        """All that was asked before the pictures are taken."""
        for number, question in enumerate((*PUBLISHED, *WAITING)):
            self._ask(question, by_phone=number in {0, 1, 7, 9})
        for question in PUBLISHED:
            self.staff("approve", question=question.id)
            for one in self._crowd[: question.votes]:
                self._give(one, "upvote", question=question.id)
        self._translate()
        self._care()
        self._desk.press("n")
        expect(self._desk.find("#live > *")).to_have_count(len(PUBLISHED) - 2)

    def to_screen(self, which: str) -> None:
        """Bring the `translated` or the `original` question on stage."""
        self.staff("stage", question=f"question-{which}")

    def votes(self) -> None:
        """Everybody takes part in the open poll; not all options are as well liked."""
        options = self._phones["fr"].find("#ballot [data-poll]")
        poll = options.first.get_attribute("data-poll") or ""
        for number, one in enumerate(self._crowd):
            choice = options.nth((0, 1, 1, 0, 2, 1, 3)[number % 7]).get_attribute("value") or ""
            self._give(one, "vote", poll=poll, choice=choice)

    def staff(self, command: str, **fields: str | int | bool) -> None:
        """What a form of the desk would do."""
        self._give(self._desk.page.request, f"{command}?as=desk", **fields)

    def _translate(self) -> None:
        for one in PUBLISHED:
            if one.translated:
                into = "ja" if one.language == "fr" else "fr"
                self.staff("translate", question=one.id, language=into, text=one.translated, of=0)
        # A new wording leaves its translation behind.
        words = "Que devient la coopération décentralisée entre Tours et Takamatsu ?"
        self.staff("reword", question="question-of-two-cities", text=words)

    def _care(self) -> None:
        self.staff("set-name", name="Camille Roux")
        self.staff("merge", question="question-of-young-people", into="question-original")
        self.staff("pin", question="question-of-disasters", on=True)
        self.staff("label", question="question-of-disasters", label="Sécurité", on=True)
        self.staff("label", question="question-of-older-residents", label="Mobilité", on=True)
        self.staff("note", question="question-of-older-residents", text="À poser après la réponse de Tours.")
        for question, speaker in (
            ("question-of-older-residents", "kanazawa"),
            ("question-translated", "kanazawa"),
            ("question-of-disasters", "kanazawa"),
            ("rt1-q2", "nancy"),
            ("question-of-older-residents", "nancy"),
        ):
            self.staff("route", question=question, speaker=speaker)
        self.staff("answer", question="question-of-school-meals")
        reply = "地元農家と協定を結び、週に三日は地場産の野菜を使っています。"
        self.staff("reply", question="question-of-school-meals", text=reply, language="ja")
        reply = "Le fonds vert régional couvre jusqu’à 60 % des études."
        self.staff("reply", question="question-translated", text=reply, language="fr")

    def _ask(self, question: Question, by_phone: bool) -> None:
        said = question._asdict() | {"question": question.id, "session": "rt1"}
        fields = {name: said[name] for name in ("question", "session", "text", "language")}
        author = self._phones[question.language].page.request if by_phone else next(self._authors)
        self._give(author, "ask", **fields)

    def _somebody(self) -> APIRequestContext:
        person = self._playwright.request.new_context(extra_http_headers={"Origin": self._hall.url})
        assert person.get(self._hall.links["audience"]).ok
        return person

    def _give(self, person: APIRequestContext, command: str, **fields: str | int | bool) -> None:
        address, headers = f"{self._hall.url}/do/{command}", {"Origin": self._hall.url}
        answer = person.post(address, data=fields, headers=headers)
        assert answer.ok, f"{command}: {answer.text()[:300]}"
