"""Two moderators, a translator and a hall act on what they read a while ago: no promise is broken."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from moderation.status import VISIBLE
from server.room.base import Actor, Command, Event, Refusal
from server.room.merging import Merge, Split
from server.room.questions import Edit, Withdraw
from server.room.reading import version, worded
from server.room.rewording import Reword
from server.room.screen import Stage, Unstage
from server.room.support import Retract, Upvote
from server.room.translations import DropTranslation, Translate
from server.room.triage import Answer, Approve, Dismiss, Erase, Restore
from server.room.undo import Undo
from tests.room.debate import HERE, Debate
from tests.room.deeds import AIKO, LEA, STAFF, facts
from tests.room.machine import PEOPLE
from tests.room.test_machine import WITHOUT_SHRINKING


class HeldDebate(Debate):
    """What anybody may do in it, at any moment."""

    # Somebody in the hall.

    @rule(number=st.integers(0, 3))
    def its_author_edits(self, number: int) -> None:
        self.wish(Edit(HERE[number], f"How number {self.commands}?"), PEOPLE[number])

    @rule(number=st.integers(0, 3), sure=st.sampled_from([True, False, False]))
    def its_author_withdraws(self, number: int, sure: bool) -> None:
        if sure:
            self.wish(Withdraw(HERE[number]), PEOPLE[number])

    @rule(id=st.sampled_from(HERE), person=st.sampled_from(PEOPLE), on=st.booleans(), late=st.booleans())
    def somebody_supports(self, id: str, person: Actor, on: bool, late: bool) -> None:
        held = self.supporting(id)
        outcome = self.wish(Upvote(id) if on else Retract(id), person, late=late)
        if isinstance(outcome, Event):
            assert (person.id in held) is not on
            for one in [id] if on else self.together(id):
                (self.support[one].add if on else self.support[one].discard)(person.id)

    # Somebody at the desk.

    @rule(
        kind=st.sampled_from([Approve, Dismiss, Restore, Answer, Stage, Split]),
        id=st.sampled_from(HERE),
        actor=st.sampled_from([AIKO, LEA]),
        late=st.booleans(),
    )
    def a_moderator_decides(self, kind: type[Command], id: str, actor: Actor, late: bool) -> None:
        if kind is Approve and id in self.views[actor].questions:
            self.a_moderator_approves(id, actor, late)
        elif kind is not Approve:
            self.wish(kind(id), actor, late=late)

    def a_moderator_approves(self, id: str, actor: Actor, late: bool) -> None:
        """Nothing is published but what was read."""
        read, was = self.views[actor], facts(self.state)
        outcome = self.wish(Approve(id, version(read, id)), actor, late=late)
        if isinstance(outcome, Event):
            assert facts(read)[id, "text"] == was[id, "text"]

    @rule(actor=st.sampled_from([AIKO, LEA]))
    def a_moderator_clears_the_stage(self, actor: Actor) -> None:
        self.wish(Unstage("main"), actor)

    @rule(pair=st.permutations(HERE), actor=st.sampled_from([AIKO, LEA]), late=st.booleans())
    def a_moderator_merges(self, pair: list[str], actor: Actor, late: bool) -> None:
        """What the hall reads does not vanish behind what it does not."""
        was = facts(self.state)
        if isinstance(self.wish(Merge(pair[0], pair[1]), actor, late=late), Event):
            assert was[pair[0], "status"] not in VISIBLE or was[pair[1], "status"] in VISIBLE

    @rule(id=st.sampled_from(HERE), actor=st.sampled_from([AIKO, LEA]), sure=st.integers(0, 7))
    def a_moderator_erases(self, id: str, actor: Actor, sure: int) -> None:
        if not sure and isinstance(self.wish(Erase(id), actor), Event):
            del self.support[id]
            for cell in [cell for cell in self.deeds if cell[0] == id]:
                self.deeds[cell] = self.deeds[cell][-1:]

    @rule(id=st.sampled_from(HERE), actor=st.sampled_from([AIKO, LEA]), late=st.booleans(), yes=st.booleans())
    def a_moderator_rewords(self, id: str, actor: Actor, late: bool, yes: bool) -> None:
        read, was = self.views[actor], facts(self.state)
        if id not in read.questions:
            return
        words = f"What of number {self.commands}?"
        outcome = self.wish(Reword(id, words, version(read, id), yes), actor, late=late)
        if isinstance(outcome, Event):
            assert facts(read)[id, "text"] == was[id, "text"]
            assert facts(self.state)[id, "text"] == words
        elif not late and facts(read).get((id, "text")) == was.get((id, "text")):
            assert outcome is not Refusal.REWORDED or version(read, id) != version(self.state, id)

    @rule(id=st.sampled_from(HERE), lang=st.sampled_from(["fr", "ja"]), actor=st.sampled_from([*STAFF]))
    def somebody_translates(self, id: str, lang: str, actor: Actor) -> None:
        """Nobody's translation is replaced unread, and none is taken for one of words that were not read."""
        read, was = self.views[actor], facts(self.state)
        if id not in read.questions:
            return
        words, of = f"{lang} {self.commands}", version(read, id)
        outcome = self.wish(Translate(id, lang, words, read.edition(id).changes, of), actor)
        if isinstance(outcome, Event):
            known = facts(read)
            assert known[id, "text"] == was[id, "text"]
            assert was[id, lang] in {known[id, lang], None}
            assert worded(self.state, id).text.in_(lang) == words

    @rule(id=st.sampled_from(HERE), lang=st.sampled_from(["fr", "ja"]), actor=st.sampled_from([*STAFF]))
    def somebody_drops_a_translation(self, id: str, lang: str, actor: Actor) -> None:
        self.wish(DropTranslation(id, lang), actor)

    @rule(actor=st.sampled_from([*STAFF]), late=st.booleans())
    def somebody_undoes(self, actor: Actor, late: bool) -> None:
        self.wish(Undo(), actor, late=late)


TestDebate = HeldDebate.TestCase
TestDebate.settings = settings(
    max_examples=80, stateful_step_count=50, deadline=None, phases=WITHOUT_SHRINKING
)
