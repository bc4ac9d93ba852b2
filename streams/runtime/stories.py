"""The agent of stories: which articles tell the same story, told on the topic `stories`.

It stands beside the wire. No stage waits for it, and whatever goes wrong here ends in the log and in the metrics, and
begins again after a pause: never in the worker. Of a desk's workers one runs it: the member of a group of its own that
has the one partition of the journal. Another one takes over from the journal when that one is gone.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reach import reach
from streams.brokers.reader import ISOLATION
from streams.errors import CopydeskError
from streams.runtime.framing import Registration
from streams.runtime.lease import Lease
from streams.runtime.pool import Pool
from streams.runtime.sender import METADATA_AGE_MS, OutputSender
from streams.runtime.story_work import MorePartitionsError, Paces, StoryWork
from streams.runtime.window import OutdatedError
from streams.settings import Settings
from streams.topology import FOLLOWER, journal

log = logging.getLogger(__name__)

#: Seconds before another attempt: after the first failure, and at most.
PAUSE, LONGEST_PAUSE = 2.0, 60.0
#: A member must ask for records now and then, or the group puts it out; so often, in milliseconds.
_ASK_MS = 200
#: The longest that the process may take for a turn or a snapshot, in seconds.
_ANSWER = 60.0


class StoryAgent:
    """Runs the stories on one worker, in a process that the server of `pool` forks. `paces`: how much and how often."""

    def __init__(
        self, settings: Settings, broker: Broker | str, pool: Pool, paces: Paces | None = None
    ) -> None:
        self._settings, self._broker, self._pool = settings, broker, pool
        self._paces = paces or Paces()
        self._place = TopicPartition(journal(settings.app_id).name, 0)
        self._pause = PAUSE
        #: One sentence while the stories stand still here; None when all is well.
        self.problem: str | None = None

    async def run(self) -> None:
        """Until cancelled. Nothing that goes wrong here may touch the wire: it raises nothing."""
        metrics.stories_on.set(1)
        try:
            while True:
                try:
                    await self._belong()
                except Exception as error:  # noqa: BLE001 - it is told in the log, and tried again
                    self._failed(error)
                await asyncio.sleep(self._pause)
                self._pause = min(max(PAUSE, 2 * self._pause), LONGEST_PAUSE)
        finally:
            metrics.stories_on.set(0)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, MorePartitionsError):
            log.info("%s", error)
            self._pause = 0.0
            return
        self.problem = f"the stories stand still: {str(error) or type(error).__name__}"
        metrics.stories_failures.inc()
        if isinstance(error, KafkaError | CopydeskError | OSError):
            # Of a broker that is gone enough is said.
            level = logging.INFO if reach.since else logging.WARNING
            log.log(level, "%s; tried again", self.problem)
        else:
            log.error("the stories stand still, by a fault of copydesk; tried again", exc_info=error)

    async def _belong(self) -> None:
        """Is a member of the group, and works while the partition is this member's. Raises what the work does."""
        lease = Lease(self._settings.session_seconds)
        frames = await Registration(self._settings, FOLLOWER.writes).frames()
        async with self._member(lease) as consumer:
            sender = OutputSender(self._broker, lease, lambda: _generation(consumer))
            sender.frames = frames
            duty = _Duty(self, consumer, sender)
            try:
                await sender.start()
                consumer.subscribe([self._place.topic], listener=duty)
                while True:
                    await consumer.getmany(timeout_ms=_ASK_MS)
                    duty.check()
            finally:
                await duty.end()
                await sender.stop()

    @asynccontextmanager
    async def _member(self, lease: Lease) -> AsyncIterator[AIOKafkaConsumer]:
        known = self._settings
        async with connected(
            self._broker,
            AIOKafkaConsumer,
            group_id=f"{known.app_id}-{FOLLOWER.name}",
            client_id=f"{known.app_id}-{FOLLOWER.name}-{os.getpid()}",
            enable_auto_commit=False,
            auto_offset_reset="latest",
            session_timeout_ms=int(known.session_seconds * 1000),
            heartbeat_interval_ms=int(known.session_seconds * 1000 / 5),
            metadata_max_age_ms=METADATA_AGE_MS,
            isolation_level=ISOLATION,
        ) as consumer:
            lease.watch(consumer._client)
            yield consumer

    def process(self) -> Pool:
        """One process, which knows nothing of what another one knew."""
        return Pool(1, _ANSWER, self._settings.memory_mb, beside=self._pool, roomy=True)

    def work(self, sender: OutputSender, generation: int, process: Pool) -> StoryWork:
        """The work of a generation."""
        return StoryWork(self._settings.app_id, self._broker, sender, generation, process, self._paces)

    def well(self) -> None:
        """All that was told before is known again."""
        metrics.stories_active.set(1)
        self._pause, self.problem = PAUSE, None


class _Duty(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """The work of this member, begun and ended as the group says."""

    def __init__(self, agent: StoryAgent, consumer: AIOKafkaConsumer, sender: OutputSender) -> None:
        self._agent, self._consumer, self._sender = agent, consumer, sender
        self._task: asyncio.Task[None] | None = None

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Before another member may have it."""
        await self.end()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """From now on it is this member's; or it is not."""
        await self.end()
        places = list(assigned)
        if places:
            # The partition only says whose the stories are: it is read from its beginning, without the group.
            self._consumer.pause(*places)
            self._task = asyncio.create_task(self._work(_generation(self._consumer)), name="stories")

    async def _work(self, generation: int) -> None:
        process = self._agent.process()
        process.begin()
        try:
            while True:
                # Another one has it, of which this member will hear; or had it, and was late with its mark.
                with suppress(OutdatedError):
                    await self._agent.work(self._sender, generation, process).run(self._agent.well)
                await asyncio.sleep(PAUSE)
        finally:
            metrics.stories_active.set(0)
            metrics.stories_behind.set(0)
            metrics.stories_known.set(0)
            process.close()

    def check(self) -> None:
        """Raises what the work has raised."""
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()

    async def end(self) -> None:
        """Ends the work, whatever it does."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])


def _generation(consumer: Any) -> int:
    return int(consumer._coordinator.generation)
