"""Faust's consumer, with nine faults mended that would lose events, forget articles or stop in silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer
from faust.types import ConsumerMessage

from streams.brokers.batches import Unreadable
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION, log_end_offsets
from streams.runtime.lease import Lease
from streams.runtime.unreadable import Unreadables
from streams.topology import AGENTS

log = logging.getLogger(__name__)

#: The longest that a fetch waits for records. Faust has 1500: a partition that was read to its end while a fetch for
#: the others was on its way is asked for only when that one returns.
_FETCH_WAIT_MS = 50
#: The most records of streams that a fetch gives. Faust takes all that was read ahead, megabytes of each partition, and
#: fetches nothing more for anyone before its streams have them.
MOST_RECORDS = 64
#: How long a fetch waits that leaves out a stream without room, in seconds: there may be room again in a moment.
_ROOM_WAIT = 0.05
#: What is read ahead of a partition, and in one answer of a broker, in bytes. Without these bounds aiokafka holds what
#: the largest record may have of every partition. A record that is larger comes all the same, alone.
_READ_AHEAD, _MOST_BYTES = 1024 * 1024, 8 * 1024 * 1024

#: Partitions that are asked for together, and how many of their records at most.
Asked = list[tuple[set[Any], int | None]]


#: The topics whose partitions it reads.
_STREAMS = frozenset(topic.name for agent in AGENTS for topic in agent.all_reads)
#: What Faust makes a message of.
_FIELDS = (
    *("topic", "partition", "offset", "timestamp", "timestamp_type", "headers", "key", "value", "checksum"),
    *("serialized_key_size", "serialized_value_size", "tp", "generation_id"),
)


class BatchMessage(ConsumerMessage):
    """In the place of the records of a batch that is passed over, with the offset of the last one."""

    def __init__(self, batch: Unreadable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch


class _Thread(AIOKafkaConsumerThread):
    consumer: CarefulConsumer

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # Faust has no settings for them, and aiokafka no setters; they are read when the consumer starts.
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS
        consumer._isolation_level = ISOLATION
        self.consumer.lease.watch(consumer._client)
        consumer._max_partition_fetch_bytes, consumer._fetch_max_bytes = _READ_AHEAD, _MOST_BYTES
        return consumer

    async def getmany(self, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109 - as Faust has it
        """Records of these partitions, those of the end of the pipe first; of changelogs as many as there are."""
        asked = self.consumer.in_order(active_partitions)
        return await self.call_thread(self._fetch_in_order, self._ensure_consumer(), asked, timeout)

    async def _fetch_in_order(self, consumer: Any, asked: Asked, timeout: float) -> Any:  # noqa: ASYNC109
        """What has been read ahead; if that is nothing, what comes first within `timeout` seconds."""
        found: dict[Any, Any] = {}
        for partitions, most in asked:
            found |= await self._fetch_records(consumer, partitions, timeout=0, max_records=most)
        if found or not timeout:
            return found
        every = set().union(*(partitions for partitions, _ in asked))
        limits = [most for _, most in asked if most is not None]
        return await self._fetch_records(
            consumer, every, timeout=timeout, max_records=min(limits, default=None)
        )

    async def _fetch_records(self, consumer: Any, *args: Any, **kwargs: Any) -> Any:
        """Records up to the first batch that cannot be read; a partition is not asked again while it waits there."""
        unreadable = self.consumer.unreadable
        ours = consumer.assignment()
        for place in unreadable.waiting:
            if place[0] not in _STREAMS:
                continue
            if place not in ours:
                unreadable.past(place)
            elif unreadable.again(place):
                consumer.resume(TopicPartition(*place))
        found = await super()._fetch_records(consumer, *args, **kwargs)
        return {tp: records for tp, each in found.items() if (records := self._up_to(consumer, tp, each))}

    def _up_to(self, consumer: Any, tp: Any, records: list[Any]) -> list[Any]:
        unreadable = self.consumer.unreadable
        for number, record in enumerate(records):
            waited = unreadable.waiting.get(tp)
            if waited is not None and record.offset >= waited.first:
                unreadable.past(tp)
            if isinstance(record, Unreadable) and not (record.too_large or unreadable.skipped(record)):
                unreadable.wait(record)
                # Since the fetch gave them nothing has happened in this thread: they are ours still.
                consumer.seek(tp, record.first)
                consumer.pause(tp)
                return records[:number]
        return records

    def highwater(self, tp: Any) -> Any:
        """Behind the last record that can be read: there an open transaction begins, or the next record will lie."""
        return self._ensure_consumer().last_stable_offset(tp)


class CarefulConsumer(Consumer):
    """Acknowledges an event only in the generation in which it was taken, and never while the flow is suspended.

    A Faust stream acknowledges the events that it skips during a rebalance. They come again, and are in work when a
    commit that believes those acknowledgements passes them: after a crash they would be lost.

    It takes no event before the flow is resumed. When the tables have come back, Faust resumes the partitions first,
    then seeks to the committed offsets, and then empties its queues: events that were in them in that moment would
    not come again, and the offset of their partition would never again be committed past them.

    It asks for the partitions that are active when it asks. Faust hands over its own set; if that becomes empty in the
    meantime, the fetcher takes it for all partitions, and the events that it then gives are thrown away.

    What was asked before a rebalance and is answered after it is not believed. The answer may begin behind the seek
    to the committed offsets, and Faust throws it away by what it had asked for: the partition would then stand still
    until the next rebalance. So these records are taken back, and come again.

    A partition of which nothing is committed begins with its first record. Seeking to what is committed leaves such a
    one where it is; were that behind records that a rebalance took out of work, the next commit would pass them.

    It asks for no more records of a stream than there is room for. One loop fetches for all stages: while it waits at
    the full stream of one, the others get nothing, and what is cleaned already would go on only when all that waits is.

    It asks for the end of the pipe first (`order`), and of every stage by itself. One answer for all would be filled by
    whoever has most waiting, which is the raw events.

    In front of a batch that cannot be read a partition waits, until the batch can be read or passed over (see
    streams/runtime/unreadable.py). It reads what transactions have committed, and nothing else.

    And it asks for the log end offsets of changelogs in a way that every broker answers rightly (see log_end_offsets).
    """

    def __init__(
        self,
        *args: Any,
        broker: Broker | str,
        room: Callable[[str], int],
        order: Sequence[str],
        lease: Lease,
        unreadable: Unreadables,
        **kwargs: Any,
    ) -> None:
        self.lease, self.unreadable = lease, unreadable
        super().__init__(*args, **kwargs)
        self._broker, self._room, self._order = broker, room, order
        self._held: set[Any] = set()
        self._changed = 0  # how often the flow or what is active has changed

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    def ack(self, message: Any) -> bool:
        """Marks the message as done; False where that does not count."""
        if message.generation_id != self.app.consumer_generation_id or not self.app.flow_control.is_active():
            return False
        return bool(super().ack(message))

    def resume_partitions(self, tps: Iterable[Any]) -> None:
        """Lets events of these partitions come; not before resume_flow(), which Faust calls next."""
        self._held.update(tps)

    def pause_partitions(self, tps: Iterable[Any]) -> None:
        """Lets no more events of these partitions come."""
        self._changed += 1
        self._held.difference_update(tps)
        super().pause_partitions(tps)

    def resume_flow(self) -> None:
        """Lets events come."""
        self._changed += 1
        super().resume_flow()
        super().resume_partitions(self._held)
        self._held.clear()

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109 - as Faust has it
        asked = set(active_partitions)
        full = {topic for topic in {tp.topic for tp in asked} if topic in _STREAMS and self._room(topic) <= 0}
        waiting = {tp for tp in asked if tp.topic in full}
        if waiting:
            asked, timeout = asked - waiting, _ROOM_WAIT
            if not asked:  # an empty set would mean all of them
                await asyncio.sleep(timeout)
                return {}
        before = self._changed
        records = await super()._getmany(asked, timeout)
        if before == self._changed or not records:
            return records
        doubtful = {tp for tp in records if not self._is_changelog_tp(tp)}
        # One loop fetches: since the rebalance nothing was taken, and all may begin where the group has got to.
        if doubtful:
            log.info(
                "asked before a rebalance, answered after it: %d partitions are sought again", len(doubtful)
            )
            try:
                await self.perform_seek()
            except (IllegalStateError, AssertionError):  # as aiokafka has it for no partitions at all
                log.info("another rebalance has begun: it will seek")
        return {tp: found for tp, found in records.items() if tp not in doubtful}

    def _to_message(self, tp: Any, record: Any) -> ConsumerMessage:
        message = super()._to_message(tp, record)
        if isinstance(record, Unreadable):
            named = {name: getattr(message, name) for name in _FIELDS}
            return BatchMessage(record, **named)
        return message

    def in_order(self, partitions: Iterable[Any]) -> Asked:
        """These partitions by their topics, each with as many records as there is room for; changelogs before all."""
        by_topic: dict[str, set[Any]] = {}
        for tp in partitions:
            by_topic.setdefault(tp.topic, set()).add(tp)
        known = [topic for topic in self._order if topic in by_topic]
        changelogs = [topic for topic in by_topic if topic not in known]
        found: Asked = [(by_topic[topic], None) for topic in changelogs]
        for topic in known:
            # One at least: that there is room was found just now, and none asked for would be all.
            found.append((by_topic[topic], max(1, min(MOST_RECORDS, self._room(topic)))))
        return found

    async def verify_all_partitions_active(self) -> None:
        """Looks for nothing: the watch does, by what the broker tells.

        Faust's own look fails, and ends the worker, where a partition has no position yet: after a rebalance, and so
        when a worker wakes that had been stopped.
        """

    async def perform_seek(self) -> None:
        """Goes to what the group has committed of each partition, or to its first record where that is nothing."""
        self.unreadable.try_all()
        committed = {tp: max(0, offset or 0) for tp, offset in (await self.seek_to_committed()).items()}
        # Changelogs are never committed: they go on where the recovery reads them.
        unsaid = [tp for tp, offset in committed.items() if not offset and not self._is_changelog_tp(tp)]
        if unsaid:
            await self._thread.seek_to_beginning(*unsaid)
        for tp, offset in committed.items():
            self._read_offset[tp] = offset or None
            if offset:
                self._committed_offset[tp] = offset

    async def highwaters(self, *partitions: Any) -> Mapping[Any, int]:
        """The offset after the last record of each partition: a table has come back when it was read so far."""
        ends = await log_end_offsets(self._broker, partitions)
        return {tp: ends[tp] for tp in partitions}
