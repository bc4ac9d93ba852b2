"""The three agents' work on one event: thin shells that marry the pure stages to records, tables and clocks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from streams import metrics
from streams.article import Article, Disposition, Dropped, Origin, RawArticle, Reason, Stage
from streams.clean.stage import clean
from streams.engine.dead_letters import dead_letter, header_list, source_of
from streams.engine.dead_limit import DeadLimit
from streams.engine.pool import Pool
from streams.engine.state import Change, State
from streams.engine.window import Output, Work
from streams.enrich.stage import enrich
from streams.errors import DeadLimitError, PoolError
from streams.events import codec
from streams.events.cloudevents import headers_of, read_raw
from streams.intake.reader import needs_process
from streams.settings import Settings
from streams.topology import CLEAN, DUPLICATES, ENRICHED, MAX_MESSAGE_BYTES, UNIQUE, Topic, changelog

log = logging.getLogger(__name__)

#: What a record's key, headers and framing may add to its value.
_OVERHEAD = 64 * 1024


def utc_now() -> datetime:
    """The clock of the agents; tests give another."""
    return datetime.now(UTC)


class Desk:
    """The work of the agents. `now` is the clock."""

    def __init__(
        self, pool: Pool, state: State, settings: Settings, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._pool, self._state, self._now = pool, state, now
        self._max_bytes, self._app_id = settings.max_bytes, settings.app_id
        self._limits = {
            stage: DeadLimit(stage, settings.dead_limit, settings.dead_share, settings.dead_window)
            for stage in Stage
        }

    async def clean(self, event: Any) -> Work:
        """A raw event to an article on articles.clean, keyed by its language; or to articles.dead."""
        return await self._guarded(Stage.CLEAN, event.message, self._clean)

    async def dedupe(self, event: Any) -> Work:
        """A clean article to articles.unique or articles.duplicates.

        It never waits: tasks run in the order in which they were made, and so the order of the partition is the
        order of the decisions.
        """
        return await self._guarded(Stage.DEDUPE, event.message, self._dedupe)

    async def enrich(self, event: Any) -> Work:
        """A unique article to articles.enriched."""
        return await self._guarded(Stage.ENRICH, event.message, self._enrich)

    async def _guarded(self, stage: Stage, message: Any, work: Any) -> Work:
        """No exception leaves an agent: a fault of ours is a dead letter too, with its reason.

        But for DeadLimitError and PoolError, which end the worker: then the event is neither dead-lettered nor
        acknowledged.
        """
        started = time.perf_counter()
        try:
            result = await work(message)
        except (asyncio.CancelledError, PoolError):
            raise
        except Exception as error:
            log.exception("%s: fault at %s/%s/%s", stage, message.topic, message.partition, message.offset)
            result = Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}")
        metrics.stage_seconds.labels(stage).observe(time.perf_counter() - started)
        if isinstance(result, Dropped):
            self._check_limit(stage, message, result)
            output = dead_letter(message, stage, result, self._now())
            return Work((output,), partial(_count_dead, stage, result.reason))
        assert isinstance(result, Work)
        self._limits[stage].passed(source_of(message.topic, message.headers))
        return result

    def _check_limit(self, stage: Stage, message: Any, dropped: Dropped) -> None:
        place = f"{message.topic}/{message.partition}/{message.offset}"
        source = source_of(message.topic, message.headers)
        if tripped := self._limits[stage].died(source, dropped, place):
            raise DeadLimitError(
                f"{tripped}; the rest waits in {message.topic}, nothing is lost: mend the cause (`copydesk dead` shows "
                "what died) or raise COPYDESK_DEAD_LIMIT, and start the worker again"
            )

    async def _clean(self, message: Any) -> Work | Dropped:
        raw = read_raw(message.value, header_list(message.headers), _origin(message))
        if isinstance(raw, RawArticle) and len(raw.value) > self._max_bytes:
            raw = Dropped(Reason.TOO_LARGE, f"{len(raw.value)} bytes; at most {self._max_bytes}")
        if isinstance(raw, Dropped):
            metrics.received.labels("unknown").inc()
            return raw
        if needs_process(raw):
            article = await self._pool.run(clean, raw)
        else:
            article = clean(raw)
        metrics.received.labels(article.format if isinstance(article, Article) else "unknown").inc()
        if isinstance(article, Dropped):
            return article
        return self._pass_on(Stage.CLEAN, article, codec.CLEAN, CLEAN, key=article.language)

    async def _dedupe(self, message: Any) -> Work | Dropped:
        article = codec.decode(message.value)
        judged, changes = self._state.judge(message.partition, article)
        assert judged.verdict is not None
        kept = tuple(self._kept(change) for change in changes)
        if judged.verdict.disposition is Disposition.ENRICHED:
            return self._pass_on(Stage.DEDUPE, judged, codec.UNIQUE, UNIQUE, key=judged.uri, before=kept)
        kind = judged.verdict.disposition
        return self._pass_on(
            Stage.DEDUPE, judged, codec.DUPLICATE, DUPLICATES, key=judged.uri, ends_as=kind, before=kept
        )

    def _kept(self, change: Change) -> Output:
        topic = changelog(self._app_id, change.table)
        return Output(topic.name, change.key, change.value, partition=change.partition)

    async def _enrich(self, message: Any) -> Work | Dropped:
        article = await self._pool.run(enrich, codec.decode(message.value), first=True)
        if isinstance(article, Dropped):
            return article
        return self._pass_on(
            Stage.ENRICH, article, codec.ENRICHED, ENRICHED, key=article.uri, ends_as=Disposition.ENRICHED
        )

    def _pass_on(
        self,
        stage: Stage,
        article: Article,
        event_type: str,
        topic: Topic,
        key: str,
        ends_as: Disposition | None = None,
        before: tuple[Output, ...] = (),
    ) -> Work | Dropped:
        now = self._now()
        article = replace(article, stages={**article.stages, stage: now})
        try:
            value = codec.encode(article, event_type)
        except codec.InvalidOutputError as error:
            log.error("%s", error)
            return Dropped(Reason.INVALID_OUTPUT, str(error))
        if len(value) > MAX_MESSAGE_BYTES - _OVERHEAD:
            return Dropped(Reason.TOO_LARGE, f"{len(value)} bytes as an event; at most {MAX_MESSAGE_BYTES}")
        output = Output(topic.name, key.encode(), value, headers_of(event_type, article, now))
        return Work((*before, output), partial(self._count_passed, stage, article, ends_as))

    def _count_passed(self, stage: Stage, article: Article, ends_as: Disposition | None) -> None:
        metrics.processed.labels(stage, "passed").inc()
        if ends_as is None:
            return
        metrics.dispositions.labels(ends_as, "").inc()
        if ends_as is Disposition.ENRICHED and article.wire_time is not None:
            metrics.freshness_seconds.observe(max(0.0, (self._now() - article.wire_time).total_seconds()))


def _count_dead(stage: Stage, reason: Reason) -> None:
    metrics.processed.labels(stage, "dead").inc()
    metrics.dispositions.labels(Disposition.DEAD, reason).inc()


def _origin(message: Any) -> Origin:
    timestamp = datetime.fromtimestamp(max(0.0, message.timestamp), UTC)
    return Origin(message.topic, message.partition, message.offset, timestamp)
