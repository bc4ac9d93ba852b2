"""Reads the topics for `copydesk top`: in no group, the latest first, and no more than a terminal can show.

It needs a broker and no worker. While no broker answers it says so, tries again, and then begins anew: the broker may
be another one. What was read before is shown until then.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.group import GroupOffsets
from streams.brokers.reach import reach
from streams.brokers.reader import ISOLATION, log_end_offsets, readable
from streams.cli.top.followers import Followers
from streams.cli.top.lag import Lags
from streams.cli.top.model import Desk, Value, read
from streams.errors import BrokerError, CopydeskError
from streams.topology import AGENTS, DEAD, DUPLICATES, ENRICHED, NOTICES, SOURCES, WITHHELD

#: Seconds after which a broker that did not answer is tried again, and between two looks at what waits.
AGAIN, LOOKS = 2.0, 2.0
#: And between two looks at who follows the wire: the stories, and webhooks.
FOLLOWED = 10.0
#: Seconds between two looks at whether a topic was made, or has got more partitions.
_GROWN = 15.0
#: At most so many records are taken at a time, and so long is the pause after it, in seconds: 2,000 a second.
_BATCH, _PAUSE = 100, 0.05
#: A fetch without news waits so long at the broker, in milliseconds: at rest nothing else is done.
_IDLE_MS = 2000
#: A partition that is further behind than this is left out up to its end, in records.
_BEHIND = 2000
#: How much is read of what is there already, in records of a topic over all of its partitions. Where the last record of
#: a key counts, all of it is.
_BACK = {ENRICHED.name: 400, DUPLICATES.name: 400, DEAD.name: 2000, NOTICES.name: 400}
_WHOLE = (WITHHELD.name, SOURCES.name)
#: Where what was not read is missing from the figures.
_COUNTED = frozenset({ENRICHED.name, DUPLICATES.name, DEAD.name})
_WIRE = (ENRICHED.name, DUPLICATES.name)
#: The broker gets so long for an answer, and a client for its end, in seconds.
_PATIENCE, _END = 10.0, 1.0


@dataclass(frozen=True, slots=True)
class State:
    """`known`: what is shown is so now. `words` say why not, or what is still to come."""

    known: bool
    words: str


class Topics:
    """`desk` and `lags` are what was read; `desk` is another one after the broker was gone.

    `find` gives the broker, and raises BrokerError where there is none. `app_id` names the group of the workers.
    """

    def __init__(
        self,
        find: Callable[[], Broker],
        app_id: str,
        clock: Callable[[], float] = time.monotonic,
        subscriptions: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._subscriptions = subscriptions
        self._find, self._app_id, self._clock = find, app_id, clock
        self.desk, self.lags = Desk(), Lags()
        self.state = State(False, "connecting")
        self.broker = ""
        self._silent = False  # it was asked what waits, and has not answered

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._read()
            except (KafkaError, CopydeskError, OSError, TimeoutError) as error:
                self._gone(reach.problem() or str(error) or type(error).__name__)
            except Exception as error:  # noqa: BLE001 - a screen that stands still would look as if all were well
                self._gone(f"a fault of copydesk ({type(error).__name__}: {error}); it is tried again")
            await asyncio.sleep(AGAIN)

    def _gone(self, why: str) -> None:
        self.state = State(False, why)
        self.lags.forget()

    async def _read(self) -> None:
        """One connection. Raises what ends it."""
        broker = self._find()
        self.broker, self._silent = str(broker), False
        looking = None
        try:
            async with connected(
                broker,
                AIOKafkaConsumer,
                auto_offset_reset="earliest",
                enable_auto_commit=False,
                fetch_max_wait_ms=_IDLE_MS,
                max_partition_fetch_bytes=1024 * 1024,
                fetch_max_bytes=8 * 1024 * 1024,
                isolation_level=ISOLATION,
            ) as consumer:
                places = await _partitions(consumer)
                consumer.assign(sorted(places))
                desk = Desk()
                looking = asyncio.create_task(self._look(broker))
                await self._read_back(broker, consumer, desk)
                await self._follow(consumer, places)
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.wait([looking], timeout=_END)

    async def _read_back(self, broker: Broker, consumer: AIOKafkaConsumer, desk: Desk) -> None:
        """What is there already, the wire in the order of its times; then that is what is shown."""
        ends = await log_end_offsets(broker, consumer.assignment())
        begins = await consumer.beginning_offsets(list(ends))
        starts = beginnings(ends, begins)
        for place, start in starts.items():
            consumer.seek(place, start)
        wire: list[tuple[int, Value]] = []
        total, moved = sum(end - starts[place] for place, end in ends.items()), self._clock()
        done = -1
        while True:
            at = {place: await consumer.position(place) for place in ends}
            left = sum(max(0, end - at[place]) for place, end in ends.items())
            if left == 0:
                break
            if total - left > done:
                done, moved = total - left, self._clock()
                self.state = State(False, f"starting ({100 * done // max(1, total)} %)")
            elif self._clock() - moved > _PATIENCE:
                raise BrokerError(f"{broker} has given nothing for {_PATIENCE:g} s: is it running?")
            open_ = [place for place, end in ends.items() if at[place] < end]
            batches = await consumer.getmany(*open_, timeout_ms=200, max_records=_BATCH)
            for place, records in batches.items():
                first = records[0].timestamp / 1000
                if place.topic in _COUNTED and records[0].offset == starts[place] > begins[place]:
                    desk.figures.whole_from = max(desk.figures.whole_from, first)
                for record in readable(records):
                    if record.topic in _WIRE:
                        wire += [(record.timestamp, value) for value in read(record)]
                    else:
                        _take(desk, record)
            await asyncio.sleep(0)
        for _, value in sorted(wire, key=lambda each: each[0]):
            desk.take(value)
        self.desk = desk
        self.state = State(True, "live" if ends else "no topics yet: a worker makes them")

    async def _follow(self, consumer: AIOKafkaConsumer, places: set[TopicPartition]) -> None:
        """What comes, until the broker does not answer, or has other partitions."""
        looked = self._clock()
        while True:
            # A getmany() without partitions does not wait.
            batches = (
                await consumer.getmany(timeout_ms=_IDLE_MS // 2, max_records=_BATCH)
                if places
                else await asyncio.sleep(_PAUSE * 10, {})
            )
            for records in batches.values():
                for record in readable(records):
                    _take(self.desk, record)
            if gone := reach.problem():
                raise BrokerError(gone)
            # One that stands still keeps its connections, and a wire without news looks the same.
            if self._silent:
                raise BrokerError(f"{self.broker} has not answered for {_PATIENCE:g} s")
            if batches:
                await self._skip(consumer)
                await asyncio.sleep(_PAUSE)
            # While a worker makes the topics, they come one after the other.
            whole = len({place.topic for place in places}) == len(_BACK) + len(_WHOLE)
            if self._clock() - looked > (_GROWN if whole else AGAIN):
                looked = self._clock()
                if await _partitions(consumer) != places:
                    return

    async def _skip(self, consumer: AIOKafkaConsumer) -> None:
        """Leaves out what cannot be shown in time; never of what waits, or the list would be wrong about it."""
        for place in consumer.assignment():
            end, at = consumer.last_stable_offset(place), await consumer.position(place)
            if place.topic not in _WHOLE and end is not None and end - at > _BEHIND:
                consumer.seek(place, end - _BATCH)
                if place.topic == ENRICHED.name:
                    self.desk.figures.skip(end - _BATCH - at, time.time())

    async def _look(self, broker: Broker) -> None:
        """Looks at what waits, until cancelled. Nothing that goes wrong here ends the reading."""
        while True:
            clients = None
            try:
                async with asyncio.timeout(_PATIENCE):
                    clients = await GroupOffsets.connect(broker, self._app_id)
                followers, looked = Followers(self._app_id, self._subscriptions), -FOLLOWED
                while True:
                    async with asyncio.timeout(_PATIENCE):
                        await self._look_once(clients)
                    if self._clock() - looked >= FOLLOWED:
                        await self._look_at_followers(followers, broker, clients)
                        looked = self._clock()
                    await asyncio.sleep(LOOKS)
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody knows now what waits
                self._silent = isinstance(error, TimeoutError)
                self.lags.forget()
            finally:
                if clients is not None:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_END):
                            await clients.close()
            await asyncio.sleep(AGAIN)

    async def _look_at_followers(self, followers: Followers, broker: Broker, clients: GroupOffsets) -> None:
        """What these have left to do. Where it cannot be told, that of the stages is shown all the same."""
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await followers.look(broker, clients)
        except (KafkaError, CopydeskError, LookupError, TimeoutError):
            told = {}
        self.lags.look_at_others(self._clock(), told)

    async def _look_once(self, clients: GroupOffsets) -> None:
        names = [topic.name for agent in AGENTS for topic in agent.all_reads]
        counts = await clients.counts(names)
        places = {(name, number) for name in names for number in range(counts.get(name, 0))}
        self.lags.look(self._clock(), await clients.offsets(places))


def _take(desk: Desk, record: Any) -> None:
    for value in read(record):
        desk.take(value)


async def _partitions(consumer: AIOKafkaConsumer) -> set[TopicPartition]:
    """Those of the end topics that are there now."""
    # The metadata of all topics: to ask for one that is missing could create it.
    cluster = await consumer._client.fetch_all_metadata()
    return {
        TopicPartition(topic, number)
        for topic in (*_BACK, *_WHOLE)
        for number in cluster.partitions_for_topic(topic) or ()
    }


def beginnings(
    ends: Mapping[TopicPartition, int], begins: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Where to begin to read, of partitions that begin and end there."""
    partitions = Counter(place.topic for place in ends)

    def start(place: TopicPartition) -> int:
        if place.topic in _WHOLE:
            return begins[place]
        back = max(5, _BACK[place.topic] // partitions[place.topic])
        return max(begins[place], ends[place] - back)

    return {place: start(place) for place in ends}
