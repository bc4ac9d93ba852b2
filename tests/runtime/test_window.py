from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from streams.runtime import window as window_module
from streams.runtime.window import OutdatedError, Output, Window, Work
from tests.waiting import until


@dataclass
class Record:
    """What a Faust event is to the window."""

    offset: int
    acked: list[str]
    partition: int = 0
    message: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        self.message = SimpleNamespace(
            topic="t", partition=self.partition, offset=self.offset, generation_id=7
        )

    def ack(self) -> bool:
        self.acked.append(f"{self.partition}/{self.offset}")
        return True


@dataclass
class Broker:
    """Takes outputs, and acknowledges them when told to."""

    taken: list[str] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, output: Output, generation: int) -> Awaitable[object]:
        self.taken.append((output.value or b"").decode())
        return asyncio.ensure_future(self.open.wait())


@dataclass
class Futures:
    """Takes outputs, each with an acknowledgement of its own, which the test gives."""

    acks: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def send(self, output: Output, generation: int) -> Awaitable[object]:
        future = asyncio.get_running_loop().create_future()
        self.acks[(output.value or b"").decode()] = future
        return future


async def stream(records: list[Record]) -> AsyncIterator[Record]:
    for record in records:
        yield record


async def open_stream(records: list[Record]) -> AsyncIterator[Record]:
    """As a topic is: after these records the agent waits for more."""
    for record in records:
        yield record
    await asyncio.Event().wait()


async def turns(count: int = 20) -> None:
    """Lets everything run that can run now."""
    for _ in range(count):
        await asyncio.sleep(0)


async def stop(running: asyncio.Future[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


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

    async def broken(_: Output, generation: int) -> Awaitable[object]:
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


def remembering(record: Record) -> Work:
    name = f"{record.partition}/{record.offset}"
    return Work((Output("out", None, name.encode()),), then=(Output("log", None, f"then {name}".encode()),))


async def test_what_comes_then_waits_for_the_outputs_and_holds_up_no_other_outputs() -> None:
    broker = Futures()

    async def work(record: Record) -> Work:
        return remembering(record)

    records = [Record(0, []), Record(1, [])]
    running = asyncio.ensure_future(Window(10, broker.send).run(stream(records), work))
    await until(lambda: len(broker.acks) == 2)
    # The second is acknowledged first: what is remembered of it waits for the first one's turn.
    broker.acks["0/1"].set_result(None)
    await turns()
    assert list(broker.acks) == ["0/0", "0/1"]
    broker.acks["0/0"].set_result(None)
    await until(lambda: len(broker.acks) == 4)
    assert list(broker.acks)[2:] == ["then 0/0", "then 0/1"]
    await stop(running)


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

    window = Window(10, broker.send)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, acked)]), work))
    await started.wait()
    await window.inject(Record(-1, acked), ours)
    await turns()
    assert broker.taken == []
    gate.set()
    await until(lambda: len(broker.taken) == 2)
    assert broker.taken == ["0/0", "ours"]
    await stop(running)


async def test_what_readers_have_when_a_rebalance_begins_is_remembered_all_the_same() -> None:
    log: list[str] = []
    broker = Broker()
    outdated = False

    async def work(record: Record) -> Work:
        return replace(
            remembering(record), kept=lambda _: log.append("kept"), done=lambda: log.append("done")
        )

    window = Window(10, broker.send, outdated=lambda _: outdated)
    running = asyncio.ensure_future(window.run(stream([Record(0, log)]), work))
    await until(lambda: broker.taken)
    outdated = True
    broker.open.set()
    await running
    # It counts, for what is remembered is not done again; but its offset is not ours to commit any more.
    assert (broker.taken, log) == (["0/0", "then 0/0"], ["kept", "done"])


