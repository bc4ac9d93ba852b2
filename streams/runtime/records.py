"""Events of ours as records: which topic, which key, which headers, and to how many partitions."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from aiokafka.partitioner import murmur2

from streams.article import Article, Dropped
from streams.events import codec, notice
from streams.events.cloudevents import headers_of
from streams.kinds import Reason, Stage
from streams.runtime.state import Change
from streams.runtime.window import Output
from streams.stories.outs import Notice
from streams.stories.story import raw_of
from streams.topology import MAX_MESSAGE_BYTES, NOTICES, WITHHELD, Topic, changelog

log = logging.getLogger(__name__)

#: What a record's key, headers and framing may add to its value.
_OVERHEAD = 64 * 1024
#: The header of the one copy of a message that answers for it where no partition knows what it is about.
HOME = "home"


def article_record(
    stage: Stage, article: Article, event_type: str, topic: Topic, key: str, now: datetime
) -> Output | Dropped:
    """The article as an event, which `stage` lets go now. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    article = replace(article, stages={**article.stages, stage: now})
    try:
        value = codec.encode(article, event_type)
    except codec.InvalidOutputError as error:
        log.error("%s", error)
        return Dropped(Reason.INVALID_OUTPUT, str(error))
    if len(value) > MAX_MESSAGE_BYTES - _OVERHEAD:
        return Dropped(Reason.TOO_LARGE, f"{len(value)} bytes as an event; at most {MAX_MESSAGE_BYTES}")
    return Output(topic.name, key.encode(), value, headers_of(event_type, article, now))


def to_all(event: Output, partitions: int) -> tuple[Output, ...]:
    """A message for every partition; the one of its key is its home."""
    home = partition_of(event.key or b"", partitions)
    return tuple(
        replace(
            event,
            partition=number,
            headers=[*event.headers, (HOME, b"1")] if number == home else event.headers,
        )
        for number in range(partitions)
    )


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that Kafka's own partitioner chooses for a key."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions


def kept_record(app_id: str, change: Change) -> Output:
    """The record for the changelog of a table."""
    topic = changelog(app_id, change.table)
    return Output(topic.name, change.key, change.value, partition=change.partition)


def lifted_record(article: Article) -> Output:
    """The tombstone for what waits no longer."""
    return Output(WITHHELD.name, raw_of(article.origin).encode(), None)


def notice_record(told: Notice, now: datetime) -> Output:
    """The record for what an editor should know."""
    return Output(NOTICES.name, told.uri.encode(), notice.encode(told), notice.headers_of(told, now))
