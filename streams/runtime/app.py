"""The Faust application: topology.py made to run."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from typing import Any

import faust
from faust.tables.manager import TableManager
from faust.types import TP

from streams import metrics
from streams.brokers.client import Broker, faust_options
from streams.kinds import Stage
from streams.runtime import releases
from streams.runtime.assignor import OneWriter
from streams.runtime.consumer import MOST_RECORDS, CarefulConsumer
from streams.runtime.desk import Desk, utc_now
from streams.runtime.fair_window import FairWindow
from streams.runtime.feeds import feed_of
from streams.runtime.health import Place
from streams.runtime.keeper import Keeper, Role
from streams.runtime.lease import Lease
from streams.runtime.pool import Pool
from streams.runtime.sender import METADATA_AGE_MS, OutputSender
from streams.runtime.sensor import DeskSensor
from streams.runtime.source_health import Sources
from streams.runtime.spool import Spool
from streams.runtime.state import Due
from streams.runtime.tracing import Tracing
from streams.runtime.unreadable import Unreadables
from streams.runtime.window import Window
from streams.settings import Settings
from streams.topology import AGENTS, BACKFILL, CLEAN, MAX_MESSAGE_BYTES, UNIQUE, Agent, Topic

log = logging.getLogger(__name__)

#: The longest that the group waits for a member to join a rebalance, in seconds.
REBALANCE_SECONDS = 60.0

#: The most bytes of raw events that lie in a file while they wait for others of their source.
SPOOL_BYTES = 1024 * 1024 * 1024


#: Less room than this is not asked for records, in events.
ROOM = 8


class Copydesk:
    """The application and its parts. `app` is the Faust app; `windows` by stage, for health and metrics."""

    def __init__(
        self, settings: Settings, broker: Broker | str, pool: Pool, tracing: Tracing | None = None
    ) -> None:
        self.settings = settings
        self.app = _faust_app(settings, broker)
        lease = Lease(settings.session_seconds)
        self.unreadable = Unreadables(broker)
        # The end of the pipe first: what is read already goes on before more is.
        order = [topic.name for agent in reversed(AGENTS) for topic in agent.all_reads]
        self.app.transport.Consumer = partial(
            CarefulConsumer,
            broker=broker,
            room=self._room,
            order=order,
            lease=lease,
            unreadable=self.unreadable,
        )
        self.app.sensors.add(DeskSensor(self.app))
        self.sender = OutputSender(
            broker, lease, lambda: self.app.consumer_generation_id, busy=lambda: self.clean_window.parked > 0
        )
        self.keeper = Keeper(settings, broker, self.sender.send, self.unreadable)
        self.sources = Sources(broker, self.sender.send, utc_now)
        self.desk = Desk(pool, self.keeper, settings, heard=self.sources.heard, tracing=tracing)
        self.spool = Spool(settings.data / "parked", SPOOL_BYTES)
        self.clean_window = FairWindow(
            settings.window,
            self.sender.send,
            feed_of=lambda event: feed_of(event.message),
            spool=self.spool,
            patience=settings.order_seconds,
            slow=self.desk.reading.paces.waits,
            behind=self._behind,
            occupancy=self._cleaning,
            outdated=self._outdated,
            failed=lambda _: self.stop.set(),
        )
        self.windows: dict[Stage, Window | FairWindow] = {Stage.CLEAN: self.clean_window}
        # For each topic that is read: how many of its events wait in front of the window.
        self._in_front: dict[str, Callable[[], int]] = {}
        #: Set when the worker is to end: by a signal, or because a window has failed.
        self.stop = asyncio.Event()
        self._decide_window = self._window(Stage.DECIDE)
        self._enrich_window = self._window(Stage.ENRICH)
        for agent in AGENTS:
            for topic in agent.all_reads:
                self._agent(agent, topic)
        self.app.on_partitions_assigned.connect(self._assigned)
        self.app.on_partitions_revoked.connect(self._revoked)

    def _topic(self, topic: Topic) -> Any:
        return self.app.topic(
            topic.name,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            partitions=topic.partitions or self.settings.partitions,
        )

    def _window(self, stage: Stage) -> Window:
        def occupied(count: int) -> None:
            metrics.window_occupancy.labels(stage).set(count)
            self.clean_window.admit()  # history waits until there is little to do behind clean

        window = Window(
            self.settings.window,
            self.sender.send,
            occupancy=occupied,
            outdated=self._outdated,
            failed=lambda _: self.stop.set(),
        )
        self.windows[stage] = window
        return window

    def _cleaning(self, count: int) -> None:
        metrics.window_occupancy.labels(Stage.CLEAN).set(count)
        metrics.window_parked.set(self.clean_window.parked)

    def _agent(self, agent: Agent, topic: Topic) -> None:
        async def work_off(events: Any) -> None:
            if agent.stage is Stage.CLEAN:
                await self.clean_window.run(events, self.desk.clean)
            elif agent.stage is Stage.DECIDE:
                await self._decide_window.run(self._decidable(events), self.desk.decide)
            else:
                await self._enrich_window.run(events, self.desk.enrich)

        async def run(stream: Any) -> None:
            self._in_front[topic.name] = stream.channel.queue.qsize
            # A failure has set `stop`. Faust would start the agent again, and would not end the one that it started.
            with contextlib.suppress(Exception):
                await work_off(stream.noack().events())

        name = str(agent.stage) if topic is agent.reads else topic.name
        self.app.agent(self._topic(topic), name=name, concurrency=1)(run)

    async def _decidable(self, events: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """The events, one after the other, from when the ledger is here on.

        Those that were taken before a rebalance come again. They must not be decided: it would be remembered here, and
        the broker would never have it.
        """
        async for event in events:
            await self.keeper.writing()
            if not self._outdated(event):
                yield event

    def _room(self, topic: str) -> int:
        """How many more records of a topic its agent can take."""
        if topic == CLEAN.name and not self.keeper.ready:
            return 0
        if topic not in self._in_front:
            return MOST_RECORDS
        room = self._room_behind(topic) - self._in_front[topic]()
        # A few at a time: for one by one each would cost a way through the consumer's thread.
        return room if room >= min(ROOM, self.settings.window // 8) else 0

    def _room_behind(self, topic: str) -> int:
        decide, enrich = self._decide_window, self._enrich_window
        if topic == CLEAN.name:
            return self.settings.window - decide.inside
        if topic == UNIQUE.name:
            return self.settings.window - enrich.inside
        if decide.full or enrich.full:
            # What comes next is to be done first: else all that waits would be cleaned before the first is out.
            return 0
        return self.clean_window.room(history=topic == BACKFILL.name)

    def _behind(self) -> bool:
        """Whether the stages behind clean have so much to do that what is live would wait for history there."""
        shallow = max(1, self.settings.window // 8)
        return self._decide_window.inside >= shallow or self._enrich_window.inside >= shallow

    async def watch_releases(self) -> None:
        """Lets out what is held back when its time has come, until cancelled."""
        await releases.watch(
            self._next_due, self._decide_window, self.desk.release, self._generation, utc_now
        )

    def _next_due(self) -> Due | None:
        return self.keeper.state.next_due() if self.keeper.state and self.keeper.ready else None

    async def keep_ledger(self) -> None:
        """Keeps the ledger, until cancelled. Raises CopydeskError when it cannot be kept or read."""
        await self.keeper.run()

    async def watch_sources(self, lags: Callable[[], Mapping[Place, int]]) -> None:
        """Listens to the sources' health, until cancelled. `lags` is what the watch over the broker has seen."""
        await self.sources.run(self._languages, lags)

    def _languages(self) -> set[int] | None:
        """This worker's partitions of articles.clean; None while a rebalance is on."""
        return None if self._generation() is None else set(self._decided_partitions())

    def _decided_partitions(self) -> Iterator[int]:
        return (tp.partition for tp in self.app.consumer.assignment() if tp.topic == CLEAN.name)

    def _generation(self) -> int | None:
        """The generation of the consumer group; None while a rebalance is on."""
        return int(self.app.consumer_generation_id) if self.app.flow_control.is_active() else None

    @property
    def failure(self) -> BaseException | None:
        """What a window could not handle."""
        return next((window.failure for window in self.windows.values() if window.failure), None)

    def _outdated(self, event: Any) -> bool:
        suspended = not self.app.flow_control.is_active()  # a rebalance has begun
        return suspended or bool(event.message.generation_id != self.app.consumer_generation_id)

    async def _revoked(self, app: Any, revoked: Any, **_: Any) -> None:
        # Before another worker reads the changelog, all that we sent must stand in it. For half a session at most:
        # who is silent for a whole one is put out of the group, and the others no longer wait.
        settled = asyncio.gather(*(window.settled() for window in self.windows.values()))
        try:
            await asyncio.wait_for(settled, self.settings.session_seconds / 2)
        except TimeoutError:
            log.warning("a rebalance began with outputs on their way that the broker has not acknowledged")

    async def _assigned(self, app: Any, assigned: Any, **_: Any) -> None:
        self.clean_window.forget()
        place = TP(CLEAN.name, 0)
        if place in assigned:
            role = Role.WRITER
        else:
            role = Role.STANDBY if place in app.assignor.assigned_standbys() else Role.NONE
        self.keeper.assign(role)


class _NoTables(TableManager):
    """Faust waits a second at every start for tables that may still be declared; here none are."""

    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


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
        consumer_metadata_max_age_ms=METADATA_AGE_MS,
        # No table of Faust's: the ledger is the keeper's. But without a standby Faust would not ask its assignor.
        store="memory://",
        table_standby_replicas=1,
        TableManager=_NoTables,
        PartitionAssignor=OneWriter,
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