async def test_what_was_not_written_any_more_is_not_remembered_and_does_not_end_the_agent() -> None:
    log: list[str] = []

    class Fence(Broker):
        async def send(self, output: Output, generation: int) -> Awaitable[object]:
            assert generation == 7
            await super().send(output, generation)
            over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            over.set_exception(OutdatedError())
            return over

    async def work(record: Record) -> Work:
        return replace(
            remembering(record), kept=lambda _: log.append("kept"), done=lambda: log.append("done")
        )

    broker = Fence()
    window = Window(10, broker.send)
    await window.run(stream([Record(0, log), Record(1, log)]), work)
    assert (broker.taken, log, window.inside, window.acknowledged) == (["0/0", "0/1"], [], 0, 0)


@pytest.mark.parametrize("last", ["a", "b", "c"])
async def test_an_event_is_acknowledged_when_the_broker_has_the_last_of_its_outputs(last: str) -> None:
    acked: list[str] = []
    broker = Futures()

    async def work(record: Record) -> Work:
        return Work(tuple(Output("out", None, name.encode()) for name in "abc"))

    running = asyncio.ensure_future(Window(10, broker.send).run(stream([Record(0, acked)]), work))
    await until(lambda: len(broker.acks) == 3)
    for name in {*"abc"} - {last}:
        broker.acks[name].set_result(None)
    await turns()
    assert acked == []
    broker.acks[last].set_result(None)
    await running
    assert acked == ["0/0"]


async def test_what_comes_then_is_acknowledged_before_the_event_is() -> None:
    acked: list[str] = []
    broker = Futures()

    async def work(record: Record) -> Work:
        return Work((Output("out", None, b"first"),), then=(Output("log", None, b"then"),))

    running = asyncio.ensure_future(Window(10, broker.send).run(stream([Record(0, acked)]), work))
    await until(lambda: broker.acks)
    broker.acks["first"].set_result(None)
    await until(lambda: "then" in broker.acks)
    await turns()
    assert acked == []
    broker.acks["then"].set_result(None)
    await running
    assert acked == ["0/0"]


async def test_what_is_to_be_done_is_done_once_the_event_is_acknowledged() -> None:
    log: list[str] = []
    broker = Broker()

    async def work(record: Record) -> Work:
        return Work(out(record).outputs, lambda: log.append(f"done {record.offset}"))

    running = asyncio.ensure_future(
        Window(10, broker.send).run(stream([Record(0, log), Record(1, log)]), work)
    )
    await until(lambda: len(broker.taken) == 2)
    await turns()
    assert log == []
    broker.open.set()
    await running
    assert log == ["0/0", "done 0", "0/1", "done 1"]


async def test_what_a_rebalance_overtook_on_its_way_to_the_broker_counts_as_nothing() -> None:
    log: list[str] = []
    broker = Broker()
    outdated = False

    async def work(record: Record) -> Work:
        return Work(out(record).outputs, lambda: log.append("done"))

    window = Window(10, broker.send, outdated=lambda _: outdated)
    running = asyncio.ensure_future(window.run(stream([Record(0, log)]), work))
    await until(lambda: broker.taken)
    outdated = True
    broker.open.set()
    await running
    assert (log, window.acknowledged, window.inside) == ([], 0, 0)


async def test_settled_waits_for_what_was_sent_and_for_nothing_else() -> None:
    broker = Futures()
    slow = asyncio.Event()

    async def work(record: Record) -> Work:
        if record.offset:
            await slow.wait()
        return out(record)

    window = Window(10, broker.send)
    records = [Record(0, [], 0), Record(0, [], 1), Record(1, [], 1)]
    running = asyncio.ensure_future(window.run(open_stream(records), work))
    await until(lambda: len(broker.acks) == 2)
    settled = asyncio.ensure_future(window.settled())
    broker.acks["0/0"].set_result(None)
    await turns()
    assert not settled.done()
    # The event that is still in work has sent nothing: there is nothing to wait for.
    broker.acks["1/0"].set_result(None)
    await turns()
    assert settled.done()
    await stop(running)


