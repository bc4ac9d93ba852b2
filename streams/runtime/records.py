"""Events of ours as records: which topic, which key, which headers."""

from __future__ import annotations

import logging
from datetime import datetime

from streams.article import Article, Dropped
from streams.events import codec, notice
from streams.events.cloudevents import headers_of
from streams.kinds import Reason, Stage
from streams.runtime.window import Output
from streams.stories.outcome import Notice
from streams.stories.story import raw_of
from streams.topology import MAX_MESSAGE_BYTES, NOTICES, WITHHELD, Topic

log = logging.getLogger(__name__)

#: Room for what the next stage's headers, or those of a dead letter, may add to an event.
_ROOM = 64 * 1024


def article_record(
    stage: Stage, article: Article, event_type: str, topic: Topic, key: str, now: datetime
) -> Output | Dropped:
    """The article as an event, which `stage` lets go now. Dropped: INVALID_OUTPUT, TOO_LARGE."""
    try:
        value = codec.encode(article, event_type, stage, now)
    except codec.InvalidOutputError as error:
        return Dropped(Reason.INVALID_OUTPUT, str(error)[:1000])
    event = Output(topic.name, key.encode(), value, headers_of(event_type, article, now))
    if event.size > MAX_MESSAGE_BYTES - _ROOM:
        most = MAX_MESSAGE_BYTES - _ROOM
        return Dropped(
            Reason.TOO_LARGE, f"{event.size} bytes as an event, with key and headers; at most {most}"
        )
    return event


def lifted_record(article: Article) -> Output:
    """The tombstone for what waits no longer."""
    return Output(WITHHELD.name, raw_of(article.origin).encode(), None)


def notice_record(told: Notice, now: datetime) -> Output | Dropped:
    """The record for what an editor should know. Dropped: INVALID_OUTPUT."""
    try:
        value = notice.encode(told)
    except codec.InvalidOutputError as error:
        log.error("%s", error)
        return Dropped(Reason.INVALID_OUTPUT, str(error)[:1000])
    return Output(NOTICES.name, told.uri.encode(), value, notice.headers_of(told, now))
