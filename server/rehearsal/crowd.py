"""How people in a hall behave over time: they come in waves, listen, tap, vote in bursts, and drop off."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from server.rehearsal.pace import HABITS, MOST_QUESTIONS, Habits, Pace, attention
from server.rehearsal.phone import Phone
from server.rehearsal.questions import CITIES, NAMES, QUESTIONS
from server.rehearsal.scene import OpenPoll, Scene
from server.rehearsal.screen import Screen
from server.rehearsal.surroundings import Surroundings

TICK = 0.1  # seconds
BEAT_EVERY = 50  # ticks, as a phone's page
WAVES = 3
NAMED = 0.2
LANGUAGES = {"fr": 55, "ja": 40, "en": 5}
LONGEST_AWAY = 30.0  # seconds
OPENED_AT_ONCE = 8


@dataclass(frozen=True)
class Wish:
    """What to rehearse; `arrive` in seconds, `drop` a share."""

    phones: int
    seconds: float
    pace: Pace
    drop: float
    arrive: float

    def among(self, halls: int) -> list["Wish"]:
        """The same for each of so many halls, with its part of the phones."""
        each, more = divmod(self.phones, halls)
        return [replace(self, phones=each + (number < more)) for number in range(halls)]


class Crowd:
    """The phones of one hall; once it `is_over` they only stay, and hear their answers."""

    def __init__(self, around: Surroundings, wish: Wish, scene: Scene) -> None:
        self._around, self._wish, self._scene = around, wish, scene
        self._habits: Habits = HABITS[wish.pace]
        languages = around.chance.choices(list(LANGUAGES), list(LANGUAGES.values()), k=wish.phones)
        # Everybody at once is a hall that returns: its pages are open, only the lines were lost.
        self.phones = [Phone(around, scene.hall, language, wish.arrive > 0) for language in languages]
        self.is_over = False
        self._voting = ""
        self._ticks = 0
        self._owed = {"ask": 0.0, "upvote": 0.0}

    async def open_pages(self) -> None:
        """Load the pages of those who do not load them as they come; raises OSError or TimeoutError."""
        closed = iter([phone for phone in self.phones if not phone.opens_page])

        async def open_one_after_the_other() -> None:
            for phone in closed:
                await phone.open_page()

        await asyncio.gather(*(open_one_after_the_other() for _ in range(OPENED_AT_ONCE)))

    async def live(self) -> None:
        """Come, and then act until cancelled."""
        for phone in self.phones:
            self._around.later(self._arrival(), partial(self._come, phone))
        for phone in self._around.chance.sample(self.phones, round(len(self.phones) * self._wish.drop)):
            moment = self._around.chance.uniform(0.15, 0.85) * self._wish.seconds
            self._around.later(moment, partial(self._drop, phone))
        start = self._around.clock()
        while True:
            self._ticks += 1
            self._act(self._around.clock() - start)
            await asyncio.sleep(max(0.0, start + self._ticks * TICK - self._around.clock()))

    def _come(self, phone: Phone) -> None:
        if not self.is_over:
            phone.come()

    def _arrival(self) -> float:
        """Trams and coffee breaks bring people in waves."""
        chance, whole = self._around.chance, self._wish.arrive
        wave = chance.randrange(WAVES) / WAVES
        return min(whole * wave + chance.expovariate(1.0) * whole / WAVES / 3, whole) if whole else 0.0

    def _drop(self, phone: Phone) -> None:
        if phone.is_exact and not self.is_over:
            phone.drop(min(self._around.chance.lognormvariate(1.5, 0.8), LONGEST_AWAY))

    def _act(self, seconds: float) -> None:
        beat_together(self.phones, self._ticks)
        scene = self._scene
        if self.is_over:
            return
        if scene.poll and scene.poll.id != self._voting:
            self._open(scene.poll)
        self._voting = scene.poll.id if scene.poll else ""
        if scene.session:
            keen = attention(self._habits, seconds) * TICK * len(self.phones)
            self._owed["upvote"] += keen / self._habits.supports_every if scene.questions else 0.0
            if scene.takes_questions:
                self._owed["ask"] += min(keen / self._habits.asks_every, MOST_QUESTIONS * TICK)
            self._spend("upvote", self._support)
            self._spend("ask", self._ask)

    def _spend(self, what: str, act: Callable[[Phone], None]) -> None:
        """Have as many people tap as it is time for."""
        while self._owed[what] >= 1:
            self._owed[what] -= 1
            phone = self._around.chance.choice(self.phones)
            if phone.has_come:
                act(phone)

    def _open(self, poll: OpenPoll) -> None:
        """A poll has opened: everybody looks at the phone, and most vote within seconds."""
        chance = self._around.chance
        for phone in self.phones:
            if chance.random() < self._habits.turnout:
                hesitation = chance.expovariate(1 / self._habits.hesitates)
                self._around.later(hesitation, partial(self._vote, phone, poll))

    def _vote(self, phone: Phone, poll: OpenPoll) -> None:
        chance, habits = self._around.chance, self._habits
        if self._scene.poll != poll or self.is_over or not phone.has_come:
            return
        # Some answers are more popular than others, and not the same ones in every poll.
        start = sum(poll.id.encode()) % len(poll.options)
        ranked = poll.options[start:] + poll.options[:start]
        choice = chance.choices(ranked, [1 / place for place in range(1, len(ranked) + 1)])
        if poll.most > 1:
            choice = chance.sample(poll.options, chance.randint(1, poll.most))
        phone.tap("vote", poll.id, poll=poll.id, choice=choice)
        if chance.random() < habits.changes:
            self._around.later(1 + chance.expovariate(1 / habits.hesitates), partial(self._vote, phone, poll))

    def _support(self, phone: Phone) -> None:
        # What has support is higher up, and gets more of it.
        questions = self._scene.questions
        place = int(len(questions) * self._around.chance.random() ** 2)
        if questions[place] not in phone.supported:
            phone.supported.add(questions[place])
            phone.tap("upvote", question=questions[place])

    def _ask(self, phone: Phone) -> None:
        chance = self._around.chance
        language = phone.language if phone.language in QUESTIONS else "fr"
        text = chance.choice(QUESTIONS[language]).replace("{city}", chance.choice(CITIES[language]))
        if not phone.name and chance.random() < NAMED:
            phone.name = chance.choice(NAMES[language])
            phone.tap("set-name", name=phone.name)
        question, session = secrets.token_hex(16), self._scene.session
        fields = {"question": question, "session": session, "text": text, "language": language}
        phone.tap("ask", named=bool(phone.name), **fields)

    def hurry(self) -> None:
        """Whoever is away looks at the phone once more."""
        for phone in self.phones:
            phone.hurry()

    @property
    def unanswered(self) -> int:
        """How many commands still wait for their answer."""
        return sum(len(phone.outbox) for phone in self.phones)

    def leave(self) -> None:
        """Everybody goes home."""
        for phone in self.phones:
            phone.leave()


def beat_together(screens: Sequence[Screen], tick: int) -> None:
    """Those whose heartbeat is due at this tick send it: one timer for all is cheaper than one each."""
    for screen in screens[tick % BEAT_EVERY :: BEAT_EVERY]:
        screen.beat()
