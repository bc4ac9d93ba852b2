"""A stage's whole work on one event: from the bytes that came to the record that goes on.

It runs in a process of the pool, so that an article is neither pickled on its way there or back, nor made an event in
the worker's loop, which has to serve all stages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from streams import stages
from streams.article import Article, Dropped, RawArticle
from streams.events import codec, schema
from streams.kinds import Stage
from streams.runtime.counted import Counted, counted
from streams.runtime.records import article_record
from streams.runtime.window import Output
from streams.topology import CLEAN, ENRICHED


class Event(NamedTuple):
    """The record that an article becomes, and what is counted of it."""

    record: Output
    counted: Counted


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


def enriched_event(article: Article, now: Now) -> Event | Dropped:
    """An article as its record for articles.enriched. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    record = article_record(Stage.ENRICH, article, codec.ENRICHED, ENRICHED, article.uri, now())
    return record if isinstance(record, Dropped) else Event(record, counted(article))


def warm() -> None:
    """Loads what the work takes, so that the first event does not pay for it."""
    stages.warm()
    schema.warm()
