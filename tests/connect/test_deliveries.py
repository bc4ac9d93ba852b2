"""The window of a subscription, by a clock of the test's own."""

from __future__ import annotations

from types import SimpleNamespace

from streams.connect.deliveries import LONGEST, SCHEDULE, WINDOW_BYTES, Deliveries, Event
from streams.connect.posting import Answer, Meaning

TAKEN, DOWN = Answer(Meaning.TAKEN, "204"), Answer(Meaning.DOWN, "no answer")
REFUSED = Answer(Meaning.REFUSED, "it answers 400")


def event(key: str, offset: int = 0, body: bytes = b"{}", partition: int = 0) -> Event:
    record = SimpleNamespace(topic="t", partition=partition, offset=offset, key=key.encode())
    return Event(f"{key}{offset}", body, record)


def filled(*keys: str, concurrency: int = 4, window: int = 100) -> Deliveries:
    """A window with an event of each of these keys, in their order."""
    deliveries = Deliveries(concurrency, window)
    for number, key in enumerate(keys):
        deliveries.add(event(key, number))
    return deliveries


def names(events: list[Event]) -> list[str]:
    return [each.identity for each in events]


def has_room(deliveries: Deliveries) -> bool:
    """Asked so, the checker of types does not take it for the same for ever."""
    return deliveries.has_room


def test_uris_go_side_by_side_and_each_in_its_order() -> None:
    deliveries = filled("a", "a", "b", "c", concurrency=2)
    first = deliveries.start(0)
    assert names(first) == ["a0", "b2"]
    assert deliveries.start(0) == []
    assert deliveries.next_at() is None  # until an answer comes
    assert deliveries.answered(first[0], TAKEN, 1)
    assert names(deliveries.start(1)) == ["a1"]
    assert deliveries.answered(first[1], TAKEN, 1)
    assert names(deliveries.start(1)) == ["c3"]
    assert deliveries.waiting == 2


def test_a_refused_event_waits_for_itself_and_holds_up_only_its_uri() -> None:
    deliveries = filled("a", "a", "b")
    a, b = deliveries.start(0)
    assert not deliveries.answered(a, REFUSED, 0)
    assert deliveries.answered(b, TAKEN, 0)
    assert not deliveries.is_down
    assert deliveries.start(4.9) == []
    assert deliveries.next_at() == 5
    assert names(deliveries.start(5)) == ["a0"]  # and a1 waits behind it
    assert not deliveries.answered(a, REFUSED, 5)
    assert deliveries.next_at() == 5 + SCHEDULE[1]


def test_after_the_last_try_it_is_given_up_and_the_next_goes_on() -> None:
    deliveries, now = filled("a", "a"), 0.0
    for pause in SCHEDULE:
        (a,) = deliveries.start(now)
        assert not deliveries.answered(a, REFUSED, now)
        now += pause
    (a,) = deliveries.start(now)
    assert a.tries == len(SCHEDULE) + 1
    assert deliveries.answered(a, REFUSED, now)
    assert names(deliveries.start(now)) == ["a1"]


def test_a_subscriber_who_is_down_is_asked_one_at_a_time_with_growing_pauses() -> None:
    deliveries = filled(*"abcdefghijkl", concurrency=3)
    now, pauses = 0.0, []
    for each in deliveries.start(now):
        deliveries.answered(each, DOWN, now)
    assert deliveries.is_down
    for _ in range(8):
        at = deliveries.next_at()
        assert at is not None
        pauses.append(at - now)
        now = at
        started = deliveries.start(now)
        assert len(started) == 1
        deliveries.answered(started[0], DOWN, now)
    assert pauses[:7] == [5, 10, 20, 40, 80, 160, 300]
    assert max(pauses) <= 300


def test_when_he_is_back_all_go_at_once() -> None:
    deliveries = filled("a", "b", "c", concurrency=3)
    for each in deliveries.start(0):
        deliveries.answered(each, DOWN, 0)
    (probe,) = deliveries.start(25)
    assert deliveries.answered(probe, TAKEN, 26)
    assert not deliveries.is_down
    assert len(deliveries.start(26)) == 2