async def test_settled_waits_for_an_event_that_is_half_handed_over_and_for_what_is_remembered_of_it() -> None:
    full, taken = asyncio.Event(), Futures()
    suspended = False

    async def send(output: Output, generation: int) -> Awaitable[object]:
        if taken.acks:
            await full.wait()  # the producer's buffer is full
        return await taken.send(output, generation)

    async def work(record: Record) -> Work:
        outputs = tuple(Output("out", None, name) for name in (b"a", b"b"))
        return Work(outputs, then=(Output("log", None, b"then"),))

    window = Window(8, send, outdated=lambda _: suspended)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, []), Record(1, [])]), work))
    await until(lambda: taken.acks)
    suspended = True
    settled = asyncio.ensure_future(window.settled())
    full.set()
    for name in ("a", "b", "then"):
        await until(lambda name=name: name in taken.acks)  # type: ignore[misc]
        assert not settled.done()
        taken.acks[name].set_result(None)
    await settled
    assert list(taken.acks) == ["a", "b", "then"]
    await stop(running)


async def test_a_failed_window_settles_when_the_broker_has_what_was_sent() -> None:
    acked: list[str] = []
    broker = Futures()
    gate = asyncio.Event()

    async def work(record: Record) -> Work:
        if record.offset:
            await gate.wait()
            raise RuntimeError("too much")
        return out(record)

    window = Window(10, broker.send)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, acked), Record(1, acked)]), work))
    await until(lambda: broker.acks)
    # Whoever waited for the window to be drained before it failed does not wait for ever.
    drained = asyncio.ensure_future(window.drained())
    await turns()
    gate.set()
    await until(lambda: window.failure)
    settled = asyncio.ensure_future(window.settled())
    await turns()
    assert not settled.done()
    assert not drained.done()
    broker.acks["0/0"].set_result(None)
    await turns()
    assert settled.done()
    assert drained.done()
    assert acked == ["0/0"]
    await stop(running)


async def test_whoever_waits_for_a_window_that_fails_with_nothing_sent_waits_no_longer() -> None:
    gate = asyncio.Event()

    async def broken(record: Record) -> Work:
        await gate.wait()
        raise RuntimeError("too much")

    window = Window(10, Broker().send)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, [])]), broken))
    await until(lambda: window.inside)
    drained = asyncio.ensure_future(window.drained())
    await turns()
    assert not drained.done()
    gate.set()
    await turns()
    assert drained.done()
    await stop(running)


async def test_a_stream_that_breaks_waits_for_what_was_sent_before_it_ends_the_agent() -> None:
    acked: list[str] = []
    broker = Broker()

    async def records() -> AsyncIterator[Record]:
        yield Record(0, acked)
        await until(lambda: broker.taken)
        raise RuntimeError("no stream")

    async def work(record: Record) -> Work:
        return out(record)

    window = Window(10, broker.send)
    running = asyncio.ensure_future(window.run(records(), work))
    await until(lambda: window.failure)
    await turns()
    assert not running.done()
    broker.open.set()
    with pytest.raises(RuntimeError, match="no stream"):
        await running
    assert acked == ["0/0"]


async def test_a_window_counts_what_is_in_it_and_in_each_partition() -> None:
    broker = Futures()

    async def work(record: Record) -> Work:
        return out(record)

    places = [("t", partition) for partition in range(3)]
    window = Window(4, broker.send)
    records = [Record(0, [], 0), Record(0, [], 1), Record(1, [], 1)]
    running = asyncio.ensure_future(window.run(open_stream(records), work))
    await until(lambda: len(broker.acks) == 3)
    counts = [(window.inside, window.full, *map(window.inside_of, places))]
    await window.inject(Record(2, [], 1), work)
    counts.append((window.inside, window.full, *map(window.inside_of, places)))
    broker.acks["1/0"].set_result(None)
    await turns()
    counts.append((window.inside, window.full, *map(window.inside_of, places)))
    assert counts == [(3, False, 1, 2, 0), (4, True, 1, 3, 0), (3, False, 1, 2, 0)]
    assert window.acknowledged == 1
    await stop(running)


