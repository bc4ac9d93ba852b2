from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from streams.engine.window import Output, Window, Work
from tests.waiting import until


@dataclass
class Record:
    """What a Faust event is to the window."""

    offset: int
    acked: list[str]
    partition: int = 0
    message: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        self.message = SimpleNamespace(topic="t", partition=self.partition, offset=self.offset)

    def ack(self) -> bool:
        self.acked.append(f"{self.partition}/{self.offset}")
        return True


@dataclass
class Broker:
    """Takes outputs, and acknowledges them when told to."""

    taken: list[str] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, output: Output) -> Awaitable[object]:
        self.taken.append((output.value or b"").decode())
        return asyncio.ensure_future(self.open.wait())


async def stream(records: list[Record]) -> AsyncIterator[Record]:
    for record in records:
        yield record


def out(record: Record) -> Work:
    return Work((Output("out", None, f"{record.partition}/{record.offset}".encode()),))


async def test_outputs_and_acks_keep_the_order_although_the_work_overtakes() -> None:
    acked: list[str] = []
    broker = Broker()
    broker.open.set()
    gates = {offset: asyncio.Event() for offset in range(4)}
    done: list[int] = []

    async def work(record: Record) -> Work:
        await gates[record.offset].wait()
        done.append(record.offset)
        return out(record)

    running = asyncio.ensure_future(
        Window(10, broker.send).run(stream([Record(offset, acked) for offset in range(4)]), work)
    )
    for offset in (3, 2, 1):
        gates[offset].set()
    await until(lambda: len(done) == 3)
    assert broker.taken == []
    gates[0].set()
    await running
    assert broker.taken == acked == ["0/0", "0/1", "0/2", "0/3"]


async def test_an_event_is_acknowledged_only_after_the_broker_has_its_output() -> None:
    acked: list[str] = []
    broker = Broker()

    async def work(record: Record) -> Work:
        return out(record)

    running = asyncio.ensure_future(Window(10, broker.send).run(stream([Record(0, acked)]), work))
    await until(lambda: broker.taken)
    assert acked == []
    broker.open.set()
    await running
    assert acked == ["0/0"]


async def test_a_slow_event_holds_up_its_own_partition_only() -> None:
    acked: list[str] = []
    broker = Broker()
    broker.open.set()
    gate = asyncio.Event()

    async def work(record: Record) -> Work:
        if record.partition == 0:
            await gate.wait()
        return out(record)

    records = [Record(0, acked, 0), Record(0, acked, 1), Record(1, acked, 1)]
    running = asyncio.ensure_future(Window(10, broker.send).run(stream(records), work))
    await until(lambda: len(acked) == 2)
    assert acked == ["1/0", "1/1"]
    gate.set()
    await running
    assert acked[-1] == "0/0"


async def test_the_limit_holds_back_the_stream() -> None:
    acked: list[str] = []
    broker = Broker()
    started: list[int] = []
    occupied: list[int] = []

    async def work(record: Record) -> Work:
        started.append(record.offset)
        return out(record)

    window = Window(3, broker.send, occupancy=occupied.append)
    running = asyncio.ensure_future(window.run(stream([Record(offset, acked) for offset in range(50)]), work))
    await until(lambda: len(broker.taken) == 3)
    assert len(started) == 3
    assert window.inside == 3
    broker.open.set()
    await running
    assert len(acked) == 50
    assert max(occupied) == 3
    assert occupied[-1] == 0


async def test_what_was_taken_before_a_rebalance_is_neither_answered_nor_acknowledged() -> None:
    acked: list[str] = []
    broker = Broker()
    broker.open.set()

    async def work(record: Record) -> Work:
        return out(record)

    window = Window(10, broker.send, outdated=lambda record: record.offset < 2)
    await window.run(stream([Record(offset, acked) for offset in range(4)]), work)
    assert acked == broker.taken == ["0/2", "0/3"]
    assert window.acknowledged == 2


async def test_what_cannot_be_sent_ends_the_agent_and_acknowledges_nothing() -> None:
    acked: list[str] = []

    async def broken(_: Output) -> Awaitable[object]:
        raise RuntimeError("no broker")

    async def work(record: Record) -> Work:
        return out(record)

    window = Window(1, broken)
    with pytest.raises(RuntimeError, match="no broker"):
        await window.run(stream([Record(offset, acked) for offset in range(9)]), work)
    assert acked == []


