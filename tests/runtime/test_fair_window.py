from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from streams.runtime import fair_window as module
from streams.runtime.fair_window import FairWindow
from streams.runtime.feeds import Feed, Kind
from streams.runtime.spool import Spool
from streams.runtime.window import OutdatedError, Output, Work
from tests.runtime.test_window import Broker, Futures, stop, turns
from tests.waiting import until


@dataclass
class Raw:
    """A raw event: its feed is told by its source, which begins with "slow", "page" or "old" or is that of a text.

    The work on a text ends at once, but for a source that begins with "textual".
    """

    source: str
    offset: int
    acked: list[str]
    partition: int = 0
    key: bytes | None = None
    message: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        self.message = SimpleNamespace(
            topic="t",
            partition=self.partition,
            offset=self.offset,
            key=self.key,
            value=self.name.encode(),
            generation_id=7,
        )

    @property
    def name(self) -> str:
        return f"{self.source}/{self.partition}/{self.offset}"

    def ack(self) -> bool:
        self.acked.append(f"{self.partition}/{self.offset}")
        return True


@dataclass
class Stage:
    """A window in which the work on an event ends when its gate is opened; `open` opens those of names that begin so."""

    window: FairWindow
    broker: Broker
    acked: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    values: dict[str, bytes | None] = field(default_factory=dict)
    messages: set[str] = field(default_factory=set)
    asides: dict[str, Callable[[], None]] = field(default_factory=dict)
    queue: asyncio.Queue[Raw] = field(default_factory=asyncio.Queue)
    number: int = 0

    def come(self, *sources: str, partition: int = 0, key: bytes | None = None) -> None:
        """Events come, in this order."""
        for source in sources:
            self.queue.put_nowait(Raw(source, self.number, self.acked, partition, key))
            self.number += 1

    async def events(self) -> AsyncIterator[Raw]:
        while True:
            yield await self.queue.get()

    async def work(self, raw: Raw, aside: Callable[[], None]) -> Work:
        self.started.append(raw.name)
        self.values[raw.name] = raw.message.value
        self.asides[raw.name] = aside
        if not raw.source.startswith("text") or raw.source.startswith("textual"):
            await self.gates.setdefault(raw.name, asyncio.Event()).wait()
        if raw.source == "broken":
            raise RuntimeError("too much")
        return Work((Output("out", None, raw.name.encode()),), ahead=raw.name in self.messages)

    async def open(self, name: str) -> None:
        for each, gate in self.gates.items():
            if each.startswith(name):
                gate.set()
        await turns(60)


def feed(raw: Raw) -> Feed:
    kind = Kind.TEXT if raw.source.startswith("text") else Kind.PAGE
    return Feed(raw.source, kind, raw.source.startswith("old"))