async def test_an_event_of_our_own_does_not_enter_a_window_that_has_failed_or_does_not_run() -> None:
    started: list[int] = []

    async def broken(record: Record) -> Work:
        raise RuntimeError("too much")

    async def ours(record: Record) -> Work:
        started.append(record.offset)
        return Work(())

    window = Window(10, Broker().send)
    await window.inject(Record(-1, []), ours)
    with pytest.raises(RuntimeError, match="too much"):
        await window.run(stream([Record(0, [])]), broken)
    await window.inject(Record(-2, []), ours)
    await turns()
    assert started == []


async def test_an_agent_that_is_cancelled_leaves_no_work_behind() -> None:
    broker = Broker()
    first = asyncio.Event()
    started: set[int] = set()
    ended: set[int] = set()

    async def work(record: Record) -> Work:
        started.add(record.offset)
        try:
            await (asyncio.Event() if record.offset else first).wait()
        finally:
            ended.add(record.offset)
        return out(record)

    records = [Record(offset, []) for offset in range(4)]
    running = asyncio.ensure_future(Window(10, broker.send).run(open_stream(records), work))
    await until(lambda: started == {0, 1, 2, 3})
    first.set()
    await until(lambda: broker.taken)
    assert ended == {0}
    await stop(running)
    await turns()
    assert ended == started


async def test_work_that_raises_is_noticed_although_the_event_before_it_is_still_in_work() -> None:
    told: list[BaseException] = []

    async def work(record: Record) -> Work:
        if record.offset:
            raise RuntimeError("too much")
        await asyncio.Event().wait()
        return out(record)

    window = Window(10, Broker().send, failed=told.append)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, []), Record(1, [])]), work))
    await turns()
    assert [str(error) for error in told] == ["too much"]
    await stop(running)


async def test_the_event_after_a_failure_is_not_worked_on() -> None:
    started: list[int] = []
    more = asyncio.Event()

    async def records() -> AsyncIterator[Record]:
        yield Record(0, [])
        await more.wait()
        yield Record(1, [])
        await asyncio.Event().wait()

    async def work(record: Record) -> Work:
        started.append(record.offset)
        raise RuntimeError("too much")

    running = asyncio.ensure_future(Window(10, Broker().send).run(records(), work))
    await turns()
    more.set()
    await turns()
    assert running.done()
    with pytest.raises(RuntimeError, match="too much"):
        await running
    assert started == [0]


async def test_an_event_of_our_own_waits_for_room_and_does_not_enter_a_window_that_is_closed() -> None:
    broker = Futures()
    started: list[int] = []

    async def work(record: Record) -> Work:
        started.append(record.offset)
        return out(record)

    window = Window(1, broker.send)
    running = asyncio.ensure_future(window.run(open_stream([Record(0, [])]), work))
    await until(lambda: broker.acks)
    waits = asyncio.ensure_future(window.inject(Record(-1, []), work))
    await turns()
    assert started == [0]
    broker.acks["0/0"].set_result(None)
    await turns()
    assert started == [0, -1]
    broker.acks["0/-1"].set_result(None)
    window.close()
    late = asyncio.ensure_future(window.inject(Record(-2, []), work))
    await turns()
    assert (started, waits.done(), window.inside) == ([0, -1], True, 0)
    await stop(late)
    await stop(running)


async def test_only_so_many_outputs_of_a_partition_are_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_module, "_IN_FLIGHT", 2)
    acked: list[str] = []
    broker = Broker()

    async def work(record: Record) -> Work:
        return out(record)

    running = asyncio.ensure_future(
        Window(50, broker.send).run(stream([Record(offset, acked) for offset in range(20)]), work)
    )
    await until(lambda: len(broker.taken) >= 2)
    await turns(100)
    # Two wait, one more is awaited, and one stands before the full queue.
    assert len(broker.taken) == 4
    broker.open.set()
    await running
    assert acked == [f"0/{offset}" for offset in range(20)]
