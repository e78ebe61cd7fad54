"""A meeting of the real programme in which every kind of thing happens, driven from outside."""

import json
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack

from server.links import Links
from tests.released.guest import HALL, MEETING, Guest, Kept

CLOSED, OPEN = "rt1-p1", "rt1-p2"
ROUNDS = 6
NAMES = ("Claire", "Sora", "Emma", "Hugo", "Yui", "Paul", "only-voted", "only-looked")


class Course:
    """The people of the meeting, and the parts of its course in their order."""

    def __init__(self, origin: str, links: Links, here: AsyncExitStack) -> None:
        self._origin, self._links, self._here = origin, links, here
        self._people: dict[str, Guest] = {}

    async def hold(self) -> list[Kept]:
        """Hold the meeting; gives its participants as a fixture keeps them."""
        self.organiser = await self._staff("organiser")
        self.moderator = await self._staff("moderator")
        self.interpreter = await self._staff("interpreter", view="booth")
        for name in NAMES:
            self._people[name] = await self._come(f"/m/{MEETING}", name)
        await self._open_the_house()
        questions = await self._ask()
        await self._review(questions)
        await self._translate(questions)
        await self._show(questions)
        await self._hold_back()
        await self._vote()
        await self._go_on()
        return [await one.kept() for one in self._people.values()]

    async def _staff(self, role: str, view: str = "desk") -> Guest:
        return await self._come(f"/in/{getattr(self._links, role).rpartition('/')[2]}", role, view)

    async def _come(self, address: str, name: str, view: str = "") -> Guest:
        return await self._here.enter_async_context(Guest.coming(self._origin, address, name, view))

    async def _open_the_house(self) -> None:
        """Links for people, of which one is renewed and one revoked; the first session begins."""
        organiser, moderator = self.organiser, self.moderator
        _, path = await organiser.invite("Aiko", "lead")
        self.lead = await self._come(path, "Aiko", "desk")
        renewed, path = await organiser.invite("Luc", "translator")
        self.translator = await self._come(await organiser.renew(renewed, 1), "Luc", "translate")
        revoked, path = await organiser.invite("Mio", "observer")
        await self._come(path, "Mio", "desk")
        await organiser.revoke(revoked)
        await moderator.done("set-name", name="Marie")
        await moderator.done("start-session", session="rt1")
        await organiser.done("set-words", language="fr", listed=["fontaine"], innocent=["sein"])
        await organiser.done("set-limits", session="rt1", pace=0, each=6)
        await moderator.done("hand-over", hall=HALL, text="Le micro 2 grésille.")

    async def _ask(self) -> dict[str, str]:
        """Questions in three languages, edited, withdrawn and merged later on."""
        claire, sora, emma = (self._people[name] for name in ("Claire", "Sora", "Emma"))
        hugo, yui = self._people["Hugo"], self._people["Yui"]
        await claire.done("set-language", language="fr")
        await claire.done("set-name", name="Claire Martin")
        asked = {
            "water": await claire.ask("Qui paye l'eau de nos fontaines ?", language="fr", named=True),
            "schools": await claire.ask("Et les écoles ?", language="fr"),
            "youth": await sora.ask("若い世代は、どのように参加できますか。", language="ja"),
            "regret": await sora.ask("これは取り下げます。", language="ja"),
            "money": await emma.ask("Where does the money come from?", language="en"),
            "rude": await emma.ask("Are they all asleep on stage?", language="en"),
            "same": await hugo.ask("Qui finance l'eau des fontaines ?", language="fr"),
            "apart": await hugo.ask("Et l'eau de pluie ?", language="fr"),
            "private": await yui.ask("電話番号は 090-1234-5678 です。", language="ja"),
        }
        await claire.say("edit", question=asked["schools"], text="Et les écoles, dans dix ans ?")
        await sora.say("withdraw", question=asked["regret"])
        return asked

    async def _review(self, asked: dict[str, str]) -> None:
        """Approved, dismissed, restored, merged, split, erased, taken back; and kept about them."""
        desk, lead = self.moderator, self.lead
        for name in ("water", "schools", "youth", "money", "same", "apart", "private"):
            await desk.done("approve", question=asked[name])
        await desk.done("dismiss", question=asked["rude"], reason="Restons courtois.", was="pending")
        for name in ("Sora", "Emma", "Hugo", "Yui"):
            await self._people[name].say("upvote", question=asked["water"])
            await self._people[name].done("upvote", question=asked["private"])
        await self._people["Paul"].say("upvote", question=asked["same"])
        await self._people["Yui"].say("retract", question=asked["water"])
        await desk.done("merge", question=asked["same"], into=asked["water"])
        await desk.done("merge", question=asked["apart"], into=asked["water"])
        await desk.done("split", question=asked["apart"])
        await desk.done("erase", question=asked["private"])
        await lead.done("label", question=asked["water"], label="Eau")
        await lead.done("note", question=asked["money"], text="Demander au trésorier.")
        await lead.done("pin", question=asked["water"])
        await lead.done("route", question=asked["water"], speaker="nancy")
        await lead.done("reply", question=asked["schools"], text="Un groupe y travaille.", language="fr")
        await desk.done("dismiss", question=asked["money"])
        await desk.done("undo")
        await desk.done("dismiss", question=asked["apart"])
        await desk.done("restore", question=asked["apart"])

    async def _translate(self, asked: dict[str, str]) -> None:
        """Reworded by the desk, translated by people, and a translation taken away."""
        await self.moderator.done("reword", question=asked["schools"], text="Et nos écoles, dans dix ans ?")
        by, water, youth = self.translator, asked["water"], asked["youth"]
        await by.done("translate", question=water, language="ja", text="噴水の水道代は誰が払いますか。")
        await by.done("translate", question=youth, language="en", text="How can the young take part?")
        await by.done("translate", question=youth, language="fr", text="Quelle place pour les jeunes ?")
        await by.done("drop-translation", question=youth, language="en")
        await self.lead.done("wait-for-translation", session="rt1", on=True)

    async def _show(self, asked: dict[str, str]) -> None:
        """On stage and answered; cue, countdown, announcement, a dark screen."""
        desk = self.moderator
        await desk.done("stage", question="rt1-q1")
        await desk.done("unstage", hall=HALL)
        await desk.done("stage", question=asked["youth"])
        await desk.done("answer", question=asked["youth"])
        await desk.done("stage", question=asked["water"])
        await self.interpreter.done("cue", hall=HALL, preset="slower")
        await desk.done("acknowledge-cue", hall=HALL, cue=await self._cue())
        await desk.done("cue", hall=HALL, fr="Le maire de Tours arrive.", speaker="tours")
        await desk.done("start-timer", hall=HALL, seconds=60)
        await desk.done("stop-timer", hall=HALL, how="clear")
        await desk.done("start-timer", hall=HALL, seconds=180)
        await desk.done("adjust-timer", hall=HALL, seconds=30)
        await desk.done("stop-timer", hall=HALL)
        await desk.done("announce", hall=HALL, fr="Pause à midi", ja="正午から休憩です")
        await desk.done("show-scene", hall=HALL, scene="announcement")
        await desk.done("blank", hall=HALL)
        await desk.done("unblank", hall=HALL)
        await desk.done("show-scene", hall=HALL, scene="question")

    async def _cue(self) -> str:
        stage = await self.moderator.client.get(f"/state/stage/{HALL}")
        return str(stage.json()["cue"]["cue"])

    async def _hold_back(self) -> None:
        """One participant is muted, another blocked."""
        yui, paul = self._people["Yui"], self._people["Paul"]
        await self.moderator.done("mute", question=await yui.ask("また質問します。"), on=True)
        await self.lead.done("block", question=await paul.ask("Buy my book at once"), on=True)

    async def _vote(self) -> None:
        """A poll that is closed under the voters' hands and revealed, and one that stays open."""
        desk, voters = self.moderator, [one for one in self._people.values() if one.name in NAMES[:6]]
        await desk.done("open-poll", poll=CLOSED)
        for voter, choice in zip(voters, "abcaab", strict=True):
            await voter.say("vote", poll=CLOSED, choice=choice)
        await voters[0].done("vote", poll=CLOSED, choice="b")
        await self._race(voters)
        await desk.done("reveal-poll", poll=CLOSED)
        await desk.done("hide-poll", poll=CLOSED)
        await desk.done("reveal-poll", poll=CLOSED)
        await desk.done("open-poll", poll=OPEN)
        for voter, choice in zip(voters, "abcaab", strict=True):
            await voter.say("vote", poll=OPEN, choice=choice)
        await voters[1].done("vote", poll=OPEN, choice="a")
        await self._people["only-voted"].say("vote", poll=OPEN, choice="d")

    async def _race(self, voters: Sequence[Guest]) -> None:
        """Two close the poll while all vote: what is decided for the same state, the log's order judges."""
        async with AsyncExitStack() as here:
            phones = [await here.enter_async_context(one.socket()) for one in voters]
            desks = [await here.enter_async_context(one.socket()) for one in (self.moderator, self.lead)]
            for desk in desks:
                await desk.say(_frame("close-poll", poll=CLOSED))
            # A pass is looked up before its holder may act: until then ballots have to go on coming.
            for turn in range(ROUNDS):
                for number, phone in enumerate(phones):
                    await phone.say(_frame("vote", poll=CLOSED, choice="abcd"[(turn + number) % 4]))
            for desk in desks:
                await desk.answer()
            for phone in phones * ROUNDS:
                await phone.answer()

    async def _go_on(self) -> None:
        """Another hall, in which questions are published at once, and whose session has ended."""
        await self.moderator.done("start-session", session="w1")
        await self.moderator.done("set-review-mode", session="w1", mode="publish")
        await self._people["Emma"].say(
            "ask", question="asked-in-the-workshop", session="w1", text="Who maintains it afterwards?"
        )
        await self.moderator.done("end-session", session="w1")
        await self.moderator.done("start-timer", hall=HALL)


def _frame(command: str, **fields: str) -> str:
    return json.dumps({"id": secrets.token_urlsafe(15), "command": {"do": command, **fields}})
