from __future__ import annotations

from dataclasses import replace

from streams.events.codec import DUPLICATE, ENRICHED
from streams.events.ids import event_id
from tests.articles import article, origin


def test_the_id_is_the_same_each_time_and_for_a_redelivery() -> None:
    assert event_id(ENRICHED, article()) == event_id(ENRICHED, article())
    assert event_id(ENRICHED, article(0)) == event_id(ENRICHED, article(7))


def test_uri_version_content_and_type_make_another_id() -> None:
    changed = [
        article(),
        article(uri="https://other.example/"),
        article(version="2"),
        article(headline="Another"),
        article(paragraphs=("Another text.",)),
    ]
    ids = {event_id(kind, each) for each in changed for kind in (ENRICHED, DUPLICATE)}
    assert len(ids) == 2 * len(changed)


def test_two_reports_on_two_raw_events_are_two_and_the_same_report_again_is_one() -> None:
    assert event_id(DUPLICATE, article(0)) != event_id(DUPLICATE, article(1))
    assert event_id(DUPLICATE, article(1)) == event_id(DUPLICATE, article(1))


def test_what_a_reader_does_not_read_does_not_count() -> None:
    assert (
        article().content_hash
        == replace(article(), header=replace(article().header, urgency=1), origin=origin(9)).content_hash
    )
