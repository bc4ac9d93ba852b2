"""A stage's whole work on one event, here and in a process of the pool: the same record comes of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from streams.article import Dropped, Hold
from streams.events import codec
from streams.kinds import Disposition, HoldReason, Reason, Signal, Stage
from streams.runtime import records
from streams.runtime.counted import counted
from streams.runtime.records import article_record
from streams.runtime.whole import Event, clean_document, enrich_record
from streams.runtime.window import Output
from streams.stages import clean, enrich
from streams.topology import BACKFILL, CLEAN, ENRICHED, UNIQUE
from streams.verdict import Kill, Verdict
from tests.articles import NOON, PARAGRAPHS, article, raw

ENTRY = "<item><title>{0}</title><guid>urn:entry:{0}</guid><description>{1}</description></item>"


def noon() -> datetime:
    return NOON


def sent_back(event: Event | Dropped) -> Event:
    """As it comes out of a process."""
    assert isinstance(event, Event)
    back = pickle.loads(pickle.dumps(event))
    assert back == event
    assert isinstance(back, Event)
    return back


def test_a_document_becomes_the_record_of_its_article() -> None:
    document = raw("\n\n".join(PARAGRAPHS).encode(), source="post")
    (part,) = clean_document(document, noon)
    event = sent_back(part)
    (cleaned,) = clean(document)
    assert not isinstance(cleaned, Dropped)
    assert event.record == article_record(Stage.CLEAN, cleaned, codec.CLEAN, CLEAN, cleaned.uri, NOON)
    assert event.counted == counted(cleaned)


def test_what_is_refused_of_a_document_stands_in_its_place() -> None:
    entries = f"{ENTRY.format('a', ' '.join(PARAGRAPHS))}<item></item>"
    document = raw(f"<rss version='2.0'><channel><title>x</title>{entries}</channel></rss>".encode())
    first, second = clean_document(document, noon)
    assert isinstance(first, Event)
    assert isinstance(second, Dropped)


def test_a_unique_article_becomes_its_enriched_record() -> None:
    told = replace(article(), verdict=Verdict(Disposition.ENRICHED))
    came = article_record(Stage.DECIDE, told, codec.UNIQUE, UNIQUE, told.uri, NOON)
    assert isinstance(came, Output)
    assert came.value is not None
    event = sent_back(enrich_record(came.value, noon))
    wanted = enrich(codec.decode(came.value))
    assert event.record == article_record(Stage.ENRICH, wanted, codec.ENRICHED, ENRICHED, told.uri, NOON)
    assert event.counted.kind is Disposition.ENRICHED


def test_what_is_too_large_as_an_event_is_refused_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_MESSAGE_BYTES", 64 * 1024 + 1)
    (part,) = clean_document(raw("\n\n".join(PARAGRAPHS).encode()), noon)
    assert isinstance(part, Dropped)
    assert part.reason is Reason.TOO_LARGE


def test_what_is_counted_of_an_article_that_was_killed_or_held() -> None:
    origin = replace(article().origin, topic=BACKFILL.name)
    kill = Kill("urn:x:1", "articles.raw/0/1", NOON)
    verdict = Verdict(Disposition.KILLED, Signal.KILL, kill=kill)
    killed = counted(article(origin=origin, verdict=verdict, pub_status="canceled", partial=True))
    assert (killed.killed, killed.usable, killed.history, killed.partial) == (True, False, True, True)
    later = NOON + timedelta(hours=1)
    held = counted(article(hold=Hold(HoldReason.EMBARGO, "EMBARGOED", later)))
    assert (held.held, held.until, held.killed, held.usable) == (True, later, False, True)
    assert counted(article(signal=Signal.KILL)).message
