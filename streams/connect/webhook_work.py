"""A subscription at work: what comes is sent, in order for each uri, and committed when it was answered.

Nothing is kept here but the window of events on their way: what is not committed is read again after a crash, and goes
out again with the same `webhook-id`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.batches import Unreadable
from streams.connect.deliveries import WINDOW, Deliveries, Event
from streams.connect.desk import Desk
from streams.connect.posting import Answer, Meaning, Poster
from streams.connect.progress import Done, is_done
from streams.connect.sender import Sender
from streams.connect.subscriptions import Subscription
from streams.connect.untaken import dead_letter, without_value
from streams.errors import FeedError
from streams.events.following import Following
from streams.events.structured import structured
from streams.runtime.dead_letters import header_list
from streams.topology import WEBHOOKS_DEAD

log = logging.getLogger(__name__)

#: Uris of which a subscription remembers whether its subscriber was given them.
_REMEMBERED = 100_000
#: So long is waited for records at a time, and while there is no room; a failed commit is tried again; in seconds.
_POLL, _AGAIN = 0.5, 1.0

#: An offset up to which all is done, and a note on those behind it (see `Done`).
Commit = tuple[int, str]


class OffError(Exception):
    """The subscriber wants nothing any more."""


@dataclass(eq=False)
class Work(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """One run. Three tasks: one reads, one sends what is due, one commits what is done.

    `alone`: it reads all partitions, and has no place in the group. `seconds` is the clock by which it waits.
    """

    subscription: Subscription
    desk: Desk
    consumer: AIOKafkaConsumer
    poster: Poster
    sender: Sender
    alone: bool
    seconds: Callable[[], float]
    progress: dict[tuple[str, int], Done] = field(default_factory=dict)
    found: dict[tuple[str, int], Commit] = field(default_factory=dict)  # what was committed before
    committed: dict[tuple[str, int], Commit] = field(default_factory=dict)
    posts: dict[asyncio.Task[None], Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = self.subscription
        self.deliveries = Deliveries(asked.concurrency, WINDOW)
        self.following = Following(asked.filter, _REMEMBERED)
        self.wake, self.done, self.room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._was_down = False
        self._ended, self._sure = 0, 0  # events that are done, and those that are committed, too
        self._told = [0, 0]  # what this run has put into the gauges: waiting, behind

    async def run(self) -> None:
        """Until it is cancelled, or one of its tasks fails. Raises an ExceptionGroup."""
        names = [topic.name for topic in self.subscription.topics]
        if self.alone:
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
            log.error("%s: %s; its records are left out", self.subscription.name, record)
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
            now = self.seconds()
            self.wake.clear()
            # What is sent before that is committed would be sent once more after a crash, and a commit may take long.
            may_start = self._ended - self._sure < self.subscription.concurrency
            for event in self.deliveries.start(now) if may_start else ():
                task = self._group.create_task(self._post(event))
                self.posts[task] = event
                task.add_done_callback(self.posts.pop)
            at = self.deliveries.next_at() if may_start else None
            with suppress(TimeoutError):
                async with asyncio.timeout(None if at is None else max(0.01, at - now)):
                    await self.wake.wait()

    async def _post(self, event: Event) -> None:
        answer = await self.poster.post(event.identity, event.body)
        if answer.meaning is Meaning.OFF:
            raise OffError
        is_done = self.deliveries.answered(event, answer, self.seconds())
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
        down, source = self.deliveries.is_down, self.subscription.name
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
            "%s: %s is given up after %d tries: %s",
            self.subscription.name,
            event.identity,
            event.tries,
            reason,
        )
        letter = dead_letter(event, self.subscription.name, reason, datetime.now(UTC))
        try:
            await self.sender.send([letter], WEBHOOKS_DEAD)
        except FeedError:
            await self.sender.send([without_value(letter)], WEBHOOKS_DEAD)
        metrics.webhook_events.labels("dead").inc()
        self._finish(event)

    def _finish(self, event: Event) -> None:
        if done := self.progress.get(event.place):
            done.finish(event.record.offset)
            self._ended += 1
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
                log.info("%s: not committed (%s)", self.subscription.name, error)
                self.done.set()
                await asyncio.sleep(_AGAIN)

    async def _commit(self) -> None:
        ended = self._ended
        mine = {(place.topic, place.partition) for place in self.consumer.assignment()}
        ahead = {
            place: commit
            for place, done in self.progress.items()
            if place in mine and (commit := (done.committable, done.note)) != self.committed.get(place)
        }
        if ahead:
            await self.consumer.commit({TopicPartition(*place): commit for place, commit in ahead.items()})
            self.committed |= ahead
        self._sure = max(self._sure, ended)
        self.wake.set()

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
