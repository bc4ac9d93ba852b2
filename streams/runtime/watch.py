"""The watch: looks at the broker every few seconds, exports the lag, and ends a worker that makes no progress.

It asks with clients of its own, which belong to no group and take no part in the work: what the worker's consumer
believes is what may be wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from aiokafka.errors import KafkaError
from faust.types import TP

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.group import GroupOffsets
from streams.brokers.reach import reach, short
from streams.errors import StuckError
from streams.runtime.app import Copydesk
from streams.runtime.health import Health, Place, Seen
from streams.runtime.last_resort import end_within
from streams.runtime.standing import Topics
from streams.topology import AGENTS, BACKFILL, wire_topics

log = logging.getLogger(__name__)

#: Looks in the time after which a worker is stuck, and the longest pause between two, in seconds.
LOOKS, LONGEST_PAUSE = 6, 5.0
#: A look that ends so many seconds after its time was kept from ending: by a machine that slept, or a loop that was
#: held up. What it waited for may have come long ago.
_KEPT = 1.0
#: How long the broker may take to answer, in seconds; no longer than a worker may stand still.
PATIENCE = 15.0
#: How long a stuck worker gets to end in good order before it is ended, in seconds.
LAST_RESORT = 30.0


class Watch:
    """Watches the partitions that `desk` has been given. `failure` is set when the worker has to end."""

    def __init__(self, desk: Copydesk, broker: Broker | str, health: Health) -> None:
        self._desk, self._broker, self.health = desk, broker, health
        self._clients: GroupOffsets | None = None
        self._patience = min(PATIENCE, health.stuck_seconds)
        self._shown: set[Place] = set()
        self._had: set[Place] = set()  # the places of the last look that saw any
        self._topics = Topics(health.clock)
        self._asked = 0.0  # when it was asked last, in seconds of the clock
        self.failure: StuckError | None = None

    async def run(self) -> None:
        """Until cancelled, or until the worker is stuck: then its stop is set, and its end is seen to."""
        pause = min(LONGEST_PAUSE, self.health.stuck_seconds / LOOKS)
        before = None
        reminding = asyncio.ensure_future(_remind())
        try:
            while True:
                try:
                    await self._look()
                except Exception:
                    # That nobody looks is a problem, too: Health says so after a while.
                    log.exception("the watch could not look")
                    before = None
                # It is said first, on /healthz, and done with the next look.
                if self.health.stuck and before:
                    return self._end(self.health.stuck)
                before = self.health.stuck
                await asyncio.sleep(pause)
        finally:
            reminding.cancel()
            await self._close()

    async def _look(self) -> None:
        had = self._clients is not None
        try:
            try:
                await self._ask()
            except (KafkaError, OSError) as error:
                if not had or isinstance(error, TimeoutError):
                    raise
                # A connection that stood for long may have ended, with its token or its broker. That is no silence.
                await self._close()
                await self._ask()
        except (KafkaError, OSError) as error:
            await self._silent(error)  # without a broker nothing can go on

    async def _ask(self) -> None:
        """One look. Raises KafkaError or OSError when the broker does not answer."""
        self._asked = reach.clock()
        if not self._moving():
            await self._ask_while_unsettled()
            return
        places = self._places()
        async with asyncio.timeout(self._patience):
            clients = await self._connected()
            await self._look_at_topics(clients)
            offsets = self._raised(await clients.offsets(places))
            # What was asked in the midst of a rebalance says nothing.
            if not self._moving() or places != self._places():
                self.health.pause()
                return
            acknowledged = sum(window.acknowledged for window in self._desk.windows.values())
            seen = {place: self._seen(place, offsets) for place in places}
            standing_still = self.health.look(seen, acknowledged)
            for place in list(standing_still):
                if place in self._desk.unreadable.waiting:
                    del standing_still[place]  # another worker could read that as little
                elif not await clients.readable(place, *offsets[place]):
                    self.health.hollow(place)
                    del standing_still[place]
        self.health.conclude(standing_still)
        reach.answered()
        self._show(self.health.lags())

    async def _ask_while_unsettled(self) -> None:
        """A rebalance or a recovery must go on, and the lag of what was ours, which rises, is shown."""
        if self._desk.keeper.waits_at:
            self.health.pause()  # another worker would wait there, too
        else:
            self.health.unsettled(*self._unsettled())
        async with asyncio.timeout(self._patience):
            clients = await self._connected()
            await self._look_at_topics(clients)
            offsets = await clients.offsets(self._had)
        reach.answered()
        self._show({place: max(0, end - committed) for place, (committed, end) in offsets.items()})

    async def _look_at_topics(self, clients: GroupOffsets) -> None:
        """That one was deleted, or has partitions that nobody reads, is on /healthz, and in the log once."""
        names = [topic.name for topic in wire_topics(self._desk.settings.app_id)]
        counts = await clients.counts(names)
        problem = self._topics.problem(counts, self._desk.app.assignor.shared_out)
        if problem and not self.health.topics:
            log.error("%s", problem)
        self.health.topics = problem

    async def _connected(self) -> GroupOffsets:
        if self._clients is None:
            self._clients = await GroupOffsets.connect(self._broker, self._desk.settings.app_id)
        return self._clients

    async def _silent(self, error: Exception) -> None:
        late = f"no answer within {self._patience:g} s" if isinstance(error, TimeoutError) else ""
        why = late or short(error)
        if late and (stood := reach.clock() - self._asked) > self._patience + _KEPT:
            log.warning("this worker stood still for up to %.0f s: the broker is asked anew", stood)
            self.health.pause()
        elif reach.silent(str(self._broker), why, self._asked):
            self.health.silent(why)
        else:
            self.health.pause()  # it is back already, and the next look will see it
        # Nobody knows now how much waits: that is no lag of nothing, nor that of a while ago.
        self._show({})
        await self._close()

    def _moving(self) -> bool:
        """Whether events can flow: no rebalance, and no ledger on its way back."""
        app = self._desk.app
        settled = not app.rebalancing and not app.in_recovery and bool(app.flow_control.is_active())
        return settled and self._desk.keeper.problem() is None

    def _unsettled(self) -> tuple[str, object]:
        """Why no events can flow, and what changes while that goes on."""
        app = self._desk.app
        # The progress moves with each record of the changelog that is read, the generation with each rebalance.
        mark = (app.consumer_generation_id, app.rebalancing_count, self._desk.keeper.progress)
        rebalance = app.rebalancing or app.in_recovery or not app.flow_control.is_active()
        return ("a rebalance" if rebalance else "the return of the ledger"), mark

    def _places(self) -> set[Place]:
        ours = {topic.name for agent in AGENTS for topic in agent.all_reads}
        return {(tp.topic, tp.partition) for tp in self._desk.app.consumer.assignment() if tp.topic in ours}

    def _raised(self, offsets: Mapping[Place, tuple[int, int]]) -> dict[Place, tuple[int, int]]:
        """With the ends that the worker's consumer has seen, where these are higher (see `ends`)."""
        highwater = self._desk.app.consumer.highwater
        return {
            place: (committed, max(end, highwater(TP(*place)) or 0))
            for place, (committed, end) in offsets.items()
            if TP(*place) in self._desk.app.consumer.assignment()
        }

    def _seen(self, place: Place, offsets: Mapping[Place, tuple[int, int]]) -> Seen:
        committed, end = offsets[place]
        stage = next(agent.stage for agent in AGENTS if agent.is_read(place[0]))
        window = self._desk.windows[stage]
        inside = window.inside_of(place)
        full = window.full
        if place[0] == BACKFILL.name:
            # It waits for all that is live, and has more time than that.
            full = full or self._desk.clean_window.room(history=True) <= 0
        return Seen(committed, end, inside, window.acknowledged, full, window.done_of(place))

    def _show(self, lags: Mapping[Place, int]) -> None:
        for topic, partition in self._shown - lags.keys():
            metrics.consumer_lag.remove(topic, str(partition))
        for (topic, partition), lag in lags.items():
            metrics.consumer_lag.labels(topic, partition).set(lag)
        self._shown = set(lags)
        self._had = self._shown or self._had

    def _end(self, why: str) -> None:
        self.failure = StuckError(
            f"{why}: this worker makes no progress and ends; a new one goes on where it stopped"
        )
        # Said at once: what comes now may not end in good order, and then nobody would know why.
        log.error("%s", self.failure)
        self._desk.stop.set()
        end_within(LAST_RESORT, self.failure)

    async def _close(self) -> None:
        if self._clients is not None:
            clients, self._clients = self._clients, None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await clients.close()


async def _remind() -> None:
    """Where nobody makes a connection, as to a broker that takes them and does not answer, nobody else would."""
    while True:
        await asyncio.sleep(LONGEST_PAUSE)
        reach.remind()
