from __future__ import annotations

import logging

import pytest

from streams import metrics
from streams.extensions.extend import Run
from streams.kinds import Ran
from streams.runtime.aside import AWAY, COSTLY, MOST_AWAY, REMEMBERED, Aside


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def aside(clock: Clock) -> Aside:
    return Aside(("mood", "tickers"), clock)


def hear(aside: Aside, ran: Ran, times: int = 1, name: str = "mood") -> None:
    for _ in range(times):
        aside.heard([Run(name, ran, 0.25, "it says why")])


def value(metric: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(metric, labels) or 0.0


def is_aside(aside: Aside) -> bool:
    on, off = aside.now()
    assert {*on, *off} == {"mood", "tickers"}
    assert set(off.values()) <= {Ran.SET_ASIDE}
    return "mood" in off


def test_all_are_on_in_their_order(aside: Aside) -> None:
    assert aside.now() == (("mood", "tickers"), {})


@pytest.mark.parametrize("costly", [Ran.DEADLINE, Ran.OUT_OF_MEMORY, Ran.PROCESS_DIED])
def test_three_costly_ones_in_ten_set_it_aside_alone(aside: Aside, costly: Ran) -> None:
    hear(aside, costly, COSTLY - 1)
    hear(aside, Ran.DONE, REMEMBERED - COSTLY)
    assert not is_aside(aside)
    hear(aside, costly)
    assert aside.now() == (("tickers",), {"mood": Ran.SET_ASIDE})


def test_two_in_ten_do_not(aside: Aside) -> None:
    for _ in range(5):
        hear(aside, Ran.DEADLINE, COSTLY - 1)
        hear(aside, Ran.DONE, REMEMBERED - COSTLY + 1)
    assert not is_aside(aside)


def test_cheap_failures_set_it_aside_only_when_nothing_else_comes(aside: Aside) -> None:
    hear(aside, Ran.RAISED, REMEMBERED - 1)
    assert not is_aside(aside)
    hear(aside, Ran.DONE)
    hear(aside, Ran.NOT_JSON, REMEMBERED - 1)
    assert not is_aside(aside)
    hear(aside, Ran.TOO_LARGE)
    assert is_aside(aside)


def test_after_a_while_one_article_shows_whether_it_works(aside: Aside, clock: Clock) -> None:
    hear(aside, Ran.DEADLINE, COSTLY)
    clock.now = AWAY - 0.1
    assert is_aside(aside)
    clock.now = AWAY
    assert not is_aside(aside)
    assert is_aside(aside), "one article, and no more until that has ended"
    hear(aside, Ran.DONE)
    assert not is_aside(aside)
    assert not is_aside(aside)
    hear(aside, Ran.DEADLINE, COSTLY - 1)
    assert not is_aside(aside), "what was before is forgotten"


def test_each_time_that_it_fails_again_it_waits_twice_as_long(aside: Aside, clock: Clock) -> None:
    hear(aside, Ran.DEADLINE, COSTLY)
    for waits in (AWAY, 2 * AWAY, 4 * AWAY, 8 * AWAY, MOST_AWAY, MOST_AWAY):
        clock.now += waits - 0.1
        assert is_aside(aside)
        clock.now += 0.1
        assert not is_aside(aside)
        hear(aside, Ran.DEADLINE)
    clock.now += MOST_AWAY
    assert not is_aside(aside)
    hear(aside, Ran.DONE)
    hear(aside, Ran.DEADLINE, COSTLY)
    clock.now += AWAY
    assert not is_aside(aside), "it begins anew"


def test_what_was_begun_before_says_nothing_new(aside: Aside, clock: Clock) -> None:
    hear(aside, Ran.DEADLINE, COSTLY)
    hear(aside, Ran.DONE, REMEMBERED)
    assert is_aside(aside)
    clock.now = AWAY / 2
    hear(aside, Ran.DEADLINE, COSTLY)
    clock.now = AWAY
    assert not is_aside(aside), "it waits no longer for what was begun before"
    hear(aside, Ran.DEADLINE)
    hear(aside, Ran.DONE)
    assert is_aside(aside), "the one article has shown that it does not work"


def test_it_is_counted_and_told(aside: Aside, caplog: pytest.LogCaptureFixture) -> None:
    counted = value("copydesk_enricher_articles_total", enricher="mood", outcome="deadline")
    seconds = value("copydesk_enricher_seconds_sum", enricher="mood")
    with caplog.at_level(logging.WARNING):
        hear(aside, Ran.DEADLINE, COSTLY)
    assert value("copydesk_enricher_articles_total", enricher="mood", outcome="deadline") == counted + COSTLY
    assert value("copydesk_enricher_seconds_sum", enricher="mood") == seconds + COSTLY * 0.25
    assert value("copydesk_enricher_set_aside", enricher="mood") == 1.0
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"], (
        "once for a row of failures"
    )
    assert "it says why" in caplog.text and "CopydeskEnricherFailing" in caplog.text
    waited = value("copydesk_enricher_articles_total", enricher="mood", outcome="set_aside")
    aside.now()
    assert value("copydesk_enricher_articles_total", enricher="mood", outcome="set_aside") == waited + 1


def test_their_series_begin_at_zero() -> None:
    Aside(("brand-new",))
    for ran in Ran:
        labels = {"enricher": "brand-new", "outcome": ran}
        assert metrics.REGISTRY.get_sample_value("copydesk_enricher_articles_total", labels) == 0.0
    assert metrics.REGISTRY.get_sample_value("copydesk_enricher_set_aside", {"enricher": "brand-new"}) == 0.0
