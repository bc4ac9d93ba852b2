"""What feeds the live page: the end topics, read without a group and only while somebody looks.

Every worker shows the whole wire that way, whoever worked on it. It must cost the work next to nothing: what is read
in a second is limited, and of a wire that is faster the page shows the latest.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges, readable
from streams.errors import CopydeskError
from streams.runtime.dead_letters import header_list
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.topology import DUPLICATES, ENRICHED, SOURCES, WITHHELD
from streams.web.end_topics import Beginning, beginnings, end_topics
from streams.web.entry import entry_of, key_of, key_of_uri
from streams.web.figures import Figures
from streams.web.further import Searches
from streams.web.look_back import LookBack
from streams.web.search import choices, search
from streams.web.sources import Sources
from streams.web.state import state_of
from streams.web.stream import WAITING, Client, Ring, frame
from streams.web.tellings import Tellings, together_entry
from streams.web.told import Ended, HeldBack, Together, told_by
from streams.web.tried import AGAIN, tried_again
from streams.web.wire import Story, Wire

log = logging.getLogger(__name__)

#: Pages that may look at once.
CLIENTS = 16
#: When the last page has gone, what was read is kept for so long, in seconds.
LINGER = 60.0
#: At most so many records are taken at a time, and so long is the pause after it: 500 a second.
_BATCH, _PAUSE = 100, 0.2
#: A partition that is further behind than this is left out up to its end, in records.
_BEHIND = 2000
#: The figures are told so often, in seconds.
_TOLD = 1.0
#: How often it is told how the sources are, and what can be chosen in a filter, in seconds, if it has changed.
_SELDOM = 5.0
#: Of sources.health the last records are read, so many: what was learnt of a source is told every five minutes.
_LEARNT = 20_000
#: The longest that reading what is there may take, in seconds.
_PATIENCE = 20.0


class Live:
    """Reads for the pages that look.

    `lag` is what this worker has left to do, None when that is not known; `now` the clock (seconds since 1970);
    `share` the share of the loop that what is read back takes, with others that run beside the wire.
    """

    def __init__(
        self,
        broker: Broker | str,
        health: Health,
        lag: Callable[[], float | None] | None = None,
        now: Callable[[], float] = time.time,
        share: LoopShare | None = None,
    ) -> None:
        self._broker, self._health, self._now = broker, health, now
        self._share = share or LoopShare()
        self._lag = lag or _lag
        self._clients: set[Client] = set()
        self._reading: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._closed = False
        self.further = Searches(broker, self._share, lambda: self._wire)
        self._begin()

    def _begin(self) -> None:
        # No more than may wait for one who comes back: beyond that he begins anew.
        self._ring = Ring(secrets.token_hex(4), WAITING // 2)
        self._wire, self._figures, self._tellings, self._sources = Wire(), Figures(), Tellings(), Sources()
        self._ready = False
        self._reachable = True
        self._told: dict[str, Any] = {}  # what is told seldom, by its name
        self._trouble: str | None = None
        self._said: dict[str, Any] = {}
        self._look_back = LookBack(self._broker, self._share, self._now)

    @property
    def full(self) -> bool:
        """Whether no other page may look now."""
        return self._closed or len(self._clients) >= CLIENTS

    @contextmanager
    def client(self, last: str = "") -> Iterator[Client]:
        """A page that looks; `last` is the id of the last event it had before it lost the connection."""
        client = Client()
        missed = self._ring.after(last) if self._ready else None
        self._clients.add(client)
        try:
            self._start()
            if self._ready and missed is None:
                client.put(self._all())
                client.put(self._all_stories())
            for event in missed or ():
                client.put(event)
            client.put(self._figures_frame(self._figures_now()))
            if self._ready:
                for name, data in self._seldom().items():
                    client.put(frame(name, data))
            yield client
        finally:
            self._clients.discard(client)
            if not self._clients and not self._closed:
                self._linger = asyncio.get_running_loop().call_later(LINGER, self._stop)

    def uri_of(self, key: str) -> str | None:
        """The uri of what the page shows under this key; None when it is not, or no longer, on it."""
        shown = (each.uri for each in self._wire.everything() if key_of(each) == key)
        return next(shown, None) or self.further.uri_of(key)

    async def search(self, asked: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The keys of what fits the filter, within our share of the loop. Raises FilterError for what cannot be."""
        await self._share.rest()
        with self._share.work():
            return search(self._wire, asked)

    async def close(self) -> None:
        """Lets every page go and reads no more."""
        self._closed = True
        for client in list(self._clients):
            client.end()
        reading = self._reading
        self._stop()
        if reading is not None:
            with suppress(asyncio.CancelledError):
                await reading

    def _start(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_on(), name="live page")

    def _stop(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._begin()

    async def _read_on(self) -> None:
        """Reads until cancelled. Nothing that goes wrong here may touch the worker."""
        while True:
            gone = False
            try:
                await self._read()
            except (KafkaConnectionError, OSError):
                why, gone = f"no broker answers at {self._broker}", True
            except (KafkaError, CopydeskError) as error:
                why = str(error) or type(error).__name__
            except Exception:
                log.exception("the live page could not go on reading")
                why = "a fault of copydesk, see the worker's log"
            self._begin()
            self._trouble, self._reachable = f"The page cannot read the topics: {why}", not gone
            self._tell_figures()
            await asyncio.sleep(AGAIN)

    async def _read(self) -> None:
        async with end_topics(self._broker) as consumer:
            await self._read_back(consumer)
            beside = [
                asyncio.create_task(
                    # There may be much of it, and the wire need not wait for it.
                    tried_again("how the sources are", self._read_sources),
                    name="live page's sources",
                ),
                asyncio.create_task(self._look_back.run(self._put_earlier), name="live page's earlier kills"),
            ]
            try:
                await self._follow(consumer)
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.wait(beside)

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        told = seldom = 0.0
        while True:
            batches = await consumer.getmany(timeout_ms=500, max_records=_BATCH)
            self._take(record for records in batches.values() for record in readable(records))
            now = self._now()
            if now - told >= _TOLD:
                told = now
                self._tell_figures()
            if now - seldom >= _SELDOM:
                seldom = now
                self._tell_seldom()
            await self._skip(consumer)
            await asyncio.sleep(_PAUSE)

    async def _read_back(self, consumer: AIOKafkaConsumer) -> None:
        """What is there already, in the order of its times, and then the whole of it at once to those who wait."""
        places = await beginnings(consumer, self._broker, self._now())
        for place, each in places.items():
            consumer.seek(place, each.start)
        found: list[tuple[int, Any]] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while any([await consumer.position(place) < each.end for place, each in places.items()]):
                    for place, records in (
                        await consumer.getmany(timeout_ms=200, max_records=_BATCH)
                    ).items():
                        with self._share.work(len(records)):
                            found += self._read_part(place, places[place], records)
                    await self._share.rest()
        for place, each in places.items():
            if each.hour is not None:
                self._look_back.leave_out((place.topic, place.partition), each.hour, each.end)
        found.sort(key=lambda each: each[0])
        for at in range(0, len(found), _BATCH):
            with self._share.work():
                for _, told in found[at : at + _BATCH]:
                    self._tell(told)
            await self._share.rest()
        self._ready, self._trouble, self._reachable = True, None, True
        self._send(self._all())
        self._send(self._all_stories())
        self._tell_figures()
        self._tell_seldom()

    def _read_part(
        self, place: TopicPartition, begin: Beginning, records: list[Any]
    ) -> list[tuple[int, Any]]:
        if not begin.whole and records[0].offset == begin.start:
            self._figures.whole_from = max(self._figures.whole_from, records[0].timestamp / 1000)
        return [_slim(record, text=record.offset >= begin.texts) for record in readable(records)]

    def _put_earlier(self, earlier: Wire) -> None:
        """Takes what was found in what is left out."""
        if self._wire.put_earlier(earlier):
            # Who comes back has not heard of them.
            self._ring = Ring(secrets.token_hex(4), WAITING // 2)
            self._send(self._all())
            self._send(self._all_stories())
        self._tell_figures()

    def _pins(self) -> dict[str, Any]:
        """What is not among the kills and corrections of the last hour: before `since` (ms) they are not known."""
        since = self._look_back.known_from()
        return {
            "reading": not self._ready or self._look_back.looks,
            "since": None if since is None else round(since * 1000),
            "more": self._wire.more_pins(),
        }

    async def _read_sources(self) -> None:
        """What was learnt of the sources."""
        ranges = await offset_ranges(self._broker, [SOURCES.name])
        each = max(1, _LEARNT // max(1, len(ranges)))
        last: dict[bytes, bytes | None] = {}
        late = {place: (max(first, end - each), end) for place, (first, end) in ranges.items()}
        async with aclosing(read_ranges(self._broker, late)) as records:
            async for record in records:
                with self._share.work(1):
                    last[record.key] = record.value
                await self._share.rest()
        for key, value in last.items():
            with self._share.work():
                self._sources.health(key, value)
            await self._share.rest()
        self._tell_seldom()

    def _take(self, records: Iterator[Any]) -> None:
        """Tells what these records change; what several of them change, once."""
        changed: dict[str, Story | HeldBack] = {}
        gone: dict[str, None] = {}
        stories: dict[str, Together | Ended] = {}
        for record in records:
            if record.topic == SOURCES.name:
                self._sources.health(record.key, record.value)
                continue
            told = _slim(record)[1]
            self._look_back.later(told)
            if isinstance(told, Together | Ended):
                stories |= self._tell_story(told)
                continue
            put, removed = self._tell(told)
            for each in removed:
                changed.pop(key_of(each), None)
                gone[key_of(each)] = None
            for each in put:
                changed.pop(key_of(each), None)
                changed[key_of(each)] = each
                gone.pop(key_of(each), None)
        for key in gone:
            self._send(self._ring.put("gone", {"key": key}))
        for each in changed.values():
            self._send(self._ring.put("entry", entry_of(self._wire, each)))
        for story in stories.values():
            self._send(self._ring.put("story", self._story_entry(story)))

    def _tell_story(self, told: Together | Ended) -> dict[str, Together | Ended]:
        """What has changed of the stories, by their ids."""
        put, gone = self._tellings.take(told)
        return {each.id: each for each in put} | {each: Ended(each) for each in gone}

    def _story_entry(self, story: Together | Ended) -> dict[str, Any]:
        if isinstance(story, Ended):
            return {"key": key_of_uri(story.id), "tellings": []}
        return together_entry(self._wire, story)

    def _tell(self, told: Any) -> tuple[list[Story | HeldBack], list[Story | HeldBack]]:
        if told is None:
            return [], []
        if isinstance(told, Together | Ended):
            self._tell_story(told)
            return [], []
        self._figures.take(told)
        self._sources.heard(told)
        return self._wire.take(told)

    async def _skip(self, consumer: AIOKafkaConsumer) -> None:
        """Leaves out what cannot be shown in time."""
        for place in consumer.assignment():
            end, at = consumer.last_stable_offset(place), await consumer.position(place)
            # What waits and what waits no longer must all be read, or the page would be wrong about it.
            if place.topic != WITHHELD.name and end is not None and end - at > _BEHIND:
                consumer.seek(place, end - _BATCH)
                if place.topic in (ENRICHED.name, DUPLICATES.name):
                    self._look_back.leave_out((place.topic, place.partition), at, end - _BATCH)
                if place.topic == ENRICHED.name:
                    self._figures.skip(end - _BATCH - at, self._now())

    def _all(self) -> bytes:
        entries = [entry_of(self._wire, each) for each in self._wire.everything()]
        return frame("all", entries, self._ring.last)

    def _all_stories(self) -> bytes:
        return frame("stories", [together_entry(self._wire, each) for each in self._tellings.everything()])

    def _figures_now(self) -> dict[str, Any]:
        unreachable, now = self._health.unreachable(), self._now()
        lag = None if unreachable else self._lag()
        told = {
            **self._figures.shown(now),
            "lag": None if lag is None else int(lag),
            "held": len(self._wire.held()),
            "pins": self._pins(),
            "ready": self._ready,
            "state": state_of(
                self._health,
                ready=self._ready,
                reachable=self._reachable,
                lag=lag,
                behind=self._figures.behind(now),
            ),
            "problem": unreachable or self._trouble or self._health.problem() or self._stays_out(),
        }
        # What cannot be known is not shown as none. What was read before stays what it was.
        unknown = (
            ("minute",) if unreachable and self._ready else () if self._ready else ("minute", "held", "dead")
        )
        return told | dict.fromkeys(unknown)

    def _stays_out(self) -> str | None:
        """Why it does not start, in one sentence; None where it does, for then the dot says how far it is."""
        return None if self._health.loading() else self._health.starting()

    def _seldom(self) -> dict[str, Any]:
        """What is told seldom, by the names of its events."""
        now = self._now()
        return {
            "minutes": self._figures.minutes.shown(now, self._figures.whole_from),
            "sources": self._sources.shown(now),
            "choices": choices(self._wire),
        }

    def _tell_seldom(self) -> None:
        """Tells of it what has changed since it was told last."""
        for name, data in self._seldom().items():
            if self._told.get(name) != data:
                self._told[name] = data
                self._send(frame(name, data))

    def _tell_figures(self) -> None:
        """Tells the figures if they are others than those told last."""
        told = self._figures_now()
        if told != self._said:
            self._said = told
            self._send(self._figures_frame(told))

    def _figures_frame(self, told: dict[str, Any]) -> bytes:
        """With our clock: that of the page may be wrong."""
        return frame("figures", told | {"now": round(self._now() * 1000)})

    def _send(self, event: bytes) -> None:
        for client in list(self._clients):
            client.put(event)


def _slim(record: Any, *, text: bool = True) -> tuple[int, Any]:
    """The record's time and what it tells, without its bytes."""
    return record.timestamp, told_by(record, dict(header_list(record.headers)), text=text)


def _lag() -> float | None:
    """What this worker's partitions have left to do; None when nobody has seen that, or cannot see it now."""
    seen = [sample.value for metric in metrics.consumer_lag.collect() for sample in metric.samples]
    return sum(seen) if seen else None
