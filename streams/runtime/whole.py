"""A stage's whole work on one event: from the bytes that came to the record that goes on.

It runs in a process of the pool, so that an article is neither pickled on its way there or back, nor made an event in
the worker's loop, which has to serve all stages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from streams import stages
from streams.article import Article, Dropped, RawArticle
from streams.events import codec, schema
from streams.extensions.enrichers import load_enrichers
from streams.extensions.extend import Run, extended, without
from streams.kinds import Ran, Stage
from streams.runtime.counted import Counted, counted
from streams.runtime.records import article_record
from streams.runtime.window import Output
from streams.settings import settings
from streams.topology import CLEAN, ENRICHED


class Event(NamedTuple):
    """The record that an article becomes, and what is counted of it; `runs`: of the enrichers that ran on it."""

    record: Output
    counted: Counted
    runs: tuple[Run, ...] = ()


#: What a document becomes: for each article in it the event, or why there is none.
Parts = tuple[Event | Dropped, ...]
#: The clock. It goes along into the pool, and so must be a function with a name where that is one of processes.
Now = Callable[[], datetime]


def clean_document(raw: RawArticle, now: Now) -> Parts:
    """The articles in a raw event, as records for articles.clean. Never empty."""
    return tuple(part if isinstance(part, Dropped) else clean_event(part, now) for part in stages.clean(raw))


def clean_event(article: Article, now: Now) -> Event | Dropped:
    """A clean article as its record. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    record = article_record(Stage.CLEAN, article, codec.CLEAN, CLEAN, article.uri, now())
    return record if isinstance(record, Dropped) else Event(record, counted(article))


def enrich_record(value: bytes, now: Now) -> Event | Dropped:
    """The value of a record of articles.unique to the enriched one. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    return enriched_event(stages.enrich(codec.decode(value)), now)


def extend_article(article: Article, names: Sequence[str]) -> tuple[Article, tuple[Run, ...]]:
    """An enriched article with what the enrichers of these names find in it, and how each ended."""
    known = settings()
    loaded = load_enrichers(known.enrichers)
    seconds = known.enricher_share * known.deadline_seconds
    return extended(article, [loaded[name] for name in names], seconds)


def extended_record(
    value: bytes, now: Now, names: Sequence[str], missed: Mapping[str, Ran]
) -> Event | Dropped:
    """As enrich_record(), with what the enrichers of these names find; of those in `missed` it bears a mark."""
    plain = without(stages.enrich(codec.decode(value)), missed)
    article, runs = extend_article(plain, names)
    event = enriched_event(article, now)
    if isinstance(event, Dropped) and article.extensions:
        # Their values may be what makes it too large.
        runs = tuple(
            run._replace(ran=Ran.TOO_LARGE, detail=event.detail) if run.ran is Ran.DONE else run
            for run in runs
        )
        event = enriched_event(without(plain, {run.name: run.ran for run in runs}), now)
    return event if isinstance(event, Dropped) else event._replace(runs=runs)


def enriched_event(article: Article, now: Now) -> Event | Dropped:
    """An article as its record for articles.enriched. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    record = article_record(Stage.ENRICH, article, codec.ENRICHED, ENRICHED, article.uri, now())
    return record if isinstance(record, Dropped) else Event(record, counted(article))


def warm() -> None:
    """Loads what the work takes, so that the first event does not pay for it."""
    stages.warm()
    schema.warm()
    load_enrichers(settings().enrichers)
