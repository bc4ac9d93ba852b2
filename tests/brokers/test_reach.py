from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError

from streams.brokers import patches
from streams.brokers.client import connection
from streams.brokers.embedded import HOST, EmbeddedBroker, free_port
from streams.brokers.reach import EVERY, PAUSE, Reach
from tests.clock import Clock

HERE, THERE = "one:9092", "two:9092"
REFUSED = ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 9092)")
BEGAN = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


class Connection:
    """A connection that stands, until it does not."""

    stands = True

    def connected(self) -> bool:
        return self.stands


@pytest.fixture
def clock() -> Clock:
    return Clock(0.0)


@pytest.fixture
def reach(clock: Clock) -> Iterator[Reach]:
    known = Reach(clock, lambda: BEGAN + timedelta(seconds=clock.now))
    yield known
    known.clear()


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_it_is_said_at_once_every_half_minute_and_when_it_is_over(
    reach: Reach, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    assert reach.problem() is None
    while clock.now < 65:
        reach.failed(HERE, REFUSED)
        reach.failed(HERE, REFUSED)
        clock.now += PAUSE
    assert reach.problem() == "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
    assert reach.since == BEGAN
    reach.made(HERE, Connection())
    why = "since 06:00:00 UTC (Connection refused): nothing is read or sent until it does, and nothing is lost; it is "
    assert said(caplog) == [
        f"the broker one:9092 does not answer {why}asked again all the time",
        f"the broker one:9092 still does not answer {why}asked again all the time",
        f"the broker one:9092 still does not answer {why}asked again all the time",
        "the broker one:9092 answers again, after 65 s",
    ]
    assert reach.problem() is None
    assert reach.since is None


def test_one_of_several_that_is_gone_is_told_and_is_not_all_of_them(
    reach: Reach, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other = Connection()
    reach.made(THERE, other)
    reach.failed(HERE, REFUSED)
    assert reach.problem() is None
    assert said(caplog)[0].endswith("waits until another one leads it; others of the cluster answer")
    other.stands = False
    assert reach.problem() == "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
    # One that left the cluster is not missed for ever.
    reach.made(THERE, Connection())
    clock.now += 61
    reach.answered()
    assert not reach._levels
    assert reach.problem() is None


def test_one_that_takes_connections_and_does_not_answer_is_gone(
    reach: Reach, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    reach.made(HERE, Connection())
    clock.now = 0.5
    assert reach.silent(HERE, "no answer within 15 s", clock.now)
    for _ in range(4):
        reach.remind()
        clock.now += 10
    assert reach.problem() == "broker unreachable since 06:00:00 UTC: one:9092 (no answer within 15 s)"
    reach.answered()
    assert reach.problem() is None
    assert [line.partition(" since")[0] for line in said(caplog)] == [
        "the broker one:9092 does not answer",
        "the broker one:9092 still does not answer",
        "the broker one:9092 answers again, after 40 s",
    ]
    # What was asked before it was back, and got no answer, says nothing any more.
    assert not reach.silent(HERE, "no answer within 15 s", clock.now - 5)
    assert reach.problem() is None


def test_the_libraries_are_quiet_meanwhile_and_heard_before_and_after(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = [logging.getLogger(name) for name in ("aiokafka.client", "faust.app.base", "mode.services")]
    ours = logging.getLogger("streams.runtime.app")

    def complain() -> list[str]:
        caplog.clear()
        for each in theirs:
            each.error("it does not work")
        ours.warning("an output was not taken")
        ours.error("a fault")
        return said(caplog)

    assert len(complain()) == 5
    # From the moment on in which a connection breaks: what was waited for on it fails before the next attempt does.
    reach.broke()
    assert complain() == ["a fault"]
    reach.failed(HERE, REFUSED)
    assert complain() == ["a fault"]
    reach.made(HERE, Connection())
    # One that is back is not ready at once.
    assert complain() == ["a fault"]
    assert reach._settles is not None
    assert reach._settles.daemon
    reach._settles.cancel()
    reach._settles.function()
    assert len(complain()) == 5


def test_one_that_goes_again_before_it_was_ready_stays_missed(reach: Reach) -> None:
    reach.failed(HERE, REFUSED)
    reach.made(HERE, Connection())
    reach.failed(HERE, REFUSED)
    reach._settled()
    assert reach._levels
    reach.made(HERE, Connection())
    reach.clear()
    assert not reach._levels


def test_where_everything_is_logged_nothing_is_left_out(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        reach.failed(HERE, REFUSED)
        logging.getLogger("aiokafka.client").error("it does not work")
    assert "it does not work" in said(caplog)


async def test_who_is_gone_is_tried_again_after_a_pause(
    reach: Reach, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("streams.brokers.reach.asyncio.sleep", sleep)
    await reach.turn(HERE)
    reach.failed(HERE, REFUSED)
    clock.now += 0.25
    await reach.turn(HERE)
    await reach.turn(THERE)
    assert waited == [PAUSE - 0.25]
    assert PAUSE < EVERY


async def test_every_client_tells_what_it_finds(
    reach: Reach, embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patches, "reach", reach)
    async with AIOKafkaProducer(**connection(embedded.address)):
        assert list(reach._open) == [embedded.address]
        assert reach.problem() is None
    nobody = AIOKafkaProducer(**connection(f"{HOST}:{free_port()}"))
    with pytest.raises(KafkaConnectionError):
        await nobody.start()
    assert "Connection refused" in (reach.problem() or "")
    await nobody.stop()
