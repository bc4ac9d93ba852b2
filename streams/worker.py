"""One worker: topics checked, pool warm, HTTP up, the agents running, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.reach import reach
from streams.errors import CopydeskError
from streams.events import schema
from streams.history.editors_desk import EditorsDesk
from streams.history.known_of import known_of
from streams.history.versions import compare_versions
from streams.runtime.app import REBALANCE_SECONDS, Copydesk
from streams.runtime.bearer import Tokens
from streams.runtime.ending import obey_signals
from streams.runtime.framing import Registration
from streams.runtime.health import Health
from streams.runtime.last_resort import end_within
from streams.runtime.loop_share import LoopShare
from streams.runtime.pool import ATTEMPTS, Pool
from streams.runtime.pool_process import Server
from streams.runtime.stories import StoryAgent
from streams.runtime.subscribers import watch_subscribers
from streams.runtime.tracing import Tracing
from streams.runtime.tracing import start as start_tracing
from streams.runtime.watch import Watch
from streams.settings import Settings
from streams.stages import warm_clean
from streams.topology import TOPICS
from streams.web.api.editing import Editing
from streams.web.api.service import Api
from streams.web.http import Http
from streams.web.live import Live

log = logging.getLogger(__name__)

#: How long the events in the windows get to reach their end after SIGTERM, in seconds.
GRACE = 10.0
#: The longest that the whole end may take, in seconds; less than Kubernetes and our Docker Compose wait (30).
END = 25.0
#: How long the stories get to end, in seconds: only a broker that is gone can hold them up.
_STORIES_END = 3.0
#: How long the question who reads the topics gets to end, in seconds.
_ASKING_ENDS = 1.0


async def run_worker(
    settings: Settings,
    broker: Broker | str,
    ready: Callable[[str], None] = lambda _: None,
    stopping: Callable[[int], None] = lambda _: None,
    server: Server | None = None,
) -> None:
    """Runs until SIGTERM or SIGINT; a second one ends the process at once, with 128 + its number.

    `ready` is called with the address of the metrics when it works, `stopping` with the number of events in work
    when it was told to stop. `server` is the pool's, where one was forked.

    The topics must be there (see streams.brokers.topics.prepare).

    Raises CopydeskError when it cannot start or the agents crashed, DeadLimitError when too much died, StuckError when
    there is no progress, and PoolError when no process can be started for the work on pages.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    tokens = Tokens(settings.api_tokens) if settings.api_tokens else None
    share = LoopShare()
    pool = Pool(settings.processes, settings.deadline_seconds, settings.memory_mb, server=server)
    tracing: Tracing | None = None
    try:
        # Loaded with the first document of each language, the rules would hold the loop for a third of a second.
        await asyncio.gather(pool.ready(), asyncio.to_thread(_warm))
        tracing = start_tracing(settings.app_id)
        desk = Copydesk(settings, broker, pool, tracing)
        health = Health(settings.stuck_seconds, ATTEMPTS * settings.deadline_seconds, REBALANCE_SECONDS)
        registration = Registration(settings, TOPICS)
        health.starting = lambda: registration.problem or desk.keeper.problem()
        health.unreadable = desk.unreadable.sentences
        health.reach = reach.problem
        begun = asyncio.Event()
        health.begun, health.loading = begun.is_set, desk.keeper.loading
        metrics.broker_unreachable.set_function(_unreachable_since)
        live = Live(broker, health, share=share)
        http = Http(
            *(settings.metrics_host, settings.metrics_port, health),
            live,
            Api(
                broker,
                tokens,
                partial(known_of, broker, share=share),
                share,
                settings.api_clients,
                _editing(settings, broker, share, live),
                partial(compare_versions, broker, share=share),
            ),
            asked="metrics_port" in settings.model_fields_set,
        )
        await http.start()
        try:
            desk.sender.frames = await registration.frames()
            async with _beside(StoryAgent(settings, broker, pool) if settings.stories else None):
                watch = Watch(desk, broker, health)

                def is_ready() -> None:
                    begun.set()
                    ready(http.address)

                async with _asking(desk, broker):
                    await _run_app(desk, watch, is_ready, stopping)
        finally:
            await http.stop()
    finally:
        pool.close()
        if tracing is not None:
            await tracing.close()


@contextlib.asynccontextmanager
async def _beside(stories: StoryAgent | None) -> AsyncIterator[None]:
    """Runs the stories while inside. Whatever becomes of them: nobody waits for them, and they end nobody."""
    if stories is None:
        yield
        return
    running = asyncio.ensure_future(stories.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running], timeout=_STORIES_END)


