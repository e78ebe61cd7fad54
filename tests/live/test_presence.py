"""Who is here, and how each projector is doing; the clock is ours."""

import pytest

from server.live.hub import Hub
from server.live.presence import BEHIND_AFTER, FORGOTTEN_AFTER, STALE_AFTER, Attendance
from server.live.seat import Seat
from server.room.base import Actor
from tests.live.hall import seated
from tests.room.given import ANNA, BEN, Q1, Q2

SCREEN = Actor("screen", "projector")


def projector(hall: str = "main") -> Seat:
    return seated("projector", by=SCREEN, hall=hall)[0]


def test_phones_and_monitors_are_counted_by_person_and_hall() -> None:
    hub = Hub()
    for seat, _ in (seated(by=ANNA), seated(by=ANNA), seated(by=BEN), seated("stage", by=BEN, hall="side")):
        hub.add(seat)
    attendance = Attendance(hub)
    assert [attendance.of(hall, 0).phones for hall in ("main", "side")] == [2, 0]
    assert [attendance.of(hall, 0).stages for hall in ("main", "side")] == [0, 1]


def test_the_count_of_a_big_hall_is_quantised() -> None:
    hub = Hub()
    for number in range(213):
        hub.add(seated(by=ANNA._replace(id=f"person-{number}"))[0])
    assert Attendance(hub).of("main", 0).phones == 210


def test_without_a_heartbeat_there_is_no_screen() -> None:
    assert Attendance(Hub()).of("main", 0).screen == "absent"


def test_a_screen_that_shows_what_it_should_is_fresh() -> None:
    attendance, seat = Attendance(Hub()), projector()
    for now in (0.0, 4.0, 8.0):
        attendance.beat(seat, "poll:p", "poll:p", now)
        assert attendance.of("main", now).screen == "fresh"
    assert attendance.of("main", 8.0 + STALE_AFTER).screen == "fresh"
    assert attendance.of("side", 8.0).screen == "absent"


def test_a_screen_that_says_nothing_for_a_while_is_stale_until_it_says_something_again() -> None:
    attendance, seat = Attendance(Hub()), projector()
    attendance.beat(seat, "poll:p", "poll:p", 0.0)
    assert attendance.of("main", STALE_AFTER + 0.1).screen == "stale"
    attendance.beat(seat, "poll:p", "poll:p", 60.0)
    assert attendance.of("main", 60.0).screen == "fresh"


def test_a_screen_that_goes_on_showing_something_else_is_behind() -> None:
    attendance, seat = Attendance(Hub()), projector()
    attendance.beat(seat, "waiting:", "waiting:", 0.0)
    attendance.beat(seat, "waiting:", "poll:p", BEHIND_AFTER - 0.1)
    assert attendance.of("main", BEHIND_AFTER).screen == "fresh"
    attendance.beat(seat, "waiting:", "poll:p", BEHIND_AFTER + 0.1)
    assert attendance.of("main", BEHIND_AFTER + 0.1).screen == "behind"
    attendance.beat(seat, "poll:p", "poll:p", BEHIND_AFTER + 1)
    assert attendance.of("main", BEHIND_AFTER + 1).screen == "fresh"


def test_a_screen_that_has_just_come_has_a_moment_to_get_there() -> None:
    attendance, seat = Attendance(Hub()), projector()
    attendance.beat(seat, "", "poll:p", 100.0)
    assert attendance.of("main", 100.0).screen == "fresh"
    attendance.beat(seat, "", "poll:p", 100.1 + BEHIND_AFTER)
    assert attendance.of("main", 100.1 + BEHIND_AFTER).screen == "behind"


def test_a_screen_that_left_is_absent() -> None:
    attendance, seat = Attendance(Hub()), projector()
    attendance.beat(seat, "poll:p", "poll:p", 0.0)
    attendance.gone(seat)
    attendance.gone(seat)
    assert attendance.of("main", 0.0).screen == "absent"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_screens_the_one_that_spoke_last_counts(order: tuple[int, int]) -> None:
    attendance, seats = Attendance(Hub()), [projector(), projector()]
    for at, seat in enumerate(order):
        attendance.beat(seats[seat], "poll:p", "poll:p", at * 10.0)
    assert attendance.of("main", 10.0).screen == "fresh"
    attendance.gone(seats[order[1]])
    assert attendance.of("main", 10.0).screen == "stale"


# who reads which question


def reader(actor: str, question: str, hall: str = "main", view: str = "desk") -> tuple[Seat, str]:
    return seated(view, by=Actor(actor, "moderator"), hall=hall)[0], question


def attended(*readers: tuple[Seat, str]) -> Attendance:
    attendance = Attendance(Hub())
    for seat, question in readers:
        attendance._hub.add(seat)
        attendance.reads(seat, question)
    return attendance


def test_the_staff_of_a_hall_are_seen_on_the_questions_that_they_read() -> None:
    attendance = attended(reader("mo", Q1), reader("aiko", Q2, view="translate"), reader("lea", Q1, "side"))
    assert attendance.readings("main", 0) == [("aiko", Q2, "translate", ""), ("mo", Q1, "desk", "")]
    assert attendance.readings("side", 0) == [("lea", Q1, "desk", "")]


def test_a_translator_is_seen_on_the_language_into_which_they_write() -> None:
    seat, question = reader("aiko", Q1, view="translate")
    attendance = attended((seat, question))
    attendance.reads(seat, Q1, "ja")
    assert attendance.readings("main", 0) == [("aiko", Q1, "translate", "ja")]


