"""A subscription at work: it reads with a consumer group of its own, sends, and commits what was answered.

Nothing is kept here but the window of events on their way: what is not committed is read again after a crash, and goes
out again with the same `webhook-id`. Several processes may run the same subscriptions: Kafka parts the partitions.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.batches import Unreadable
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION
from streams.connect.deliveries import WINDOW, Deliveries, Event
from streams.connect.desk import Desk
from streams.connect.group import begin, group_of
from streams.connect.posting import Answer, Meaning, Poster, posting
from streams.connect.progress import Done, is_done
from streams.connect.sender import Sender
from streams.connect.subscriptions import Subscription
from streams.errors import ConnectError, FeedError
from streams.events.following import Following
from streams.events.raw_event import RawEvent
from streams.events.structured import structured
from streams.runtime.dead_letters import header_list
from streams.topology import MAX_MESSAGE_BYTES, WEBHOOKS_DEAD

log = logging.getLogger(__name__)

KIND = "webhook"
#: Under this name is remembered that the subscriber wants nothing any more: the url that answered so.
OFF = "off"
#: Uris of which a subscription remembers whether its subscriber was given them.
_REMEMBERED = 100_000
#: So long is waited for records at a time, and while there is no room; a failed commit is tried again; in seconds.
_POLL, _AGAIN = 0.5, 1.0


#: An offset up to which all is done, and a note on those behind it (see `Done`).
Commit = tuple[int, str]


class _Off(Exception):
    """The subscriber wants nothing any more."""


@dataclass(eq=False)
class Webhook:
    """The connection of one subscription. `seconds` is the clock by which it waits.

    `alone`: no other process has this subscription, and it need not wait for a place in the group. `instance` names
    this member of the group: one that comes back under its name within `session` seconds has its place at once.
    """

    subscription: Subscription
    broker: Broker | str
    app_id: str
    sender: Sender
    alone: bool = False
    instance: str | None = None
    session: float = 10.0
    seconds: Callable[[], float] = time.time
    kind: str = KIND
    is_off: bool = False
    has_begun: bool = False  # its group has a beginning: nothing that comes from now on is missed

    @property
    def source(self) -> str:
        """Its name in messages."""
        return self.subscription.name

    @property
    def group(self) -> str:
        """Its consumer group."""
        return group_of(self.app_id, self.subscription)

    def _turn_off(self) -> None:
        self.is_off = True
        metrics.webhook_off.inc()

    async def run(self, desk: Desk) -> None:
        """Sends what comes until it is cancelled, or the subscriber is gone. Raises BrokerError, ConnectError."""
        if desk.mark(OFF) == self.subscription.url:
            log.warning(
                "%s: is off, for its subscriber answered 410 Gone: `copydesk webhooks --on %s`",
                self.source,
                self.source,
            )
            self._turn_off()
            return
        desk.remember(OFF, None)
        await begin(self.broker, self.group, self.subscription)
        self.has_begun = True
        async with AsyncExitStack() as stack:
            consumer = await stack.enter_async_context(
                connected(
                    self.broker,
                    AIOKafkaConsumer,
                    group_id=self.group,
                    group_instance_id=None if self.alone else self.instance,
                    session_timeout_ms=round(self.session * 1000),
                    auto_offset_reset="earliest",
                    enable_auto_commit=False,
                    max_partition_fetch_bytes=1024 * 1024,
                    fetch_max_bytes=4 * 1024 * 1024,
                    isolation_level=ISOLATION,
                )
            )
            poster = await stack.enter_async_context(posting(self.subscription))
            work = _Work(self, desk, consumer, poster)
            try:
                await work.run()
            except* _Off:
                desk.remember(OFF, self.subscription.url)
                self._turn_off()
                log.warning("%s: its subscriber answered 410 Gone: nothing is sent any more", self.source)
            except* KafkaError as group:
                raise ConnectError(
                    f"{self.source}: the topics cannot be read: {group.exceptions[0]}"
                ) from group
            finally:
                await work.end()


@dataclass(eq=False)
class _Work(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """One run. Three tasks: one reads, one sends what is due, one commits what is done."""

    webhook: Webhook
    desk: Desk
    consumer: AIOKafkaConsumer
    poster: Poster
    progress: dict[tuple[str, int], Done] = field(default_factory=dict)
    found: dict[tuple[str, int], Commit] = field(default_factory=dict)  # what was committed before
    committed: dict[tuple[str, int], Commit] = field(default_factory=dict)
    posts: dict[asyncio.Task[None], Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = self.webhook.subscription
        self.deliveries = Deliveries(asked.concurrency, WINDOW)
        self.following = Following(asked.filter, _REMEMBERED)
        self.wake, self.done, self.room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._was_down = False
        self._told = [0, 0]  # what this run has put into the gauges: waiting, behind

    async def run(self) -> None:
        """Until it is cancelled, or one of its tasks fails. Raises an ExceptionGroup."""
        names = [topic.name for topic in self.webhook.subscription.topics]
        if self.webhook.alone:
            cluster = await self.consumer._client.fetch_all_metadata()
            places = {
                TopicPartition(name, number)
                for name in names
                for number in cluster.partitions_for_topic(name)
            }
            self.consumer.assign(list(places))
            await self.on_partitions_assigned(places)
        else:
            self.consumer.subscribe(names, listener=self)
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._read())
            group.create_task(self._send())
            group.create_task(self._commit_on())

    async def end(self) -> None:
        """Commits what is done, and leaves nothing behind in the figures."""
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(_AGAIN):
                await self._commit()
        if self._was_down:
            metrics.webhook_down.dec()
        metrics.webhook_waiting.dec(self._told[0])
        metrics.webhook_behind.dec(self._told[1])

    # Reading.

    async def _read(self) -> None:
        while True:
            if not self.deliveries.has_room and (event := self.deliveries.crowded_out()):
                await self._give_up(event, "there is no room for it to wait longer")
            if self.deliveries.has_room:
                self.consumer.resume(*self.consumer.paused())
                most = self.deliveries.window - self.deliveries.waiting
                batches = await self.consumer.getmany(timeout_ms=round(_POLL * 1000), max_records=most)
                for records in batches.values():
                    for record in records:
                        self._take(record)
                if batches:
                    self.wake.set()
                    self.done.set()
            else:
                # Kafka must go on seeing that this member lives, and nothing may come.
                self.consumer.pause(*self.consumer.assignment())
                await self.consumer.getmany(timeout_ms=0)
                self.room.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL):
                        await self.room.wait()
            self._tell()

    def _take(self, record: Any) -> None:
        place = (record.topic, record.partition)
        done = self.progress.setdefault(place, Done(record.offset))
        if is_done(record.offset, *self.found.get(place, (0, ""))):
            done.skip(record.offset)
            return
        event = self._event(record)
        if event is None:
            done.skip(record.offset)
        else:
            done.take(record.offset)
            self.deliveries.add(event)

    def _event(self, record: Any) -> Event | None:
        """What the subscriber is to be told; None if nothing."""
        if isinstance(record, Unreadable):
            log.error("%s: %s; its records are left out", self.webhook.source, record)
            return None
        headers = dict(header_list(record.headers))
        if record.value is None:
            return None
        try:
            ruling = self.following.rule(headers, record.value)
            if ruling is None:
                return None
            body = structured(headers, record.value, why=str(ruling))
        except ValueError:
            return None  # copydesk did not write it
        return Event(headers["ce_id"].decode("utf-8", "replace"), body, record)

    # Sending.

    async def _send(self) -> None:
        while True:
            now = self.webhook.seconds()
            self.wake.clear()
            for event in self.deliveries.start(now):
                task = self._group.create_task(self._post(event))
                self.posts[task] = event
                task.add_done_callback(self.posts.pop)
            at = self.deliveries.next_at()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if at is None else max(0.01, at - now)):
                    await self.wake.wait()

    async def _post(self, event: Event) -> None:
        answer = await self.poster.post(event.identity, event.body)
        if answer.meaning is Meaning.OFF:
            raise _Off
        is_done = self.deliveries.answered(event, answer, self.webhook.seconds())
        if answer.meaning is Meaning.TAKEN:
            metrics.webhook_events.labels("taken").inc()
            self.desk.reached()
        else:
            metrics.webhook_events.labels("failed").inc()
        self._notice(answer)
        if is_done and answer.meaning is not Meaning.TAKEN:
            await self._give_up(event, "it was tried for long enough")
        elif is_done:
            self._finish(event)
        self.wake.set()
        self.room.set()

    def _notice(self, answer: Answer) -> None:
        """Says when a subscriber goes down, and when he is back."""
        down, source = self.deliveries.is_down, self.webhook.source
        if down and not self._was_down:
            log.warning("%s: takes nothing now (%s)", source, answer.words)
            metrics.webhook_down.inc()
        elif self._was_down and not down:
            log.warning("%s: takes events again", source)
            metrics.webhook_down.dec()
        self._was_down = down

    async def _give_up(self, event: Event, why: str) -> None:
        """Puts the event on webhooks.dead; then it is done."""
        reason = f"{event.last.words}; {why}" if event.last else why
        log.error(
            "%s: %s is given up after %d tries: %s", self.webhook.source, event.identity, event.tries, reason
        )
        letter = dead_letter(event, self.webhook.source, reason, datetime.now(UTC))
        try:
            await self.webhook.sender.send([letter], WEBHOOKS_DEAD)
        except FeedError:
            await self.webhook.sender.send([_without_value(letter)], WEBHOOKS_DEAD)
        metrics.webhook_events.labels("dead").inc()
        self._finish(event)

    def _finish(self, event: Event) -> None:
        if done := self.progress.get(event.place):
            done.finish(event.record.offset)
            self.done.set()

    # Committing.

    async def _commit_on(self) -> None:
        """Commits as soon as something is done; what is done meanwhile goes with the next commit."""
        while True:
            await self.done.wait()
            self.done.clear()
            try:
                await self._commit()
            except KafkaError as error:
                # What was not committed is sent once more, should this end now.
                log.info("%s: not committed (%s)", self.webhook.source, error)
                self.done.set()
                await asyncio.sleep(_AGAIN)

    async def _commit(self) -> None:
        mine = {(place.topic, place.partition) for place in self.consumer.assignment()}
        ahead = {
            place: commit
            for place, done in self.progress.items()
            if place in mine and (commit := (done.committable, done.note)) != self.committed.get(place)
        }
        if ahead:
            await self.consumer.commit({TopicPartition(*place): commit for place, commit in ahead.items()})
            self.committed |= ahead

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Another member gets them: what is on its way of them is his to send."""
        with suppress(KafkaError):
            await self._commit()
        places = {(place.topic, place.partition) for place in revoked}
        leaving = [task for task, event in self.posts.items() if event.place in places]
        for task in leaving:
            task.cancel()
        if leaving:
            await asyncio.wait(leaving)
        self.deliveries.forget(places)
        for place in places:
            for known in (self.progress, self.committed, self.found):
                known.pop(place, None)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """They are read from where the group has come to; what was done behind that is known by the note."""
        # aiokafka gives the note nowhere else.
        commits = await self.consumer._coordinator.fetch_committed_offsets(list(assigned))
        for place, commit in commits.items():
            self.found[place.topic, place.partition] = (commit.offset, commit.metadata or "")

    def _tell(self) -> None:
        behind = 0
        for place in self.consumer.assignment():
            end, done = self.consumer.highwater(place), self.progress.get((place.topic, place.partition))
            behind += max(0, end - done.committable) if end is not None and done is not None else 0
        now = [self.deliveries.waiting, behind]
        metrics.webhook_waiting.inc(now[0] - self._told[0])
        metrics.webhook_behind.inc(now[1] - self._told[1])
        self._told = now


def dead_letter(event: Event, subscription: str, why: str, at: datetime) -> RawEvent:
    """The record on webhooks.dead: the event as it was, and headers that say who did not take it, and why."""
    record = event.record
    told = {
        "dead-subscription": subscription,
        "dead-detail": why[:1000],
        "dead-topic": record.topic,
        "dead-partition": str(record.partition),
        "dead-offset": str(record.offset),
        "dead-attempts": str(event.tries),
        "dead-at": at.isoformat(),
    }
    headers = (
        *header_list(record.headers),
        *((name, value.encode("utf-8", "replace")) for name, value in told.items()),
    )
    return RawEvent(event.identity, record.value, record.key or b"", headers)


def _without_value(letter: RawEvent) -> RawEvent:
    """Of an event that fills a record: where it lies is told, and not the event."""
    size = str(len(letter.value)).encode()
    assert len(letter.value) <= MAX_MESSAGE_BYTES
    return RawEvent(letter.name, b"", letter.key, (*letter.headers, ("dead-size", size)))
