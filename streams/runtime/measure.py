"""What the agents' work on an event is in figures: counted when the broker has acknowledged what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from streams import metrics, series
from streams.article import Dropped, RawArticle
from streams.brokers.batches import Unreadable
from streams.intake.identity import source_for
from streams.kinds import Disposition, Reason, Stage
from streams.runtime.counted import Counted
from streams.runtime.dead_letters import batch_letter, dead_letter
from streams.runtime.feeds import Feed
from streams.runtime.slowest import Slowest
from streams.runtime.window import Message, Work
from streams.settings import Settings
from streams.topology import BACKFILL

#: An article that was older when it came is none of the live wire, whatever it came on: it bears a date and no time,
#: or somebody has fed history to articles.raw.
LIVE = timedelta(hours=1)

#: The longest of the last minutes, which the gauges show.
_kills, _embargoes = Slowest(), Slowest()
metrics.kill_slowest.set_function(lambda: _kills.value())
metrics.embargo_latest.set_function(lambda: _embargoes.value())
#: Takes up sources as labels where none is listed; None where some are.
_found: series.FoundSources | None = None


def start(settings: Settings, sources: Iterable[str]) -> None:
    """The figures that settings give, and the series of the sources that have figures of their own."""
    global _found
    listed = tuple(sources)
    series.list_sources(listed)
    _found = None if listed else series.FoundSources()
    metrics.window_limit.set(settings.window)
    metrics.pool_processes.set(settings.processes)


def received(raw: RawArticle | Dropped, parts: Iterable[Counted], stated: str, now: datetime) -> None:
    """A raw event was taken; `parts` are the articles in it, `stated` is the source that its headers name.

    One of articles.backfill is only counted: that history comes says nothing of the wires.
    """
    if isinstance(raw, RawArticle) and raw.origin.topic == BACKFILL.name:
        metrics.backfill_received.inc()
        return
    first = next(iter(parts), None)
    if first is not None:
        source = first.source
    else:
        source = source_for(raw.source, raw.subject) if isinstance(raw, RawArticle) else stated
    heard(source, Stage.CLEAN)
    form = str(first.format) if first else series.FORMATS[-1]
    metrics.received.labels(form, series.source_label(source)).inc()
    metrics.last_event.set(now.timestamp())


def heard(source: str, stage: Stage) -> None:
    """An article of a source came to a stage: where none is listed, it may become a label of its own."""
    if _found is not None:
        _found.heard(source, stage)


#: The feeds that are slow now.
_slow: set[Feed] = set()


def paced(feed: Feed, slow: bool) -> None:
    """What a feed sends keeps hitting the deadline, or does so no longer."""
    (_slow.add if slow else _slow.discard)(feed)
    # Of all labels: several feeds share "other", and one of them may have got a label of its own meanwhile.
    labels = {series.source_label(each.source) for each in _slow}
    for label in series.source_labels():
        metrics.source_slow.labels(label).set(label in labels)


# To look up a series by its labels costs more than to count in it: what counts for every event is bound once.
_SECONDS = {stage: metrics.stage_seconds.labels(stage) for stage in Stage}
_PASSED = {stage: metrics.processed.labels(stage, "passed") for stage in Stage}
_TIMED, _UNLIMITED = (metrics.held_articles.labels(until) for until in ("embargo", "unlimited"))


def took(stage: Stage, seconds: float) -> None:
    """A stage has worked on an event for so long."""
    _SECONDS[stage].observe(seconds)


def passed(stage: Stage) -> None:
    """An event of ours went on."""
    _PASSED[stage].inc()


def cleaned(article: Counted) -> None:
    """An article went on to articles.clean."""
    passed(Stage.CLEAN)
    if article.partial:
        metrics.source_partial.labels(series.source_label(article.source)).inc()
    if article.wire_time is not None and _live(article, article.wire_time):
        delay = _seconds(article.wire_time, article.came)
        metrics.source_delay_seconds.labels(series.source_label(article.source)).observe(delay)


def ended(stage: Stage, article: Counted, kind: Disposition, now: datetime) -> None:
    """A raw event reached its end as `kind`."""
    passed(stage)
    metrics.dispositions.labels(kind, "").inc()
    if stage is Stage.ENRICH:
        _published(article, now)


def _published(article: Counted, now: datetime) -> None:
    """How late it is: what was killed from the kill on, what was held from its time, the rest from the wire's."""
    if article.killed:
        if article.history:
            return  # it may have waited for days, as it should
        took = _seconds(article.came, now)
        metrics.kill_seconds.observe(took)
        _kills.observe(took)
        return
    if not article.usable:
        return
    metrics.published_languages.labels(series.language_label(article.language)).inc()
    for topic in series.topic_labels(article.topics):
        metrics.published_topics.labels(topic).inc()
    if article.until:
        late = _seconds(article.until, now)
        metrics.embargo_late_seconds.observe(late)
        _embargoes.observe(late)
    elif not article.held and article.wire_time is not None:
        if _live(article, article.wire_time):
            metrics.freshness_seconds.observe(_seconds(article.wire_time, now))
        else:
            metrics.backfill.inc()


def died(
    message: Message, stage: Stage, dropped: Dropped, now: datetime, part: tuple[int, int] | None = None
) -> Work:
    """The work that a refusal leaves: the dead letter, and its count. `part` as in dead_letter()."""
    letter = dead_letter(message, stage, dropped, now, part=part)
    return Work((letter,), partial(count_dead, stage, dropped.reason))


def lost(batch: Unreadable, stage: Stage, now: datetime) -> Work:
    """The work that a batch leaves which is passed over. One that an operator let pass has its letter already."""
    letters = (batch_letter(batch, now),) if batch.too_large else ()
    return Work(
        letters, partial(count_dead, stage, Reason.TOO_LARGE if batch.too_large else Reason.UNREADABLE)
    )


def count_dead(stage: Stage, reason: Reason) -> None:
    """A dead letter was written."""
    metrics.processed.labels(stage, "dead").inc()
    metrics.dead_letters.labels(stage, reason).inc()
    metrics.dispositions.labels(Disposition.DEAD, reason).inc()


def not_enriched(reason: Reason) -> None:
    """An article was published as it is."""
    metrics.not_enriched.labels(reason).inc()


def waiting(timed: int, unlimited: int) -> None:
    """How many stories are held back now, until a time that is known and until further notice."""
    _TIMED.set(timed)
    _UNLIMITED.set(unlimited)


def _live(article: Counted, wire_time: datetime) -> bool:
    return not article.history and article.came - wire_time <= LIVE


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())
