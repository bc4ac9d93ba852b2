"""What the three agents do with one event: each calls its pure stage, and makes records of what comes of it.

`Desk` has a method for each agent (clean, decide, enrich), and one for an embargo that is over (release). Each takes
an event and returns a `Work` for the window: the outputs in their order, and what is to be remembered and counted when
the broker has them. What fails becomes a dead letter here; no exception leaves but those that end the worker.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from streams import metrics
from streams.article import Article, Dropped
from streams.brokers.registry import registry_of
from streams.clean.signals import is_message
from streams.errors import DeadLimitError, PoolError
from streams.events import codec
from streams.events.cloudevents import is_usable
from streams.extensions.enrichers import load_enrichers
from streams.kinds import Disposition, Reason, Stage
from streams.replaced import replace
from streams.runtime import measure
from streams.runtime.changelog import Decided, checksum, kept_records
from streams.runtime.counted import Counted, counted
from streams.runtime.dead_letters import dead_letter, source_of
from streams.runtime.dead_limit import DeadLimit
from streams.runtime.extending import Extending
from streams.runtime.framing import SchemaTypes
from streams.runtime.pool import Pool
from streams.runtime.reading import Reading, time_of
from streams.runtime.records import article_record, lifted_record, notice_record
from streams.runtime.state import Decision, Due, State
from streams.runtime.tracing import Tracing
from streams.runtime.turns import Rank
from streams.runtime.unreadable import batch_of
from streams.runtime.whole import Event, enrich_record, enriched_event
from streams.runtime.window import Output, Work
from streams.settings import Settings
from streams.sources.table import SourceTable
from streams.stages import as_it_is
from streams.stories.outcome import Held, Lifted, Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.standing import bare
from streams.stories.story import raw_of
from streams.topology import BACKFILL, CLEAN, DUPLICATES, ENRICHED, UNIQUE, WITHHELD, Topic

log = logging.getLogger(__name__)

#: The topics of events of which each is what came of one article.
_EVENTS = frozenset(topic.name for topic in (CLEAN, UNIQUE, DUPLICATES, WITHHELD, ENRICHED))
#: Of the articles of one document, and of what comes of a kill, so many are made events before others get on.
_AT_ONCE = 25


def utc_now() -> datetime:
    """The clock of the agents; tests give another."""
    return datetime.now(UTC)


class Kept(Protocol):
    """Who keeps the ledger, as the desk needs it: `state` is there, and may be decided on, while `ready`."""

    sources: SourceTable

    @property
    def ready(self) -> bool:
        """Whether this desk decides."""

    @property
    def state(self) -> State | None:
        """What is known; None where it is not here."""


class Desk:
    """The work of the agents. `now` is the clock; `heard` is told of each new article and its partition."""

    def __init__(
        self,
        pool: Pool,
        keeper: Kept,
        settings: Settings,
        now: Callable[[], datetime] = utc_now,
        heard: Callable[[int, Article], None] = lambda *_: None,
        tracing: Tracing | None = None,
    ) -> None:
        self._pool, self._keeper, self._now, self._heard = pool, keeper, now, heard
        self._tracing = tracing
        registry = registry_of(settings)
        schemas = None if registry is None else SchemaTypes(registry)
        self.reading = Reading(pool, settings.max_bytes, now, keeper.sources, schemas)
        measure.start(settings, keeper.sources.labels)
        others = load_enrichers(settings.enrichers)
        self._extending = Extending(pool, others, settings.processes) if others else None
        self._app_id = settings.app_id
        self._limits = _limits(settings)  # of what dies in the work
        self._taken = _limits(settings)  # of what the broker does not take

    async def clean(self, event: Any, step_aside: Callable[[], None] = lambda: None) -> Work:
        """A raw event to an article on articles.clean, or to articles.dead.

        `step_aside` is called when it will take long, and those behind it need not wait.
        """
        return await self._traced(Stage.CLEAN, event.message, partial(self._clean, step_aside=step_aside))

    async def decide(self, event: Any) -> Work:
        """A clean article to articles.unique or articles.duplicates.

        It waits for nothing before it has decided: tasks begin in the order in which they were made, and so the order
        of the partition is the order of the decisions.
        """
        return await self._traced(Stage.DECIDE, event.message, self._decide)

    async def enrich(self, event: Any) -> Work:
        """A unique article to articles.enriched."""
        return await self._traced(Stage.ENRICH, event.message, self._enrich)

    async def _traced(self, stage: Stage, message: Any, work: Any) -> Work:
        """The guarded work, within a span where there is tracing."""
        if self._tracing is None:
            return await self._guarded(stage, message, work)
        return await self._tracing.traced(stage, message, partial(self._guarded, stage, message, work))

    async def _guarded(self, stage: Stage, message: Any, work: Any) -> Work:
        """No exception leaves an agent: a fault of ours is a dead letter too, with its reason.

        But for DeadLimitError and PoolError, which end the worker: then the event is neither dead-lettered nor
        acknowledged.
        """
        if batch := batch_of(message):
            return measure.lost(batch, stage, self._now())
        started = time.perf_counter()
        try:
            result = await work(message)
        except (asyncio.CancelledError, PoolError):
            raise
        except Exception as error:
            log.exception("%s: fault at %s/%s/%s", stage, message.topic, message.partition, message.offset)
            result = Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}")
        measure.took(stage, time.perf_counter() - started)
        if isinstance(result, Dropped):
            return self._letter(stage, message, result)
        assert isinstance(result, Work)
        self._limits[stage].passed(source_of(message.topic, message.headers))
        return self._refusable(message, stage, result)

    def _letter(
        self, stage: Stage, message: Any, dropped: Dropped, part: tuple[int, int] | None = None
    ) -> Work:
        """The dead letter. Raises DeadLimitError where it would be one too many."""
        if dropped.reason is Reason.INVALID_OUTPUT:
            log.error("%s: %s", _place_of(message), dropped.detail)
        self._check_limit(stage, message, dropped)
        return measure.died(message, stage, dropped, self._now(), part=part)

    def _refusable(self, message: Any, stage: Stage, work: Work, part: tuple[int, int] | None = None) -> Work:
        """`work` whose events become the dead letter of `message` where the broker will never take them."""
        if not any(each.topic in _EVENTS for each in work.outputs):
            return work
        refused: list[Dropped] = []

        def instead(dropped: Dropped) -> Output:
            self._check_limit(stage, message, dropped, self._taken)
            refused.append(dropped)
            return dead_letter(message, stage, dropped, self._now(), part)

        def done() -> None:
            if refused:
                measure.count_dead(stage, refused[0].reason)
                return
            self._taken[stage].passed(source_of(message.topic, message.headers))
            if work.done:
                work.done()

        outputs = tuple(
            replace(each, instead=instead) if each.topic in _EVENTS and not each.instead else each
            for each in work.outputs
        )
        return replace(work, outputs=outputs, done=done)

    def _check_limit(
        self,
        stage: Stage,
        message: Any,
        dropped: Dropped,
        limits: Mapping[Stage, DeadLimit] | None = None,
    ) -> None:
        if dropped.reason is Reason.DEADLINE and stage is Stage.CLEAN and self.reading.is_aside(message):
            return  # its pages are put last and told of: they stop nobody, and so are no reason to stop
        place = _place_of(message)
        source = source_of(message.topic, message.headers)
        if tripped := (limits or self._limits)[stage].died(source, dropped, place):
            raise DeadLimitError(
                f"{tripped}; the rest waits in {message.topic}, nothing is lost: mend the cause (`copydesk dead` shows "
                "what died) or raise COPYDESK_DEAD_LIMIT, and start the worker again"
            )

    async def _clean(self, message: Any, step_aside: Callable[[], None]) -> Work | Dropped:
        parts = await self.reading.read(message, step_aside)
        if isinstance(parts, Dropped):
            return parts
        if len(parts) == 1:
            return parts[0] if isinstance(parts[0], Dropped) else _passed_clean(parts[0])
        works = []
        for number, part in enumerate(parts):
            works.append(self._part(message, part, (number, len(parts))))
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        return _joined(works)

    def _part(self, message: Any, part: Event | Dropped, place: tuple[int, int]) -> Work:
        """One of several articles in a document; what is refused of them is a dead letter of its own."""
        if isinstance(part, Dropped):
            return self._letter(Stage.CLEAN, message, part, place)
        return self._refusable(message, Stage.CLEAN, _passed_clean(part), place)

    async def _decide(self, message: Any) -> Work | Dropped:
        if not self._keeper.ready:
            return Work(())  # a rebalance has begun since it was taken: it comes again
        if self._state.is_decided(message.offset):
            return Work(())
        article = codec.decode(message.value)
        works: list[Work | Dropped] = []

        def written(outcomes: list[Outcome]) -> bool:
            if _publishes(outcomes):
                works.extend(map(self._sent, outcomes))
            return _refused(works) is None

        event = Decided(message.offset, checksum(message.key, message.value))
        decision = self._state.decide(article, written, event, time_of(message, self._now()))
        measure.waiting(*self._state.waiting())
        if _publishes(decision.outcomes):
            if (refused := _refused(works)) is not None:
                return refused
        else:
            works += await self._told(message, decision.outcomes)
        live = article.origin.topic != BACKFILL.name  # that history comes says nothing of its source
        if live and not is_message(article) and not any(map(_is_old, decision.outcomes)):
            self._heard(message.partition, article)
        return self._remembered(decision, works)

    async def _told(self, message: Any, outcomes: list[Outcome]) -> list[Work | Dropped]:
        """What is written of a decision that is remembered already, whatever of it cannot be written.

        Others get on meanwhile, for a kill may have a thousand copies; the order of the decisions stands by now.
        """
        works: list[Work | Dropped] = []
        for number, outcome in enumerate(outcomes, 1):
            try:
                works.append(self._sent(outcome))
            except Exception as error:
                log.exception("decide: fault at what comes of %s", message.offset)
                works.append(Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"[:1000]))
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        if (refused := _refused(works)) is not None:
            works.append(self._letter(Stage.DECIDE, message, refused))
        return works

    @property
    def _state(self) -> State:
        assert self._keeper.state is not None, "no event comes before the ledger is here"
        return self._keeper.state

    def _kept(self, decision: Decision, answers: list[Any]) -> None:
        """The broker has what there is to remember."""
        if self._keeper.state is not None:
            self._keeper.state.acknowledged(decision, [answer.offset for answer in answers])

    def _remembered(self, decision: Decision, works: Iterable[Work | Dropped]) -> Work:
        """What a decision writes: first `works`, for readers, and what there is to remember when they have it.

        So what is remembered was told, and what was not told is decided again, by the same knowledge.
        """
        work = _joined([work for work in works if isinstance(work, Work)])
        then = kept_records(self._app_id, decision.changes, decision.event)
        return replace(work, then=then, kept=partial(self._kept, decision))

    def _sent(self, outcome: Outcome) -> Work | Dropped:
        """The record for what came of an article."""
        if isinstance(outcome, Notice):
            return self._noticed(outcome)
        if isinstance(outcome, Lifted):
            return Work((lifted_record(outcome.article),))
        article = outcome.article
        assert article.verdict is not None
        if isinstance(outcome, Passed):
            metrics.signals.labels(article.verdict.signal).inc()
            work = self._pass_on(Stage.DECIDE, article, codec.UNIQUE, UNIQUE, key=article.uri)
            if isinstance(work, Dropped) and article.pub_status != "usable":
                work = self._pass_on(Stage.DECIDE, bare(article), codec.UNIQUE, UNIQUE, key=article.uri)
            return work
        kind = article.verdict.disposition
        if isinstance(outcome, Held):
            raw = raw_of(article.origin)
            return self._pass_on(Stage.DECIDE, article, codec.WITHHELD, WITHHELD, key=raw, ends_as=kind)
        return self._pass_on(
            Stage.DECIDE, article, codec.DUPLICATE, DUPLICATES, key=article.uri, ends_as=kind
        )

    async def release(self, event: Any) -> Work:
        """What goes out because its embargo is over. `event.due` says of which story."""
        begun = time.time_ns()
        work = self._release(event)
        return work if self._tracing is None else self._tracing.released(begun, work)

    def _release(self, event: Any) -> Work:
        if not self._keeper.ready:
            return Work(())  # a rebalance has begun since the clock struck: it strikes again
        works: list[Work | Dropped] = []

        def written(outcomes: list[Outcome]) -> bool:
            works.extend(map(self._sent, outcomes))
            return _refused(works) is None

        try:
            decision = self._state.release(event.due, self._now(), written)
            refused = _refused(works)
        except Exception as error:
            log.exception("fault at the release of %s", event.due.uri)
            refused = Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"[:1000])
        if refused is not None:
            return self._not_released(event.due, refused)
        work = self._remembered(decision, works)
        return replace(work, done=partial(self._released, work.done))

    def _not_released(self, due: Due, refused: Dropped) -> Work:
        """It stays held, and editors are told. A worker that ended would meet it again at its next start."""
        why = f"{refused.reason}: {refused.detail}"
        log.error("%s cannot be released and stays held: %s", due.uri, why)
        waiting = self._state.put_off(due)
        if not waiting:
            return Work(())
        held = waiting[0]
        told = self._noticed(
            Notice(
                NoticeKind.RELEASE_FAILED,
                due.uri,
                held.source,
                raw_of(held.origin),
                self._now(),
                headline=held.headline,
                words=why[:300],
            )
        )
        return told if isinstance(told, Work) else Work(())

    def _noticed(self, told: Notice) -> Work | Dropped:
        record = notice_record(told, self._now())
        if isinstance(record, Dropped):
            return record
        metrics.notices.labels(told.kind).inc()
        return Work((record,))

    def _released(self, done: Callable[[], None] | None) -> None:
        measure.waiting(*self._state.waiting())
        if done:
            done()

    async def _enrich(self, message: Any) -> Work | Dropped:
        if not is_usable(message.headers):
            return self._enriched(codec.decode(message.value))
        if self._extending is not None:
            event = await self._extending.enrich(message.value, self._now)
        else:
            event = await self._pool.run(enrich_record, message.value, self._now, rank=Rank.FIRST)
        if isinstance(event, Event):
            return self._published(event)
        # The copy itself is sound: readers get it without what could not be found in it.
        log.warning("%s goes out as it is: %s: %s", _place_of(message), event.reason, event.detail)
        plain = as_it_is(codec.decode(message.value), event.reason)
        return self._enriched(plain, partial(measure.not_enriched, event.reason))

    def _enriched(self, article: Article, also: Callable[[], None] | None = None) -> Work | Dropped:
        event = enriched_event(article, self._now)
        if isinstance(event, Dropped):
            return event
        work = self._published(event)
        return work if also is None else _joined([work, Work((), also)])

    def _published(self, event: Event) -> Work:
        assert event.counted.kind is not None
        done = partial(self._ended, Stage.ENRICH, event.counted, event.counted.kind)
        return Work((event.record,), done)

    def _event(
        self, stage: Stage, article: Article, event_type: str, topic: Topic, key: str
    ) -> Output | Dropped:
        return article_record(stage, article, event_type, topic, key, self._now())

    def _pass_on(
        self,
        stage: Stage,
        article: Article,
        event_type: str,
        topic: Topic,
        key: str,
        ends_as: Disposition | None = None,
    ) -> Work | Dropped:
        event = self._event(stage, article, event_type, topic, key)
        if isinstance(event, Dropped):
            return event
        if ends_as is None:
            return Work((event,), partial(measure.passed, stage))
        return Work((event,), partial(self._ended, stage, counted(article), ends_as))

    def _ended(self, stage: Stage, article: Counted, kind: Disposition) -> None:
        measure.ended(stage, article, kind, self._now())


def _limits(settings: Settings) -> dict[Stage, DeadLimit]:
    return {
        stage: DeadLimit(stage, settings.dead_limit, settings.dead_share, settings.dead_window)
        for stage in Stage
    }


def _passed_clean(event: Event) -> Work:
    # What only says something of another article, as a kill does, does not wait for the pages before it.
    return Work((event.record,), partial(measure.cleaned, event.counted), ahead=event.counted.message)


def _place_of(message: Any) -> str:
    return f"{message.topic}/{message.partition}/{message.offset}"


def _publishes(outcomes: list[Outcome]) -> bool:
    """Whether a decision puts a text before readers.

    What is not out must not be remembered as if it were: copies of it would be dropped, and the next version would
    follow one that nobody saw. So such a decision is given up whole where any of it cannot be written, and the dead
    letter, redriven, is decided anew. Of all others (a kill, a hold, a copy, a repeat) each outcome stands for itself:
    they are remembered, and what can be written goes out. Else one copy that cannot be canceled would keep a killed
    story before readers.
    """
    return any(isinstance(each, Passed) and each.article.pub_status == "usable" for each in outcomes)


def _is_old(outcome: Outcome) -> bool:
    """Whether it is what its source had sent before: a feed that gives the same every time is not alive."""
    verdict = outcome.article.verdict if isinstance(outcome, Reported) else None
    return verdict is not None and verdict.disposition in (Disposition.REPEAT, Disposition.STALE)


def _refused(works: Iterable[Work | Dropped]) -> Dropped | None:
    """The first of these that cannot be written."""
    return next((work for work in works if isinstance(work, Dropped)), None)


def _joined(works: list[Work]) -> Work:
    """Several pieces of work as one."""

    def done() -> None:
        for work in works:
            if work.done:
                work.done()

    return Work(tuple(output for work in works for output in work.outputs), done)