async def test_a_closed_window_takes_nothing_more_and_finishes_what_it_has() -> None:
    acked: list[str] = []
    broker = Broker()

    async def work(record: Record) -> Work:
        return out(record)

    window = Window(2, broker.send)
    running = asyncio.ensure_future(window.run(stream([Record(offset, acked) for offset in range(9)]), work))
    await until(lambda: window.inside == 2)
    window.close()
    broker.open.set()
    await window.drained()
    assert len(acked) <= 3
    assert window.inside == 0
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_work_that_raises_fails_the_window_at_once_although_no_event_follows() -> None:
    acked: list[str] = []
    broker = Broker()
    told: list[BaseException] = []
    gate = asyncio.Event()
    endless = asyncio.Event()

    async def records() -> AsyncIterator[Record]:
        for partition, offset in ((0, 0), (0, 1), (1, 0), (0, 2)):
            yield Record(offset, acked, partition)
        await endless.wait()

    async def work(record: Record) -> Work:
        if (record.partition, record.offset) == (0, 1):
            await until(lambda: len(broker.taken) == 2)
            raise RuntimeError("too much")
        if record.offset == 2:
            await gate.wait()
        return out(record)

    window = Window(10, broker.send, failed=told.append)
    running = asyncio.ensure_future(window.run(records(), work))
    await until(lambda: told)
    assert str(window.failure) == "too much"
    gate.set()
    # What was sent before is acknowledged; the event that failed and those after it are not.
    drained = asyncio.ensure_future(window.drained())
    broker.open.set()
    await drained
    assert sorted(acked) == sorted(broker.taken) == ["0/0", "1/0"]
    endless.set()
    with pytest.raises(RuntimeError, match="too much"):
        await running
    assert len(told) == 1


async def test_a_window_that_has_failed_takes_nothing_more() -> None:
    acked: list[str] = []
    broker = Broker()
    broker.open.set()

    async def broken(_: Record) -> Work:
        raise RuntimeError("too much")

    async def work(record: Record) -> Work:
        return out(record)

    window = Window(10, broker.send)
    with pytest.raises(RuntimeError, match="too much"):
        await window.run(stream([Record(0, acked)]), broken)
    # Faust starts an agent that crashed again, with the events that follow.
    with pytest.raises(RuntimeError, match="too much"):
        await window.run(stream([Record(1, acked)]), work)
    assert acked == broker.taken == []


async def test_a_stream_that_breaks_fails_the_window() -> None:
    told: list[BaseException] = []

    async def records() -> AsyncIterator[Record]:
        for offset in range(2):
            if offset:
                raise RuntimeError("no stream")
            yield Record(offset, [])

    async def work(record: Record) -> Work:
        return out(record)

    with pytest.raises(RuntimeError, match="no stream"):
        await Window(10, Broker().send, failed=told.append).run(records(), work)
    assert len(told) == 1


async def test_what_comes_then_waits_for_the_broker_and_holds_up_the_lane() -> None:
    acked: list[str] = []
    broker = Broker()

    async def work(record: Record) -> Work:
        if record.offset:
            return out(record)
        return Work((Output("out", None, b"first"),), then=(Output("log", None, b"then"),))

    records = [Record(0, acked), Record(1, acked)]
    running = asyncio.ensure_future(Window(10, broker.send).run(stream(records), work))
    await until(lambda: broker.taken)
    for _ in range(20):
        await asyncio.sleep(0)
    assert broker.taken == ["first"]
    broker.open.set()
    await running
    assert broker.taken == ["first", "then", "0/1"]
    assert acked == ["0/0", "0/1"]


async def test_an_event_of_our_own_goes_behind_what_is_in_its_lane() -> None:
    acked: list[str] = []
    broker = Broker()
    broker.open.set()
    gate = asyncio.Event()
    started = asyncio.Event()

    async def work(record: Record) -> Work:
        started.set()
        await gate.wait()
        return out(record)

    async def ours(record: Record) -> Work:
        return Work((Output("out", None, b"ours"),))

    async def events() -> AsyncIterator[Record]:
        yield Record(0, acked)
        await asyncio.Event().wait()

    window = Window(10, broker.send)
    running = asyncio.ensure_future(window.run(events(), work))
    await started.wait()
    await window.inject(Record(-1, acked), ours)
    for _ in range(20):
        await asyncio.sleep(0)
    assert broker.taken == []
    gate.set()
    await until(lambda: len(broker.taken) == 2)
    assert broker.taken == ["0/0", "ours"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_a_rebalance_overtook_is_not_written_then() -> None:
    acked: list[str] = []
    broker = Broker()
    outdated = False

    async def work(record: Record) -> Work:
        return Work((Output("out", None, b"first"),), then=(Output("log", None, b"then"),))

    window = Window(10, broker.send, outdated=lambda _: outdated)
    running = asyncio.ensure_future(window.run(stream([Record(0, acked)]), work))
    await until(lambda: broker.taken)
    outdated = True
    broker.open.set()
    await running
    assert (broker.taken, acked) == (["first"], [])