@pytest.fixture
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A running window of 16 slots; the broker acknowledges at once."""
    broker = Broker()
    broker.open.set()
    wanted: dict[str, Any] = getattr(request, "param", {})
    window = FairWindow(
        wanted.get("limit", 16),
        broker.send,
        feed_of=feed,
        spool=Spool(tmp_path, 100_000),
        slow=lambda feed: feed.source.startswith("slow"),
        behind=lambda: False,
    )
    made = Stage(window, broker)
    running = asyncio.ensure_future(window.run(made.events(), made.work))
    yield made
    await stop(running)


async def test_outputs_of_a_source_keep_its_order_and_those_of_others_do_not_wait(stage: Stage) -> None:
    stage.come("page-a", "page-b", "page-a", "text-a")
    await turns(60)
    assert stage.broker.taken == ["text-a/0/3"]
    await stage.open("page-b")
    await stage.open("page-a/0/2")
    assert stage.broker.taken == ["text-a/0/3", "page-b/0/1"]
    await stage.open("page-a/0/0")
    assert stage.broker.taken[2:] == ["page-a/0/0", "page-a/0/2"]


async def test_those_of_a_key_keep_its_order_and_others_of_its_source_do_not_wait(stage: Stage) -> None:
    stage.come("page-a", "text-a", "page-b", key=b"uri")
    stage.come("page-a", key=b"another")
    await turns(60)
    await stage.open("page-a/0/3")
    assert stage.broker.taken == ["page-a/0/3"]
    await stage.open("page-b")
    await stage.open("page-a/0/0")
    assert stage.broker.taken == ["page-a/0/3", "page-a/0/0", "text-a/0/1", "page-b/0/2"]
    assert stage.window._lanes == {}


async def test_events_are_acknowledged_in_the_order_of_their_partition_whenever_they_are_done(
    stage: Stage,
) -> None:
    stage.come("page-a", "text-b", "page-c")
    stage.come("text-b", partition=1)
    await turns(60)
    await stage.open("page-c")
    assert len(stage.broker.taken) == 3
    # Kafka would take what is before them for done.
    assert stage.acked == ["1/3"]
    assert (stage.window.acknowledged, stage.window.inside) == (3, 1)
    assert (stage.window.done_of(("t", 0)), stage.window.inside_of(("t", 0))) == (2, 1)
    await stage.open("page-a")
    assert stage.acked == ["1/3", "0/0", "0/1", "0/2"]
    assert stage.window.inside_of(("t", 0)) == 0
    assert (stage.window._lanes, stage.window._tasks) == ({}, {})


async def test_a_message_overtakes_the_pages_in_work_and_what_comes_behind_it_does_not(stage: Stage) -> None:
    stage.come("page-a", "page-a", "page-a")
    stage.messages.add("page-a/0/1")
    await turns(60)
    await stage.open("page-a/0/1")
    await stage.open("page-a/0/2")
    assert stage.broker.taken == ["page-a/0/1"]
    await stage.open("page-a/0/0")
    assert stage.broker.taken == ["page-a/0/1", "page-a/0/0", "page-a/0/2"]
    assert stage.acked == ["0/0", "0/1", "0/2"]
    assert stage.window._lanes == {}


async def test_those_behind_one_that_takes_long_wait_for_those_before_it_alone(stage: Stage) -> None:
    stage.come("page-a", "page-a", "page-a")
    await turns(60)
    stage.asides["page-a/0/1"]()
    await stage.open("page-a/0/2")
    assert stage.broker.taken == []
    await stage.open("page-a/0/0")
    assert stage.broker.taken == ["page-a/0/0", "page-a/0/2"]
    assert stage.acked == ["0/0"]
    await stage.open("page-a/0/1")
    assert stage.acked == ["0/0", "0/1", "0/2"]


async def test_who_came_first_goes_first_as_far_as_that_takes_not_long(tmp_path: Path) -> None:
    broker = Broker()
    broker.open.set()
    window = FairWindow(
        16,
        broker.send,
        feed_of=feed,
        spool=Spool(tmp_path, 1000),
        patience=0.05,
        slow=lambda feed: feed.source.startswith("slow"),
    )
    stage = Stage(window, broker)
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("page-a", "text-b", "text-c")
    stage.come("text-b", partition=1)
    await turns(60)
    assert stage.broker.taken == ["text-b/1/3"]
    await stage.open("page-a")
    assert stage.broker.taken[1:] == ["page-a/0/0", "text-b/0/1", "text-c/0/2"]
    # The first one behind it waits, and not for ever; nobody waits for a source that is slow.
    stage.come("page-a", "text-b", "text-c")
    await turns(60)
    assert len(stage.broker.taken) == 4
    await until(lambda: len(stage.broker.taken) == 6, every=0.001)
    # Nor does one that takes long, and that others in its lane pass, lose its place before that.
    stage.come("page-d", "text-e", partition=3)
    await turns(60)
    stage.asides["page-d/3/7"]()
    await turns(60)
    assert len(stage.broker.taken) == 6
    await stage.open("page-d")
    assert stage.broker.taken[6:] == ["page-d/3/7", "text-e/3/8"]
    del stage.broker.taken[6:]
    stage.number = 7
    # A kill does not come before its story only because that is a page.
    stage.messages.add("text-k/2/8")
    stage.come("page-a", "text-k", partition=2)
    await turns(60)
    assert len(stage.broker.taken) == 6
    await stage.open("page-a/2")
    assert stage.broker.taken[6:] == ["page-a/2/7", "text-k/2/8"]
    del stage.broker.taken[6:]
    stage.come("slow-a", "text-b")
    await turns(60)
    assert stage.broker.taken[4:] == ["text-b/0/5", "text-c/0/6", "text-b/0/10"]
    for _ in range(2):
        await stage.open("")
    assert window._last == {}
    await stop(running)


async def test_a_source_has_a_share_of_the_window_and_what_is_beyond_it_lets_others_pass(
    stage: Stage,
) -> None:
    stage.come(*["page-a"] * 10, "page-b", "text-c")
    await turns(60)
    assert stage.started == [*(f"page-a/0/{number}" for number in range(4)), "page-b/0/10", "text-c/0/11"]
    assert (stage.window.inside, stage.window.parked, stage.window.inside_of(("t", 0))) == (5, 6, 11)
    assert stage.broker.taken == ["text-c/0/11"]
    for number in range(10):
        await stage.open(f"page-a/0/{number}")
    # In their order, each with its bytes.
    assert [name for name in stage.started if name.startswith("page-a")] == [
        f"page-a/0/{n}" for n in range(10)
    ]
    assert all(value == name.encode() for name, value in stage.values.items())
    assert stage.window.parked == 0


async def test_texts_of_a_source_leave_half_of_the_slots_to_others(stage: Stage) -> None:
    stage.come(*["textual-a"] * 12, "text-b")
    await turns(60)
    assert stage.started == [*(f"textual-a/0/{number}" for number in range(8)), "text-b/0/12"]
    assert (stage.window.inside, stage.window.parked) == (8, 4)
    assert stage.broker.taken == ["text-b/0/12"]


async def test_the_bytes_of_what_waits_are_not_in_memory(stage: Stage) -> None:
    stage.come(*["page-a"] * 6)
    await turns(60)
    assert stage.window._spool._end == 2 * len("page-a/0/5")
    await stage.open("page-a")
    await stage.open("page-a")
    assert stage.window._spool._end == 0


async def test_pages_leave_slots_to_texts_however_many_sources_they_have(stage: Stage) -> None:
    stage.come(*(f"page-{number}" for number in range(30)), "text-a")
    await turns(60)
    assert stage.window.inside == 12
    assert stage.broker.taken == ["text-a/0/30"]


async def test_all_slow_sources_share_what_one_source_has(stage: Stage) -> None:
    stage.come(*(f"slow-{number}" for number in range(30)), "page-a")
    await turns(60)
    assert [name.partition("/")[0] for name in stage.started] == [*(f"slow-{n}" for n in range(4)), "page-a"]


async def test_slow_sources_wait_for_all_others_and_get_one_turn_in_twenty(stage: Stage) -> None:
    stage.come(*["slow-a"] * 20, *["page-a"] * 60, *["page-b"] * 60)
    await turns(200)
    assert len(stage.started) == 12
    while len(stage.started) < 100:
        before = len(stage.started)
        await stage.open("page")
        assert len(stage.started) > before
    # Theirs were free, and are not taken from them.
    assert sum(name.startswith("slow") for name in stage.started) == 4


async def test_room_is_what_is_free_and_none_when_too_much_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PARKED", 40)
    rooms = [stage.window.room()]
    stage.come(*["page-a"] * 4)
    await turns(60)
    rooms.append(stage.window.room())
    stage.come(*["page-a"] * 15)
    await turns(100)
    rooms.append(stage.window.room())
    # As many of a source that is read in time may wait as there are slots.
    stage.come("page-a")
    await turns(60)
    rooms.append(stage.window.room())
    assert rooms == [16, 12, 12, 0]
    assert stage.window.full
    await stage.open("page-a")
    assert stage.window.room() == 12
    while stage.window.inside:
        await stage.open("page-a")
    # Of slow ones many more.
    stage.come(*["slow-a"] * 43)
    await turns(200)
    assert (stage.window.parked, stage.window.room()) == (39, 12)
    stage.come("slow-a")
    await turns(60)
    assert (stage.window.parked, stage.window.room()) == (40, 0)


@pytest.mark.parametrize("stage", [{"limit": 1}, {"limit": 2}], indirect=True)
async def test_a_small_window_takes_one_at_least(stage: Stage) -> None:
    stage.come("page-a", "page-a", "text-b", "old-c")
    await turns(60)
    assert stage.started[0] == "page-a/0/0"
    for _ in range(8):
        await stage.open("")
    assert len(stage.acked) == 4
    assert stage.window.room() == stage.window._limit


async def test_history_waits_until_the_live_wire_leaves_something_over(stage: Stage) -> None:
    stage.come(*[f"page-{number}" for number in range(8)], "old-a", "old-a", "old-a")
    await turns(60)
    assert not any(name.startswith("old") for name in stage.started)
    assert stage.window.room(history=True) == 1
    for number in range(4):
        await stage.open(f"page-{number}")
    # No more than an eighth of the slots, for what is live may come at any time.
    assert [name for name in stage.started if name.startswith("old")] == ["old-a/0/8", "old-a/0/9"]
    await stage.open("old")
    assert len([name for name in stage.started if name.startswith("old")]) == 3


@pytest.mark.parametrize("slow", [0, 150])
async def test_history_never_starves(stage: Stage, slow: int) -> None:
    """Nor beside sources that are slow, which wait for all that is live, too."""
    stage.come(*["slow-a"] * slow)
    stage.come(*["old-a"] * 4)
    await turns(60)
    await stage.open("old")
    before = len(stage.started)
    stage.come(*[f"page-{number % 9}" for number in range(400)], *["old-a"] * 30)
    await turns(900)
    while len(stage.started) - before < 200:
        await stage.open("page")
        await stage.open("old")
        await stage.open("slow")
    old = sum(name.startswith("old") for name in stage.started[before:])
    assert 0.04 <= old / len(stage.started[before:]) <= 0.07


async def test_what_the_live_wire_owes_history_does_not_go_before_what_is_live_now(stage: Stage) -> None:
    stage.come(*["text-a"] * 400)
    await turns(900)
    stage.come(*[f"textual-{number % 4}" for number in range(16)])
    await turns(60)
    stage.come(*["old-a"] * 10, *["textual-z"] * 10)
    await turns(60)
    before = len(stage.started)
    for number in range(2):
        await stage.open(f"textual-{number}")
    next_ = [name.partition("/")[0] for name in stage.started[before:]]
    assert len(next_) == 8
    assert next_.count("old-a") <= 1  # its turn in twenty


async def test_history_waits_for_the_stages_behind(tmp_path: Path) -> None:
    behind = True
    broker = Broker()
    broker.open.set()
    window = FairWindow(16, broker.send, feed_of=feed, spool=Spool(tmp_path, 1000), behind=lambda: behind)
    stage = Stage(window, broker)
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("old-a")
    await turns(60)
    assert stage.started == []
    behind = False
    window.admit()
    await turns(60)
    assert stage.started == ["old-a/0/0"]
    await stop(running)


async def test_what_was_taken_before_a_rebalance_is_forgotten_and_comes_again(tmp_path: Path) -> None:
    outdated: set[str] = set()
    broker = Broker()
    broker.open.set()
    window = FairWindow(
        16, broker.send, feed_of=feed, spool=Spool(tmp_path, 1000), outdated=lambda raw: raw.name in outdated
    )
    stage = Stage(window, broker)
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come(*["page-a"] * 6, "text-b")
    await turns(60)
    outdated |= {f"page-a/0/{number}" for number in range(6)}
    window.forget()
    assert (window.parked, window.inside_of(("t", 0)), window._spool._end) == (0, 0, 0)
    await turns(60)
    # The old work is ended, and its slots are free; nothing of it goes out or is acknowledged.
    assert window.inside == 0
    stage.number = 100
    stage.come("page-a", "text-b")
    await stage.open("page-a/0/1")
    assert stage.broker.taken == ["text-b/0/6", "text-b/0/101"]
    assert stage.acked == []
    for _ in range(2):
        await stage.open("")
    assert stage.broker.taken[2:] == ["page-a/0/100"]
    assert stage.acked == ["0/100", "0/101"]
    assert (window.inside, window.inside_of(("t", 0)), window.done_of(("t", 0))) == (0, 0, 2)
    await stop(running)


async def test_nothing_is_acknowledged_past_an_event_that_a_rebalance_overtook_on_its_way(
    tmp_path: Path,
) -> None:
    outdated = False
    broker = Futures()
    window = FairWindow(
        16, broker.send, feed_of=feed, spool=Spool(tmp_path, 1000), outdated=lambda _: outdated
    )
    stage = Stage(window, Broker())
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("text-a", "text-b")
    await turns(60)
    outdated = True
    broker.acks["text-a/0/0"].set_result(None)
    await turns(60)
    outdated = False
    broker.acks["text-b/0/1"].set_result(None)
    await turns(60)
    assert (stage.acked, window.acknowledged, window.inside) == ([], 1, 0)
    await stop(running)


async def test_what_was_not_written_any_more_counts_as_nothing(tmp_path: Path) -> None:
    async def send(_: Output, generation: int) -> Any:
        assert generation == 7
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        over.set_exception(OutdatedError())
        return over

    window = FairWindow(16, send, feed_of=feed, spool=Spool(tmp_path, 1000))
    stage = Stage(window, Broker())
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("text-a")
    await turns(60)
    assert (stage.acked, window.acknowledged, window.inside, window.failure) == ([], 0, 0, None)
    await stop(running)


async def test_settled_waits_for_what_is_being_sent_and_for_nothing_else(tmp_path: Path) -> None:
    handing = asyncio.Event()
    broker = Futures()

    async def send(output: Output, generation: int) -> Any:
        await handing.wait()
        return await broker.send(output, generation)

    window = FairWindow(16, send, feed_of=feed, spool=Spool(tmp_path, 1000))
    stage = Stage(window, Broker())
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("text-a", "page-b")
    await turns(60)
    settled = asyncio.ensure_future(window.settled())
    await turns(60)
    assert not settled.done()
    handing.set()
    await turns(60)
    assert not settled.done()
    broker.acks["text-a/0/0"].set_result(None)
    await turns(60)
    assert settled.done()
    await stop(running)


async def test_a_closed_window_finishes_what_is_in_work_and_lets_go_of_what_waits(stage: Stage) -> None:
    stage.come(*["page-a"] * 6)
    await turns(60)
    stage.window.close()
    drained = asyncio.ensure_future(stage.window.drained())
    await stage.open("page-a")
    assert drained.done()
    assert stage.acked == [f"0/{number}" for number in range(4)]
    stage.come("text-b")
    await turns(60)
    assert len(stage.started) == 4


async def test_work_that_raises_fails_the_window_at_once_and_what_was_sent_is_acknowledged(
    tmp_path: Path,
) -> None:
    told: list[BaseException] = []
    broker = Futures()
    window = FairWindow(16, broker.send, feed_of=feed, spool=Spool(tmp_path, 1000), failed=told.append)
    stage = Stage(window, Broker())
    running = asyncio.ensure_future(window.run(stage.events(), stage.work))
    stage.come("text-a", "broken", "page-b")
    await turns(60)
    await stage.open("broken")
    assert [str(error) for error in told] == ["too much"]
    drained = asyncio.ensure_future(window.drained())
    await turns(60)
    assert not drained.done()
    broker.acks["text-a/0/0"].set_result(None)
    await turns(60)
    assert drained.done()
    assert stage.acked == ["0/0"]
    await stage.open("page-b")
    assert list(broker.acks) == ["text-a/0/0"]
    stage.come("text-c")
    with pytest.raises(RuntimeError, match="too much"):
        await running
    with pytest.raises(RuntimeError, match="too much"):
        await window.run(stage.events(), stage.work)


async def test_two_streams_share_one_window(stage: Stage) -> None:
    other = Stage(stage.window, stage.broker, stage.acked)
    running = asyncio.ensure_future(stage.window.run(other.events(), other.work))
    stage.come("text-a")
    other.come("text-b", partition=1)
    await turns(60)
    assert sorted(stage.acked) == ["0/0", "1/0"]
    await stop(running)


async def test_an_agent_that_is_cancelled_leaves_no_work_behind(stage: Stage) -> None:
    ended: set[str] = set()

    async def work(raw: Raw, _: Callable[[], None]) -> Work:
        try:
            await asyncio.Event().wait()
        finally:
            ended.add(raw.name)
        return Work(())

    running = asyncio.ensure_future(stage.window.run(stage.events(), work))
    stage.come("page-a", "page-b")
    await until(lambda: stage.window.inside)
    await turns(60)
    await stop(running)
    await turns(60)
    assert len(ended | set(stage.started)) == 2
