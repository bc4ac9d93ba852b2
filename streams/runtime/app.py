"""The Faust application: topology.py made to run."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import faust
from aiokafka.errors import KafkaError
from faust.exceptions import ProducerSendError

from streams import metrics
from streams.brokers.client import Broker, faust_options
from streams.kinds import Stage
from streams.runtime import releases
from streams.runtime.consumer import MOST_RECORDS, CarefulConsumer
from streams.runtime.desk import Desk, utc_now
from streams.runtime.health import Place
from streams.runtime.pool import Pool
from streams.runtime.sensor import DeskSensor
from streams.runtime.source_health import Sources
from streams.runtime.state import State
from streams.runtime.window import Output, Window
from streams.settings import Settings
from streams.topology import AGENTS, FINGERPRINTS, LEDGER, MAX_MESSAGE_BYTES, Agent

log = logging.getLogger(__name__)

#: The pauses before an output is sent again, in seconds; the last one is repeated for as long as it takes.
BACKOFF = (0.1, 0.3, 1.0, 3.0, 10.0)

#: The longest that the group waits for a member to join a rebalance, in seconds.
REBALANCE_SECONDS = 60.0


class Copydesk:
    """The application and its parts. `app` is the Faust app; `windows` by stage, for health and metrics."""

    def __init__(self, settings: Settings, broker: Broker | str, pool: Pool) -> None:
        self.settings = settings
        self.app = _faust_app(settings, broker)
        self.app.transport.Consumer = partial(CarefulConsumer, broker=broker, has_room=self._has_room)
        entries, fingerprints = (self._table(name) for name in (LEDGER, FINGERPRINTS))
        self.app.sensors.add(DeskSensor(self.app))
        window = timedelta(hours=settings.dedupe_hours)
        self.state = State(entries.data, fingerprints.data, settings.near_threshold, window)
        self.sources = Sources(broker, self.send, utc_now)
        self.desk = Desk(pool, self.state, settings, heard=self.sources.heard)
        self.windows: dict[Stage, Window] = {}
        # For each topic that is read: how many of its events are in the window or wait in front of it.
        self._taken: dict[str, Callable[[], int]] = {}
        #: Set when the worker is to end: by a signal, or because a window has failed.
        self.stop = asyncio.Event()
        work: dict[Stage, Callable[[Any], Awaitable[Any]]] = {
            Stage.CLEAN: self.desk.clean,
            Stage.DEDUPE: self.desk.dedupe,
            Stage.ENRICH: self.desk.enrich,
        }
        for agent in AGENTS:
            self._agent(agent, work[agent.stage])
        # Both tables have come back when the second one has; the index is made from them before events flow.
        fingerprints.on_recover(self._rebuild)
        self.app.on_partitions_assigned.connect(self._assigned)
        self.app.on_partitions_revoked.connect(self._revoked)

    def _table(self, name: str) -> Any:
        # Bytes are kept raw. Its changelog is the topic that topology.changelog() names.
        return self.app.Table(name, partitions=self.settings.partitions, key_type=bytes, value_type=bytes)

    def _topic(self, name: str) -> Any:
        return self.app.topic(
            name,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            partitions=self.settings.partitions,
        )

    def _agent(self, agent: Agent, work: Callable[[Any], Awaitable[Any]]) -> None:
        window = self.windows[agent.stage] = Window(
            self.settings.window,
            self.send,
            occupancy=metrics.window_occupancy.labels(agent.stage).set,
            outdated=self._outdated,
            failed=lambda _: self.stop.set(),
        )

        async def run(stream: Any) -> None:
            self._taken[agent.reads.name] = lambda: window.inside + stream.channel.queue.qsize()
            # A failure has set `stop`. Faust would start the agent again, and would not end the one that it started.
            with contextlib.suppress(Exception):
                await window.run(stream.noack().events(), work)

        self.app.agent(self._topic(agent.reads.name), name=str(agent.stage), concurrency=1)(run)

    def _has_room(self, topic: str) -> bool:
        taken = self._taken.get(topic)
        return taken is None or taken() < self.settings.window

    async def watch_releases(self) -> None:
        """Lets out what is held back when its time has come, until cancelled."""
        dedupe = self.windows[Stage.DEDUPE]
        await releases.watch(self.state, dedupe, self.desk.release, self._generation, utc_now)

    async def watch_sources(self, lags: Callable[[], Mapping[Place, int]]) -> None:
        """Listens to the sources' health, until cancelled. `lags` is what the watch over the broker has seen."""
        await self.sources.run(self._languages, lags)

    def _languages(self) -> set[int] | None:
        """This worker's partitions of articles.clean; None while a rebalance or a recovery is on."""
        return None if self._generation() is None else set(self._deduped())

    def _deduped(self) -> Iterator[int]:
        reads = next(agent.reads.name for agent in AGENTS if agent.stage is Stage.DEDUPE)
        return (tp.partition for tp in self.app.consumer.assignment() if tp.topic == reads)

    def _generation(self) -> int | None:
        """The generation of the consumer group; None while a rebalance or a recovery is on."""
        return int(self.app.consumer_generation_id) if self.app.flow_control.is_active() else None

    @property
    def failure(self) -> BaseException | None:
        """What a window could not handle."""
        return next((window.failure for window in self.windows.values() if window.failure), None)

    def _outdated(self, event: Any) -> bool:
        suspended = not self.app.flow_control.is_active()  # a rebalance has begun
        return suspended or bool(event.message.generation_id != self.app.consumer_generation_id)

    async def _revoked(self, app: Any, revoked: Any, **_: Any) -> None:
        # Before another worker reads our changelogs, all that we sent must stand in them. For half a session at most:
        # who is silent for a whole one is put out of the group, and the others no longer wait.
        settled = asyncio.gather(*(window.settled() for window in self.windows.values()))
        try:
            await asyncio.wait_for(settled, self.settings.session_seconds / 2)
        except TimeoutError:
            log.warning("a rebalance began with outputs on their way that the broker has not acknowledged")

    async def _assigned(self, app: Any, assigned: Any, **_: Any) -> None:
        # The lost partitions' part of the index is dropped at once; what was gained comes with the recovery.
        self._rebuild_now()

    async def _rebuild(self) -> None:
        self._rebuild_now()

    def _rebuild_now(self) -> None:
        self.state.rebuild(self._deduped())

    async def send(self, output: Output) -> Awaitable[object]:
        """Hands `output` to the producer, in order; what is returned ends when the broker has it."""
        return self._delivered(output, await self._enqueue(output))

    async def _enqueue(self, output: Output) -> Awaitable[object] | None:
        try:
            sent: Awaitable[object] = await self.app.producer.send(
                output.topic,
                output.key,
                output.value,
                partition=output.partition,
                timestamp=None,
                headers=output.headers,
            )
        except (ProducerSendError, KafkaError) as error:
            log.warning("cannot send to %s: %s", output.topic, error)
            return None
        return sent

    async def _delivered(self, output: Output, sent: Awaitable[object] | None) -> None:
        attempt = 0
        while True:
            if sent is not None:
                try:
                    await sent
                except (ProducerSendError, KafkaError) as error:
                    log.warning("%s did not take an output: %s", output.topic, error)
                else:
                    return
            metrics.send_retries.inc()
            await asyncio.sleep(BACKOFF[min(attempt, len(BACKOFF) - 1)])
            attempt += 1
            sent = await self._enqueue(output)


def _faust_app(settings: Settings, broker: Broker | str) -> Any:
    return faust.App(
        settings.app_id,
        **faust_options(broker),
        broker_client_id=f"{settings.app_id}-{os.getpid()}",
        broker_session_timeout=settings.session_seconds,
        broker_heartbeat_interval=settings.session_seconds / 5,
        broker_rebalance_timeout=REBALANCE_SECONDS,
        broker_commit_interval=1.0,
        broker_commit_every=10_000,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=MAX_MESSAGE_BYTES,
        producer_linger=0.005,
        producer_max_request_size=MAX_MESSAGE_BYTES,
        store="memory://",
        table_standby_replicas=0,
        # The windows are drained by us, at the end; in a rebalance, what is in them comes again.
        stream_wait_empty=False,
        # The consumer fetches only while there is room in the window, and then a few: a stream's buffer is never full.
        stream_buffer_maxsize=4 * (settings.window + MOST_RECORDS),
        # Topics are made by `copydesk topics`, with their partitions and configs, and never by accident.
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        web_enabled=False,
        worker_redirect_stdouts=False,
        datadir=str(settings.data / "faust"),
    )
