"""[source.kafka]: copy from another topic, or another cluster.

Its offsets are committed there, when our broker has acknowledged what was read. A connection that dies between the two
sends again what was on its way, with the same ids, and the desk tells repeats.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from streams.brokers.batches import Unreadable
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.kafka_broker import broker_of, in_its_words
from streams.connect.kafka_mapping import RecordMapping, mapping_of
from streams.connect.seldom import Seldom
from streams.errors import BrokerError, ConnectError, FeedError
from streams.events.raw_event import RawEvent
from streams.settings import Settings
from streams.topology import BACKFILL, MAX_MESSAGE_BYTES, RAW, Topic

log = logging.getLogger(__name__)

#: Records that go out together, and how long one look for them takes, in milliseconds.
_TOGETHER, _LOOK_MS = 500, 1000
#: Where nothing comes for so long it is asked whether the cluster is there; how long it has to answer, in seconds.
_QUIET, _ANSWERS = 30.0, 10.0
#: A rebalance waits for what is on its way, for this share of the session.
_HANDS_OVER = 0.5
#: Our own broker may be away for as long as it takes: nobody else could send what waits here.
_MAX_POLL_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class KafkaTopics:
    """The connection. `start` is where topics begin of which the group has read nothing: "latest" or "earliest".

    After `session` seconds without a sign of life its partitions go to others of the group.
    """

    source: str
    broker: Broker = field(repr=False)
    topics: tuple[str, ...]
    group: str
    mapping: RecordMapping
    start: str = "latest"
    to: Topic = RAW
    session: float = 10.0
    kind: str = "kafka"

    async def run(self, desk: Desk) -> None:
        """Sends what comes until it is cancelled. Raises ConnectError."""
        try:
            await self._begin(desk)
            async with self._consumer() as consumer:
                reading = _Reading(self, desk, consumer)
                consumer.subscribe(self.topics, listener=reading)
                await reading.run()
        except BrokerError as error:
            raise ConnectError(in_its_words(str(error))) from error
        except KafkaError as error:
            raise ConnectError(
                f"{self.broker} does not give its records ({type(error).__name__}: {error})"
            ) from error

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        async with (
            connected(
                self.broker,
                AIOKafkaConsumer,
                group_id=self.group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",  # a partition that is added is read from its first record on; see _begin
                isolation_level=ISOLATION,
                session_timeout_ms=round(self.session * 1000),
                heartbeat_interval_ms=round(self.session * 1000 / 5),
                max_poll_interval_ms=_MAX_POLL_MS,
                max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
                fetch_max_bytes=MAX_MESSAGE_BYTES,
            ) as consumer
        ):
            yield consumer

    async def _begin(self, desk: Desk) -> None:
        """Commits where to begin with topics of which the group has read nothing yet, if that is not at their start.

        Once, before there is a member: what comes between this and the first record that is read is not skipped after
        a crash, nor what comes to a partition that is added later.
        """
        async with self._consumer() as consumer:
            for topic, places in (await self.places(consumer)).items():
                if desk.mark(_begun(topic)) is not None:
                    continue
                if self.start == "latest":
                    consumer.assign(places)
                    if all([await consumer.committed(each) is None for each in places]):
                        await consumer.commit(await consumer.end_offsets(places))
                desk.remember(_begun(topic), "yes")

    async def places(self, consumer: AIOKafkaConsumer) -> dict[str, list[TopicPartition]]:
        """The partitions of each topic, as the cluster says now. Raises ConnectError for a topic that is not there."""
        cluster = await consumer._client.fetch_all_metadata()
        found = {each: sorted(cluster.partitions_for_topic(each) or ()) for each in self.topics}
        if missing := [topic for topic, numbers in found.items() if not numbers]:
            raise ConnectError(
                f"{self.broker} has no topic {', '.join(missing)}, or lets nobody of this login see it"
            )
        return {topic: [TopicPartition(topic, each) for each in numbers] for topic, numbers in found.items()}


class _Reading(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka's types are not followed
    """One run of a connection."""

    def __init__(self, given: KafkaTopics, desk: Desk, consumer: AIOKafkaConsumer) -> None:
        self._given, self._desk, self._consumer = given, desk, consumer
        self._seldom = Seldom()
        #: Is held from when there are records to the commit of their offsets: a rebalance waits for it. aiokafka gives
        #: none from when that begins until it has ended.
        self._turn = asyncio.Lock()
        self._answered = time.monotonic()
        self._at: dict[TopicPartition, int] = {}  # the offset up to which each partition is sent

    async def run(self) -> None:
        """Sends what comes. Raises KafkaError and ConnectError."""
        while True:
            batches: dict[TopicPartition, list[Any]] = {}
            with suppress(TimeoutError):
                async with asyncio.timeout(_QUIET):  # it waits for the group, however long that takes
                    batches = await self._consumer.getmany(timeout_ms=_LOOK_MS, max_records=_TOGETHER)
            if batches:
                # Nothing may be awaited between the look and this: a rebalance could begin.
                async with self._turn:
                    # Records may come, and be sent, before on_partitions_assigned has ended.
                    for place, records in batches.items():
                        self._at.setdefault(place, records[0].offset)
                    self._tell_behind()
                    await self._send([record for records in batches.values() for record in records])
                    sent = {place: records[-1].offset + 1 for place, records in batches.items()}
                    await self._commit(sent)
                    self._at |= sent
                    self._reached()
            self._tell_behind()
            if time.monotonic() - self._answered > _QUIET:
                await self._ask()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Others will read these: what of them is on its way is sent and committed first."""
        try:
            async with asyncio.timeout(_HANDS_OVER * self._given.session):
                await self._turn.acquire()
            self._turn.release()
        except TimeoutError:
            log.info("%s: partitions go to others while their records are on their way", self._given.source)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Says what was deleted there before we read it: it is lost to us."""
        places = list(assigned)
        begins = await self._consumer.beginning_offsets(places)
        for place, begin in begins.items():
            committed = await self._consumer.committed(place)
            self._at[place] = max(self._at.get(place, 0), begin, committed or 0)
            if committed is not None and committed < begin:
                lost = (
                    f"{place.topic}/{place.partition}: offsets {committed} to {begin - 1} were deleted unread"
                )
                self._desk.refused(lost)
        self._reached()

    async def _send(self, records: Sequence[Any]) -> None:
        """Returns when our broker has acknowledged all that are raw events. Raises ConnectError."""
        now = datetime.now(UTC)
        events: list[RawEvent] = []
        for record in records:
            if isinstance(record, Unreadable):
                self._seldom.refused(self._desk, f"{record}; it is passed over")
            elif record.value is None:
                self._desk.refused(
                    f"{record.topic}/{record.partition}/{record.offset} is a tombstone", quiet=True
                )
            elif isinstance(event := self._given.mapping.event(record, now), FeedError):
                self._seldom.refused(self._desk, f"{event}; it is passed over")
            else:
                events.append(event)
        await self._desk.send(
            events,
            self._given.to,
            refused=lambda why: self._seldom.refused(self._desk, f"{why}; it is passed over"),
        )

    async def _commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commits; where the partitions have gone to others meanwhile, these send again what we sent."""
        try:
            async with asyncio.timeout(_ANSWERS):
                await self._consumer.commit(dict(offsets))
        except TimeoutError:
            raise ConnectError(
                f"{self._given.broker} has not committed offsets within {_ANSWERS:g} s"
            ) from None
        except (CommitFailedError, IllegalStateError) as error:
            log.info("%s: offsets were not committed: %s", self._given.source, error)

    async def _ask(self) -> None:
        """Asks whether the cluster is there, where nothing comes. Raises ConnectError."""
        try:
            async with asyncio.timeout(_ANSWERS):
                await self._given.places(self._consumer)
        except TimeoutError:
            raise ConnectError(f"{self._given.broker} has not answered within {_ANSWERS:g} s") from None
        self._reached()

    def _tell_behind(self) -> None:
        """How many records of our partitions are not sent yet, by what the last answers told of their ends."""
        ours = self._consumer.assignment()
        self._at = {place: at for place, at in self._at.items() if place in ours}
        ends = {place: self._consumer.highwater(place) for place in self._at}
        self._desk.behind(sum(max(0, (ends[place] or at) - at) for place, at in self._at.items()))

    def _reached(self) -> None:
        self._answered = time.monotonic()
        self._desk.reached()


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The topics of sources.toml. Raises SourcesError."""
    made: list[KafkaTopics] = []
    for each in given:
        options = each.options
        topics = KafkaTopics(
            each.source,
            broker_of(options),
            options.texts("topics"),
            options.text("group", f"{known.app_id}-connect-{each.source}"),
            mapping_of(each.source, options),
            options.choice("start", ("latest", "earliest"), "latest"),
            BACKFILL if options.flag("backfill", False) else RAW,
            known.session_seconds,
        )
        options.done()
        if not topics.topics:
            options.refuse("topics", "lists none")
        if _shares(topics.broker, known.broker):
            if own := next((name for name in topics.topics if name in (RAW.name, BACKFILL.name)), None):
                options.refuse(
                    "topics", f"has {own}, to which it would be sent: it would come round for ever"
                )
            if topics.group == known.app_id:
                options.refuse("group", f"is {known.app_id}, that of the workers")
        for other in made:
            if other.group == topics.group and _shares(other.broker, str(topics.broker)):
                options.refuse("group", f"is that of {other.source}: each needs one of its own")
        made.append(topics)
    return made


def _shares(broker: Broker, addresses: str) -> bool:
    """Whether two clusters are one, as far as their addresses tell."""
    return bool(set(str(broker).split(",")) & {each.strip() for each in addresses.split(",")})


def _begun(topic: str) -> str:
    return f"begun {topic}"
