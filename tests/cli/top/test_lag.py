"""What waits, how fast it gets less, and what stands still."""

from __future__ import annotations

from streams.cli.top.lag import Behind, Lags

RAW, CLEAN = "articles.raw", "articles.clean"


def row(lags: Lags, topic: str, partition: int | None) -> Behind:
    (found,) = (each for each in lags.rows() if (each.topic, each.partition) == (topic, partition))
    return found


def test_before_the_first_look_nothing_is_known() -> None:
    lags = Lags()
    assert lags.total() is None
    assert lags.rows() == []
    lags.look(0.0, {(RAW, 0): (5, 9)})
    assert lags.total() == 4
    assert row(lags, RAW, None).pace is None
    lags.forget()
    assert lags.total() is None
    assert lags.rows() == []


def test_the_pace_is_that_between_looks_and_the_whole_is_the_sum() -> None:
    lags = Lags()
    lags.look(10.0, {(RAW, 0): (0, 100), (RAW, 1): (0, 50), (CLEAN, 0): (0, 0)})
    lags.look(12.0, {(RAW, 0): (20, 120), (RAW, 1): (10, 50), (CLEAN, 0): (0, 0)})
    assert row(lags, RAW, 0) == Behind("clean", RAW, 0, 100, 10.0, 0.0)
    assert row(lags, RAW, None) == Behind("clean", RAW, None, 140, 15.0, 0.0)
    assert lags.total() == 140
    assert row(lags, CLEAN, None).lag == 0


def test_a_partition_that_does_nothing_while_something_waits_stands_still() -> None:
    lags = Lags()
    lags.look(0.0, {(RAW, 0): (5, 9), (RAW, 1): (9, 9)})
    lags.look(40.0, {(RAW, 0): (5, 12), (RAW, 1): (9, 9)})
    assert row(lags, RAW, 0).still == 40.0
    assert row(lags, RAW, 1).still == 0.0
    assert row(lags, RAW, None).still == 40.0
    lags.look(42.0, {(RAW, 0): (6, 12), (RAW, 1): (9, 9)})
    assert row(lags, RAW, 0).still == 0.0


def test_the_order_is_that_of_the_stages() -> None:
    lags = Lags()
    lags.look(
        0.0,
        {
            (CLEAN, 0): (0, 1),
            ("articles.unique", 0): (0, 1),
            (RAW, 0): (0, 1),
            ("articles.backfill", 0): (0, 1),
        },
    )
    assert [each.topic for each in lags.rows()] == [RAW, "articles.backfill", CLEAN, "articles.unique"]


def test_looks_are_bounded() -> None:
    lags = Lags()
    for second in range(1000):
        lags.look(float(second), {(RAW, 0): (second * second, 10**9)})
    pace = row(lags, RAW, None).pace
    assert pace is not None
    assert pace > 1900  # that of the last looks, not of all


def test_who_follows_the_wire_stands_behind_the_stages_and_is_no_part_of_the_whole() -> None:
    lags = Lags()
    lags.look(0.0, {(RAW, 0): (5, 9)})
    enriched = "articles.enriched"
    lags.look_at_others(0.0, {"stories": {(enriched, 0): (3, 9)}, "webhook radio": {(enriched, 0): (9, 9)}})
    assert [(each.stage, each.topic, each.lag) for each in lags.rows()] == [
        ("clean", RAW, 4),
        ("stories", enriched, 6),
        ("webhook radio", enriched, 0),
    ]
    assert lags.total() == 4
    moved = lags.moved
    lags.look_at_others(10.0, {"stories": {(enriched, 0): (8, 9)}})
    assert [(each.stage, each.lag, each.pace) for each in lags.rows()[1:]] == [("stories", 1, 0.5)]
    assert lags.moved > moved
    lags.forget()
    assert lags.rows() == []