def test_whoever_goes_on_or_reads_nothing_is_no_longer_seen_there() -> None:
    seat, question = reader("mo", Q1)
    attendance = attended((seat, question))
    attendance.reads(seat, Q2)
    assert attendance.readings("main", 0) == [("mo", Q2, "desk", "")]
    attendance.reads(seat, "")
    assert attendance.readings("main", 0) == []


def test_whoever_leaves_is_no_longer_seen_reading() -> None:
    seat, question = reader("mo", Q1)
    attendance = attended((seat, question))
    attendance.gone(seat)
    assert attendance.readings("main", 0) == []


def test_somebody_with_two_screens_on_one_question_is_seen_once() -> None:
    assert len(attended(reader("mo", Q1), reader("mo", Q1)).readings("main", 0)) == 1


def test_who_reads_is_told_to_other_workers_until_that_one_is_not_heard_any_more() -> None:
    mine, theirs = attended(reader("mo", Q1)), attended(reader("aiko", Q1), reader("lea", Q2, "side"))
    told(mine, theirs, now=0)
    for one in (mine, theirs):
        assert one.readings("main", 0) == [("aiko", Q1, "desk", ""), ("mo", Q1, "desk", "")]
    assert mine.readings("side", 0) == [("lea", Q2, "desk", "")]
    assert mine.readings("main", FORGOTTEN_AFTER + 0.1) == [("mo", Q1, "desk", "")]


def test_a_worker_of_an_older_release_tells_of_nobody_who_reads() -> None:
    attendance = Attendance(Hub())
    attendance.heard("worker", b'{"main": {"phones": 3, "stages": 0, "screen": null}}', 0)
    assert (attendance.of("main", 0).phones, attendance.readings("main", 0)) == (3, [])


# what workers tell each other


def told(*attendances: Attendance, now: float) -> None:
    """Every worker hears what the others tell."""
    for one in attendances:
        for name, other in enumerate(attendances):
            if other is not one:
                one.heard(f"worker-{name}", other.note(now), now)


def test_people_on_other_workers_are_counted_too() -> None:
    here, there = Hub(), Hub()
    here.add(seated(by=ANNA)[0])
    for number in range(212):
        there.add(seated(by=ANNA._replace(id=f"person-{number}"))[0])
    there.add(seated("stage", hall="side")[0])
    mine, theirs = Attendance(here), Attendance(there)
    told(mine, theirs, now=0)
    assert [mine.of("main", 0).phones, theirs.of("main", 0).phones] == [210, 210]
    assert [mine.of("side", 0).stages, theirs.of("side", 0).stages] == [1, 1]


def test_a_worker_that_tells_again_is_not_counted_twice() -> None:
    here, there = Hub(), Hub()
    there.add(seated(by=ANNA)[0])
    mine, theirs = Attendance(here), Attendance(there)
    for now in (0.0, 1.0):
        told(mine, theirs, now=now)
    assert mine.of("main", 1).phones == 1


def test_a_worker_that_is_not_heard_any_more_is_forgotten() -> None:
    there = Hub()
    there.add(seated(by=ANNA)[0])
    mine, theirs = Attendance(Hub()), Attendance(there)
    told(mine, theirs, now=0)
    assert mine.of("main", FORGOTTEN_AFTER).phones == 1
    assert mine.of("main", FORGOTTEN_AFTER + 0.1).phones == 0


def test_while_nobody_can_be_heard_the_others_count_as_they_were() -> None:
    there, seat = Hub(), projector()
    there.add(seat)
    there.add(seated(by=ANNA)[0])
    mine, theirs = Attendance(Hub()), Attendance(there)
    theirs.beat(seat, "waiting:", "waiting:", 0.0)
    told(mine, theirs, now=0)
    for now in range(1, 60):
        mine.hold(now)
    assert (mine.of("main", 60).phones, mine.of("main", 60).screen) == (1, "fresh")
    assert mine.of("main", 59 + FORGOTTEN_AFTER + 0.1).phones == 0


def test_a_note_that_cannot_be_read_counts_for_nobody() -> None:
    there = Hub()
    there.add(seated(by=ANNA)[0])
    mine, theirs = Attendance(Hub()), Attendance(there)
    told(mine, theirs, now=0)
    mine.heard("worker-1", b'{"main": "of another release"}', 1)
    assert mine.of("main", 1).phones == 0


def test_a_desk_sees_the_screen_that_another_worker_hears_whatever_that_worker_s_clock_says() -> None:
    there, seat = Hub(), projector()
    mine, theirs = Attendance(Hub()), Attendance(there)
    there.add(seat)
    theirs.beat(seat, "waiting:", "waiting:", 9_000.0)
    mine.heard("worker", theirs.note(9_000.0), 10.0)
    assert mine.of("main", 10.0).screen == "fresh"
    mine.heard("worker", theirs.note(9_004.9), 14.9)
    assert mine.of("main", 15.0).screen == "fresh"
    assert mine.of("main", 15.1).screen == "stale"
    assert mine.of("side", 15.0).screen == "absent"
    theirs.beat(seat, "waiting:", "poll:p", 9_010.0)
    mine.heard("worker", theirs.note(9_010.0), 20.0)
    assert mine.of("main", 20.0).screen == "behind"


def test_of_two_screens_on_two_workers_the_one_that_spoke_last_counts() -> None:
    attendances, seats = [Attendance(Hub()), Attendance(Hub())], [projector(), projector()]
    for attendance, seat in zip(attendances, seats, strict=True):
        attendance._hub.add(seat)
    attendances[0].beat(seats[0], "poll:p", "poll:p", 0.0)
    attendances[1].beat(seats[1], "poll:p", "poll:p", 10.0)
    told(*attendances, now=10.0)
    assert [one.of("main", 10.0).screen for one in attendances] == ["fresh", "fresh"]