@contextlib.asynccontextmanager
async def _asking(desk: Copydesk, broker: Broker | str) -> AsyncIterator[None]:
    """Asks who reads the desk's topics while inside."""
    asking = asyncio.ensure_future(watch_subscribers(desk.settings.app_id, broker, desk.keeper))
    try:
        yield
    finally:
        asking.cancel()
        await asyncio.wait([asking], timeout=_ASKING_ENDS)


def _editing(settings: Settings, broker: Broker | str, share: LoopShare, live: Live) -> Editing | None:
    """What editors may do by the API; None where there are none."""
    if settings.desk_tokens is None:
        return None
    return Editing(Tokens(settings.desk_tokens), EditorsDesk(broker, share), live.uri_of)


def _warm() -> None:
    warm_clean()
    schema.warm()


def _unreachable_since() -> float:
    since = reach.since
    return since.timestamp() if since else 0.0


async def _run_app(
    desk: Copydesk, watch: Watch, ready: Callable[[], None], stopping: Callable[[int], None]
) -> None:
    stop = desk.stop
    late = CopydeskError(f"the worker did not end within {END:g} s; what it had in work will be done again")
    # Faust may be waiting for a broker that is gone: in a start, in a commit, or in its own end.
    obey_signals(stop, partial(end_within, END, late))
    # From the beginning: that a start does not come to its end must be noticed, too.
    watching = [asyncio.ensure_future(watch.run()), asyncio.ensure_future(desk.keep_ledger())]
    watching[1].add_done_callback(partial(_ended, desk))
    looking = asyncio.ensure_future(desk.unreadable.watch())
    starting = asyncio.ensure_future(_start(desk))
    try:
        await _until_either(starting, stop)
        if stop.is_set():
            if failure := watch.failure or _failure_of(watching[1]):
                raise failure
            return
        watching += map(asyncio.ensure_future, (desk.watch_releases(), desk.watch_sources(watch.health.lags)))
        watching[2].add_done_callback(partial(_ended, desk))
        # What is loaded stays: the collector, which would walk over all of it in the loop, need not look at it again.
        gc.collect()
        gc.freeze()
        ready()
        ended = await desk.app.wait(stop.wait())
        if ended.stopped and not stop.is_set():
            raise CopydeskError(f"the worker stopped by itself: {desk.app.crash_reason!r}")
        if watch.failure:
            raise watch.failure
        for task in watching:
            task.cancel()
        stopping(sum(window.inside for window in desk.windows.values()))
        await _drain(desk)
        if failure := desk.failure or _failure_of(watching[1]) or _failure_of(watching[2]):
            raise _as_ours(failure)
    finally:
        for task in (*watching, looking, starting):
            task.cancel()
        await desk.app.stop()
        await desk.sender.stop()


async def _start(desk: Copydesk) -> None:
    await desk.sender.start()
    await desk.app.start()


async def _until_either(starting: asyncio.Future[None], stop: asyncio.Event) -> None:
    """Returns when it has started, or is to stop. Raises what the start did."""
    stopping = asyncio.ensure_future(stop.wait())
    either: set[asyncio.Future[Any]] = {starting, stopping}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        starting.result()


def _ended(desk: Copydesk, task: asyncio.Future[None]) -> None:
    """What is held back or not decided must not wait for ever for a fault of ours: the worker ends, and says so."""
    if _failure_of(task):
        desk.stop.set()


def _failure_of(task: asyncio.Future[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


def _as_ours(failure: BaseException) -> CopydeskError:
    if isinstance(failure, CopydeskError):
        return failure
    log.error("a part of the worker failed", exc_info=failure)
    return CopydeskError(f"the worker stopped by itself: {failure!r}")


async def _drain(desk: Copydesk) -> None:
    """Lets what is in the windows reach its end, and commits it."""
    for window in desk.windows.values():
        window.close()
    drained = asyncio.gather(*(window.drained() for window in desk.windows.values()))
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(drained, GRACE)
    left = sum(window.inside for window in desk.windows.values())
    if left and not desk.failure:
        log.warning("%d events did not end within %g s; they will be done again", left, GRACE)
    # commit() does nothing when another one is on its way, which may have begun before the last acknowledgements.
    await desk.app.consumer.maybe_wait_for_commit_to_finish()
    await desk.app.consumer.force_commit()
