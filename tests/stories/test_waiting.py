"""What waits, and what is due first."""

from __future__ import annotations

from datetime import timedelta

from streams.stories.waiting import Waiting
from tests.articles import NOON


def test_the_first_to_end_is_due_and_what_waits_no_longer_is_passed_over() -> None:
    waits = Waiting()
    waits.add("urn:a:late", NOON + timedelta(hours=2), doubtful=False)
    waits.add("urn:a:soon", NOON + timedelta(hours=1), doubtful=False)
    assert waits.next_due() == (NOON + timedelta(hours=1), "urn:a:soon")
    waits.remove("urn:a:soon")
    assert waits.next_due() == (NOON + timedelta(hours=2), "urn:a:late")
    waits.put_off("urn:a:late")
    assert waits.next_due() is None
    assert waits.until == {"urn:a:late": NOON + timedelta(hours=2)}


def test_only_what_goes_out_at_a_known_time_is_timed() -> None:
    waits = Waiting()
    waits.add("urn:a:1", NOON, doubtful=False)
    waits.add("urn:a:2", NOON, doubtful=True)
    waits.add("urn:a:3", None, doubtful=False)
    assert waits.timed == 1
    waits.add("urn:a:1", NOON, doubtful=True)
    assert waits.timed == 0
    waits.add("urn:a:2", NOON, doubtful=False)
    waits.remove("urn:a:2")
    waits.remove("urn:a:1")
    assert waits.timed == 0
    assert waits.next_due() is None
