"""What seems to ask the same depends on the questions that there are, and on nothing that came before."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.permissions import Role
from moderation.similarity.likeness import Texts
from server.live.nearby import COMPARED, MOST, Nearby
from server.room.base import Actor, Command
from server.room.merging import Merge, Split
from server.room.questions import Ask, Edit, Withdraw
from server.room.reading import worded
from server.room.rewording import Reword
from server.room.screen import Stage
from server.room.translations import Translate
from server.room.triage import Answer, Approve, Dismiss, Erase, Restore
from server.room.undo import Undo
from tests.live.test_nearby import always_late, complete, never_late
from tests.moderation.similarity.hall import filled, pairs
from tests.room.given import LIVE, MO, Room
from tests.room.given import given as given_room

# Several ways to ask about the same few things, so that a question has more beside it than are told.
TEXTS = (
    "Comment la ville finance-t-elle les bus gratuits ?",
    "Comment les bus gratuits sont-ils financés par la ville ?",
    "Les bus gratuits, comment sont-ils financés ?",
    "Qui finance les bus gratuits ?",
    "Comment financer des bus gratuits et propres ?",
    "Les bus seront-ils gratuits ?",
    "Le tramway sera-t-il gratuit ?",
    "Le tram va-t-il devenir gratuit ?",
    "路面電車は無料になりますか？",
    "バスは無料になりますか？",
    *(text for pair in pairs()[:6] for texts in pair.texts for text in texts if text),
)
QUESTIONS = [f"question-number-{number:02}" for number in range(24)]
texts, questions = st.sampled_from(TEXTS[:10]) | st.sampled_from(TEXTS), st.sampled_from(QUESTIONS)
asking = st.lists(texts, min_size=6, max_size=len(QUESTIONS)).flatmap(
    lambda asked: st.permutations([Ask(id, "rt1", text) for id, text in zip(QUESTIONS, asked, strict=False)])
)
acting = st.lists(
    st.builds(Edit, questions, texts)
    | st.builds(Reword, questions, texts)
    | st.builds(Translate, questions, st.sampled_from(["fr", "ja", "en"]), texts)
    | st.builds(Merge, questions, questions)
    | st.one_of(*(st.builds(kind, questions) for kind in (Dismiss, Restore, Approve, Withdraw, Split)))
    | st.one_of(*(st.builds(kind, questions) for kind in (Erase, Stage, Answer)))
    | st.just(Undo()),
    max_size=40,
)
# What happens, and at which of it somebody looks.
histories = st.tuples(asking, acting).flatmap(
    lambda parts: st.tuples(
        st.just([*parts[0], *parts[1]]), st.sets(st.integers(0, len(parts[0]) + len(parts[1])))
    )
)
untimed = settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _author(command: Command) -> Actor:
    """Each question has an author of its own, so that no limit of theirs stands in the way."""
    if isinstance(command, Ask | Edit | Withdraw):
        return Actor(f"author-{command.question}", Role.AUDIENCE)
    return MO


def happens(room: Room, command: Command) -> None:
    """What comes of a command, if anything does."""
    room.when(command, _author(command)).happens()


@untimed
@given(histories)
def test_whatever_happened_and_whenever_it_was_looked_at_the_same_is_found(
    history: tuple[list[Command], set[int]],
) -> None:
    room = given_room(LIVE)
    always, sometimes = Nearby(never_late), Nearby(always_late())
    for at, command in enumerate(history[0]):
        happens(room, command)
        assert not always.look(room.state, "rt1").searching
        if at in history[1]:
            sometimes.look(room.state, "rt1")
    found = always.look(room.state, "rt1")
    assert dict(found.near) == by_hand(room)
    assert complete(sometimes, room) == dict(found.near)


def by_hand(room: Room) -> dict[str, tuple[str, ...]]:
    """What is found in an index of nothing but the questions as they read now."""
    standings = room.state.standings
    here = {id: texts_of(room, id) for id in room.state.questions if standings[id].status in COMPARED}
    index = filled(dict(reversed(here.items())))
    found = {id: tuple(near.question for near in index.near(id))[:MOST] for id in here}
    return {id: near for id, near in found.items() if near}


def texts_of(room: Room, question: str) -> Texts:
    text = worded(room.state, question).text
    return Texts(text.fr, text.ja, text.en)
