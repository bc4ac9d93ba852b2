"""A replay: the range once more, its results on topics of a prefix of its own.

It joins no group, commits nothing, serves no metrics, and keeps its ledger in a folder that ends with it: the desk does
not know of it. All that it leaves are the topics of its prefix.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams import __version__
from streams.brokers.client import Broker
from streams.brokers.reader import Progress
from streams.brokers.send import InFlight, producing
from streams.errors import BrokerError
from streams.history.replay.again import Rerun
from streams.history.replay.order import Stretch, find_stretch, look_ahead, moment_of, steps
from streams.history.replay.patient import PatientPool
from streams.history.replay.raws import Raws
from streams.history.replay.topics import Note, make_topics, named, write_note
from streams.runtime.pool_process import Server
from streams.runtime.state import state_of
from streams.runtime.store import Layered, open_store
from streams.runtime.window import Output
from streams.settings import Settings
from streams.sources.table import read_sources
from streams.stories.owned import authority_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be replayed: from `since` up to `until` (None: now) by the broker's times, and `warm` before it.

    Either may be the place of a record, as topic/partition/offset: then the time at which the broker took that.
    """

    since: datetime | str
    until: datetime | str | None
    warm: timedelta


async def replay(
    broker: Broker | str,
    settings: Settings,
    prefix: str,
    chosen: Chosen,
    progress: Progress = lambda *_: None,
    server: Server | None = None,
) -> Note:
    """Does it, and gives what was written down of it.

    `progress` goes twice over what is read: it is looked at first, and then done. `server` is the pool's. Raises
    ReplayError, BrokerError, TopicsError, PoolError, StoreError, SettingsError.
    """
    window = timedelta(hours=settings.dedupe_hours)
    since, until = [await _moment(broker, each) for each in (chosen.since, chosen.until)]
    assert since is not None
    stretch = await find_stretch(broker, since, until, chosen.warm, window)
    await look_ahead(broker, stretch, progress)
    note = _note(stretch)
    await make_topics(broker, prefix, note, settings.app_id, settings.replication)
    pool = PatientPool(
        *(settings.processes, settings.deadline_seconds, settings.memory_mb),
        given_up=lambda raw: (raw.topic, raw.partition, raw.offset) in stretch.given_up,
        server=server,
    )
    try:
        await pool.ready()
        ended = await _run(broker, settings, prefix, stretch, pool, progress, note)
    finally:
        pool.close()
    await write_note(broker, prefix, ended)
    return ended


async def _moment(broker: Broker | str, chosen: datetime | str | None) -> datetime | None:
    return await moment_of(broker, chosen) if isinstance(chosen, str) else chosen


async def _run(
    broker: Broker | str,
    settings: Settings,
    prefix: str,
    stretch: Stretch,
    pool: PatientPool,
    progress: Progress,
    note: Note,
) -> Note:
    sources = read_sources(settings.sources)
    authority = authority_of(settings.owns, sources)
    raws = Raws(broker, stretch.ranges, stretch.marks)
    with tempfile.TemporaryDirectory(prefix="copydesk-replay-") as folder:
        store = open_store(Path(folder))
        state = state_of(settings, Layered(store), authority)
        try:
            async with producing(broker, linger_ms=5) as producer:
                teller = _Teller(producer, prefix)
                rerun = Rerun(settings, pool, state, sources, stretch.holds, teller.tell)
                await rerun.run(steps(broker, stretch, raws, progress), stretch.at)
                await teller.all()
        except KafkaError as error:
            raise BrokerError(
                f"{broker} failed during the replay: {error or type(error).__name__}"
            ) from error
        finally:
            await raws.close()
            state.close()
    return note.ended(rerun.done, raws.unreadable, pool.late)


class _Teller:
    """Writes what is told to the topics of the prefix."""

    def __init__(self, producer: AIOKafkaProducer, prefix: str) -> None:
        self._producer, self._prefix = producer, prefix
        self._flight: InFlight[None] = InFlight(lambda *_: None)

    async def tell(self, output: Output) -> None:
        topic = named(self._prefix, output.topic)
        future = await self._producer.send(topic, output.value, key=output.key, headers=output.headers)
        await self._flight.add(None, future)

    async def all(self) -> None:
        await self._flight.all()


def _note(stretch: Stretch) -> Note:
    return Note(
        since=stretch.since.isoformat(),
        until=stretch.until.isoformat(),
        at=stretch.at.isoformat(),
        version=__version__,
        ranges=stretch.ranges,
        clean=stretch.clean,
        whole=stretch.whole,
        total=stretch.clean[1] - stretch.clean[0],
    )
