"""What the acknowledgements say of our clock: never more than they prove, and no less."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field

import pytest
from aiokafka import TopicPartition
from aiokafka.structs import RecordMetadata
from hypothesis import given
from hypothesis import strategies as st

from streams import metrics
from streams.runtime.clock import ClockCheck


def offset() -> float:
    found = metrics.REGISTRY.get_sample_value("copydesk_clock_offset_seconds")
    assert found is not None
    return found


@dataclass
class Broker:
    """A broker whose clock is `behind` ours by so many seconds; `now` is our clock."""

    behind: float = 0.0
    now: float = 1_000_000.0
    check: ClockCheck = field(init=False)

    def __post_init__(self) -> None:
        metrics.clock_offset.set(math.nan)
        self.check = ClockCheck(lambda: self.now)

    def answer(self, before: float = 0.005, after: float = 0.005, kind: int = 1) -> None:
        """It takes a record so many seconds after it was sent, and as many before its answer comes."""
        sent = self.now
        self.now += before + after
        stamp = int((sent + before - self.behind) * 1000)
        place = TopicPartition("articles.clean", 0)
        self.check.answered(sent, self.now, RecordMetadata("articles.clean", 0, place, 7, stamp, kind, 0))


def test_nothing_is_known_of_what_the_broker_did_not_stamp() -> None:
    broker = Broker(behind=50)
    broker.answer(kind=0)
    assert math.isnan(offset())


@pytest.mark.parametrize("behind", [-3600.0, -1.5, 1.5, 3600.0])
def test_a_wrong_clock_is_told_and_said_once(behind: float, caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker(behind)
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            broker.answer()
    assert offset() == pytest.approx(behind, abs=0.02)
    (said,) = caplog.messages
    assert f"{abs(behind):.1f} s {'ahead of' if behind > 0 else 'behind'}" in said
    # Mended, and wrong once more.
    for behind in (0.0, 5.0):
        broker.behind = behind
        broker.answer()
        assert offset() == pytest.approx(behind, abs=0.02)
    assert len(caplog.messages) == 2


def test_a_slow_broker_is_no_wrong_clock(caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker()
    broker.answer(before=30, after=0)
    assert offset() == 0
    broker.answer(before=0, after=30)
    assert offset() == 0
    assert not caplog.messages


def test_a_clock_that_drifts_is_noticed_in_a_minute() -> None:
    broker = Broker()
    broker.answer()
    broker.now += 61
    broker.behind = 0.5
    broker.answer(before=0.1, after=0.1)
    assert 0.3 < offset() <= 0.5


@given(
    st.floats(-5, 5),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=20),
)
def test_no_more_is_told_than_is_wrong(behind: float, pauses: list[tuple[float, float]]) -> None:
    broker = Broker(behind)
    for before, after in pauses:
        broker.answer(before, after)
        assert abs(offset()) <= abs(behind) + 0.001
        assert offset() * behind >= 0