def test_after_an_outage_nothing_waits_by_its_schedule() -> None:
    deliveries = filled("a", "b", concurrency=1)
    now = 0.0
    for _ in range(4):
        (each,) = deliveries.start(now)
        deliveries.answered(each, DOWN, now)
        now = deliveries.next_at() or 0.0
    deliveries.add(event("c", 9))
    (probe,) = deliveries.start(now)
    assert probe.identity == "c9"
    deliveries.answered(probe, TAKEN, now)
    (each,) = deliveries.start(now)  # one after the other, and not in minutes
    deliveries.answered(each, TAKEN, now)
    assert len(deliveries.start(now)) == 1


def test_one_event_that_breaks_him_does_not_stop_the_others() -> None:
    """He answers 500 to it alone: another one is tried next, and it waits by its schedule."""
    deliveries = filled("poison", "b", "c", concurrency=1)
    (poison,) = deliveries.start(0)
    deliveries.answered(poison, DOWN, 0)
    at = deliveries.next_at()
    assert at == 5
    (other,) = deliveries.start(at)
    assert other.identity == "b1"
    deliveries.answered(other, TAKEN, at)
    (third,) = deliveries.start(at)
    assert third.identity == "c2"
    deliveries.answered(third, TAKEN, at)
    assert names(deliveries.start(at)) == ["poison0"]
    deliveries.answered(poison, DOWN, at)
    assert deliveries.next_at() == at + SCHEDULE[1]


def test_who_refuses_everything_is_down() -> None:
    """As with a token that is no longer right: it is no fault of the events."""
    deliveries, downs = filled(*"abcdefgh", concurrency=1), []
    for number in range(5):
        (each,) = deliveries.start(0)
        assert each.identity.endswith(str(number))
        deliveries.answered(each, REFUSED, 0)
        downs.append(deliveries.is_down)
    assert downs == [False, False, False, False, True]
    assert deliveries.start(4) == []
    assert deliveries.next_at() == 5
    (each,) = deliveries.start(5)
    deliveries.answered(each, TAKEN, 5)
    assert not deliveries.is_down


def test_retry_after_is_obeyed() -> None:
    deliveries = filled("a", "b", concurrency=1)
    (a,) = deliveries.start(0)
    deliveries.answered(a, Answer(Meaning.DOWN, "it answers 429", after=60), 0)
    assert deliveries.next_at() == 60
    assert deliveries.start(59) == []
    assert names(deliveries.start(60)) == ["b1"]


def test_what_was_tried_for_three_days_is_given_up() -> None:
    deliveries = filled("a")
    (a,) = deliveries.start(0.5)
    assert not deliveries.answered(a, DOWN, 1)
    (a,) = deliveries.start(LONGEST + 1)
    assert deliveries.answered(a, DOWN, LONGEST + 2)
    assert deliveries.waiting == 0
    assert LONGEST == 75 * 3600 + 2105


def test_the_window_is_bounded_in_events_and_in_bytes() -> None:
    deliveries = filled("a", "b", window=2)
    assert not has_room(deliveries)
    for each in deliveries.start(0):
        deliveries.answered(each, TAKEN, 0)
    assert has_room(deliveries)
    deliveries.add(event("big", body=b"x" * WINDOW_BYTES))
    assert not has_room(deliveries)


def test_where_all_room_is_taken_by_what_fails_the_one_that_failed_most_is_given_up() -> None:
    deliveries = filled("a", "b", window=2)
    a, b = deliveries.start(0)
    for now in (0.5, 400, 4000):
        deliveries.answered(a, REFUSED, now)
        assert deliveries.crowded_out() is None
        deliveries.start(now + SCHEDULE[a.tries - 1])
    deliveries.answered(b, TAKEN, 4001)
    deliveries.add(event("c", 9))
    assert deliveries.crowded_out() is None  # it is being tried in this moment
    deliveries.answered(a, REFUSED, 9000)
    assert deliveries.crowded_out() is a
    assert has_room(deliveries)


def test_nothing_is_crowded_out_while_nothing_is_taken() -> None:
    deliveries, now = filled("a", "b", window=2), 0.0
    for _ in range(5):
        for each in deliveries.start(now):
            deliveries.answered(each, DOWN, now)
        now += 100_000
    assert deliveries.crowded_out() is None


def test_partitions_that_are_anothers_now_are_forgotten() -> None:
    deliveries = filled("a", "b")
    other = event("c", 5, partition=1)
    deliveries.add(other)
    deliveries.start(0)
    deliveries.forget({("t", 0)})
    assert deliveries.waiting == 1
    assert deliveries.answered(other, TAKEN, 1)
    assert deliveries.waiting == 0
    assert deliveries.next_at() is None
