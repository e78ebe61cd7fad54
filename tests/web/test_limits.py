"""Token buckets: how fast one person may act, without remembering who they are."""

from hypothesis import given
from hypothesis import strategies as st

from server.room.questions import QuestionAsked
from server.room.registry import VERSIONS
from server.web.limits import RATES, Limits
from tests.web.people import Clock, crowd_of

NOBODY = crowd_of()


def taken(limits: Limits, kind: str, who: str = "") -> int:
    """How many of a kind are allowed in a row."""
    count = 0
    while count < 10_000 and limits.allows(kind, who):
        count += 1
    return count


def test_given_a_burst_when_it_is_used_up_then_the_next_waits() -> None:
    limits = Limits(Clock())
    assert taken(limits, "voting", "anna") == RATES["voting"].burst


def test_given_an_empty_bucket_when_time_passes_then_it_fills_up_to_the_burst_only() -> None:
    clock = Clock()
    limits = Limits(clock)
    taken(limits, "asking", "anna")
    clock.now += 2 / RATES["asking"].per_second
    assert taken(limits, "asking", "anna") == 2
    clock.now += 1_000_000
    assert taken(limits, "asking", "anna") == RATES["asking"].burst


def test_one_person_and_one_kind_do_not_slow_another() -> None:
    limits = Limits(Clock())
    taken(limits, "voting", "anna")
    assert limits.allows("voting", "ben")
    assert limits.allows("asking", "anna")


def test_a_question_that_another_worker_took_is_charged_here_in_whatever_version_it_was_written() -> None:
    for kind in (one for one in VERSIONS.values() if issubclass(one, QuestionAsked)):
        limits = Limits(Clock())
        limits.charge(kind("question-number-1", "rt1", "Why?", "en"), "audience", "anna", NOBODY)
        assert taken(limits, "asking", "anna") == RATES["asking"].burst - 1


def test_staff_are_hardly_ever_slowed() -> None:
    limits = Limits(Clock())
    assert all(limits.allows_command("approve", "moderator", "moderator-1", NOBODY) for _ in range(100))


def test_upvotes_do_not_use_up_questions() -> None:
    limits, crowd = Limits(Clock()), crowd_of("anna")
    while limits.allows_command("upvote", "audience", "anna", crowd):
        pass
    assert limits.allows_command("ask", "audience", "anna", crowd)
    assert limits.allows_command("set-name", "audience", "anna", crowd)


def test_the_buckets_never_grow_beyond_their_number() -> None:
    limits = Limits(Clock(), most=10)
    taken(limits, "voting", "flooder")
    for n in range(1000):
        limits.allows("voting", f"phone-{n}")
        assert not limits.allows("voting", "flooder"), "whoever acts all the time is remembered"
    assert len(limits._buckets["voting"]) <= 10


def test_whoever_has_not_acted_for_a_while_is_forgotten() -> None:
    clock = Clock()
    limits = Limits(clock)
    for n in range(1000):
        limits.allows("voting", f"phone-{n}")
    for _ in range(2):
        clock.now += 1.1 * RATES["voting"].burst / RATES["voting"].per_second
        limits.allows("voting", "somebody else")
    assert len(limits._buckets["voting"]) == 1


def test_what_was_given_back_can_be_taken_again() -> None:
    limits = Limits(Clock())
    taken(limits, "voting", "anna")
    limits.give_back("vote", "audience", "anna", NOBODY)
    assert taken(limits, "voting", "anna") == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20))))
def test_it_allows_what_full_buckets_that_drip_would_allow(acts: list[tuple[str, float]]) -> None:
    clock, rate = Clock(), RATES["voting"]
    limits, levels, at = Limits(clock), dict.fromkeys("abc", rate.burst), clock.now
    for who, pause in acts:
        clock.now += pause
        levels = {
            each: min(rate.burst, level + (clock.now - at) * rate.per_second)
            for each, level in levels.items()
        }
        at = clock.now
        for _ in range(10):
            nearly = abs(levels[who] - 1) < 0.01
            allowed = limits.allows("voting", who)
            assert nearly or allowed == (levels[who] >= 1)
            levels[who] -= allowed
