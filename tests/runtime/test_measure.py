from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from streams import metrics, series
from streams.article import Article, Dropped, Hold
from streams.errors import SettingsError
from streams.found import Found, Topic
from streams.kinds import Disposition, HoldReason, Reason, Stage
from streams.runtime import measure
from streams.runtime.counted import counted
from streams.runtime.feeds import Feed
from streams.runtime.slowest import Slowest
from streams.sent import Concept, Sent
from streams.settings import Settings
from streams.sources.table import read_sources
from streams.topology import BACKFILL
from streams.verdict import Kill, Verdict
from tests.articles import NOON, article, raw

LATER = NOON + timedelta(seconds=20)


class Change:
    """By how much samples have grown since the test began."""

    def __init__(self) -> None:
        self._before = self._samples()

    @staticmethod
    def _samples() -> dict[tuple[str, ...], float]:
        return {
            (sample.name, *sample.labels.values()): sample.value
            for metric in metrics.REGISTRY.collect()
            for sample in metric.samples
        }

    def of(self, *name: str) -> float:
        """`name` is that of the sample, then its labels in their order."""
        return self._samples().get(name, 0.0) - self._before.get(name, 0.0)


@pytest.fixture
def change() -> Change:
    return Change()


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "_sources", dict(series._sources))
    series.list_sources(["harbour-post"])


def test_the_settings_list_the_sources_and_give_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    known = Settings(sources=" harbour-post, fjord-desk ,,harbour-post", window=7, processes=3)
    measure.start(known, read_sources(known.sources).labels)
    assert series.source_labels() == ("other", "harbour-post", "fjord-desk")
    assert metrics.REGISTRY.get_sample_value("copydesk_window_limit_events") == 7
    assert metrics.REGISTRY.get_sample_value("copydesk_pool_processes") == 3


def test_more_sources_than_metrics_can_bear_are_refused() -> None:
    with pytest.raises(SettingsError, match="COPYDESK_SOURCES lists 201 sources; at most 200"):
        Settings(sources=",".join(map(str, range(201))))


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(("source", "label"), [("harbour-post", "harbour-post"), ("capital-lens", "other")])
def test_what_was_received_is_counted_by_format_and_listed_source(
    change: Change, source: str, label: str
) -> None:
    measure.received(raw(b"x"), [counted(article(source=source))], "", LATER)
    assert change.of("copydesk_received_total", "html", label) == 1
    assert metrics.REGISTRY.get_sample_value("copydesk_last_event_timestamp_seconds") == LATER.timestamp()


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("given", "stated"),
    [
        (raw(b"x", source="harbour-post"), ""),
        (Dropped(Reason.INVALID_EVENT), "harbour-post"),
    ],
)
def test_so_is_what_cannot_be_read(change: Change, given: Any, stated: str) -> None:
    measure.received(given, [], stated, LATER)
    assert change.of("copydesk_received_total", "unknown", "harbour-post") == 1


def test_a_live_article_is_fresh_and_an_old_one_is_backfill(change: Change) -> None:
    live = article(wire_time=NOON - timedelta(seconds=10))
    old = article(wire_time=NOON - measure.LIVE - timedelta(seconds=1))
    for each in (live, old):
        measure.cleaned(counted(each))
        measure.ended(Stage.ENRICH, counted(each), Disposition.ENRICHED, LATER)
    assert change.of("copydesk_freshness_seconds_count") == 1
    assert change.of("copydesk_freshness_seconds_sum") == 30
    assert change.of("copydesk_backfill_total") == 1
    assert change.of("copydesk_source_delay_seconds_sum", "other") == 10
    assert change.of("copydesk_source_delay_seconds_count", "other") == 1
    assert change.of("copydesk_dispositions_total", "enriched", "") == 2
    assert change.of("copydesk_processed_total", "clean", "passed") == 2


def test_history_is_counted_and_is_no_sign_of_life(change: Change) -> None:
    origin = replace(article().origin, topic=BACKFILL.name)
    event = replace(raw(b"x"), origin=origin)
    before = metrics.REGISTRY.get_sample_value("copydesk_last_event_timestamp_seconds")
    measure.received(event, [counted(article(origin=origin))], "", LATER + timedelta(days=1))
    assert change.of("copydesk_backfill_received_total") == 1
    assert change.of("copydesk_received_total", "html", "other") == 0
    assert metrics.REGISTRY.get_sample_value("copydesk_last_event_timestamp_seconds") == before
    # However young it is, and however late its kill is carried out.
    young = article(origin=origin, wire_time=NOON - timedelta(seconds=10))
    killed = article(origin=origin, wire_time=NOON, verdict=KILL, pub_status="canceled")
    for each in (young, killed):
        measure.cleaned(counted(each))
        measure.ended(Stage.ENRICH, counted(each), Disposition.ENRICHED, LATER)
    assert change.of("copydesk_backfill_total") == 1
    for name in ("freshness_seconds_count", "source_delay_seconds_count", "kill_seconds_count"):
        assert change.of(f"copydesk_{name}") == change.of(f"copydesk_{name}", "other") == 0


def test_a_clock_that_is_ahead_makes_nothing_negative(change: Change) -> None:
    ahead = article(wire_time=LATER + timedelta(seconds=5))
    measure.cleaned(counted(ahead))
    measure.ended(Stage.ENRICH, counted(ahead), Disposition.ENRICHED, LATER)
    assert change.of("copydesk_freshness_seconds_sum") == 0
    assert change.of("copydesk_freshness_seconds_count") == 1


KILL = Verdict(Disposition.KILLED, kill=Kill("urn:a", "articles.raw/0/0", NOON))
EMBARGO = Hold(HoldReason.EMBARGO, "embargoed", NOON + timedelta(seconds=15))


@pytest.mark.parametrize(
    ("given", "name", "seconds"),
    [
        (article(wire_time=NOON, verdict=KILL, pub_status="canceled"), "copydesk_kill_seconds", 20),
        (article(wire_time=NOON, hold=EMBARGO), "copydesk_embargo_late_seconds", 5),
    ],
)
def test_kills_and_embargoes_have_clocks_of_their_own(
    change: Change, given: Article, name: str, seconds: float
) -> None:
    measure.ended(Stage.ENRICH, counted(given), Disposition.ENRICHED, LATER)
    assert change.of(f"{name}_sum") == seconds
    assert change.of(f"{name}_count") == 1
    assert change.of("copydesk_freshness_seconds_count") == 0


@pytest.mark.parametrize(
    ("given", "name", "seconds"),
    [
        (article(wire_time=NOON, verdict=KILL, pub_status="canceled"), "copydesk_kill_slowest_seconds", 20),
        (article(wire_time=NOON, hold=EMBARGO), "copydesk_embargo_latest_seconds", 5),
    ],
)
def test_the_slowest_are_told_as_they_were(
    monkeypatch: pytest.MonkeyPatch, given: Article, name: str, seconds: float
) -> None:
    for each in ("_kills", "_embargoes"):
        monkeypatch.setattr(measure, each, Slowest())
    for later in (LATER, LATER - timedelta(seconds=3)):
        measure.ended(Stage.ENRICH, counted(given), Disposition.ENRICHED, later)
    assert metrics.REGISTRY.get_sample_value(name) == seconds


def test_what_goes_out_is_counted_by_language_and_topic(change: Change) -> None:
    sport = Concept(uri="http://cv.iptc.org/newscodes/mediatopic/20001065")
    found = Topic("http://cv.iptc.org/newscodes/mediatopic/17000000", 0.9, "words")
    given = replace(article(), language="de-AT", sent=Sent(subjects=(sport,)), found=Found(topics=(found,)))
    measure.ended(Stage.ENRICH, counted(given), Disposition.ENRICHED, LATER)
    measure.ended(Stage.ENRICH, counted(replace(given, pub_status="canceled")), Disposition.ENRICHED, LATER)
    measure.ended(Stage.DECIDE, counted(given), Disposition.DUPLICATE, LATER)
    assert change.of("copydesk_published_languages_total", "de") == 1
    for topic in ("sport", "weather"):
        assert change.of("copydesk_published_topics_total", topic) == 1
    assert change.of("copydesk_published_topics_total", "none") == 0


def test_sources_become_labels_only_where_none_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_found", None)
    for listed, labels in ((["quay"], ("other", "quay")), ([], ("other", "pier"))):
        monkeypatch.setattr(series, "_sources", {series.OTHER: None})
        measure.start(Settings(), listed)
        for _ in range(10):
            measure.received(raw(b"x"), [counted(article(source="pier"))], "", LATER)
        assert series.source_labels() == labels


def test_a_copy_that_is_not_published_has_no_freshness(change: Change) -> None:
    measure.ended(Stage.DECIDE, counted(article(wire_time=NOON)), Disposition.DUPLICATE, LATER)
    assert change.of("copydesk_freshness_seconds_count") == 0
    assert change.of("copydesk_dispositions_total", "duplicate", "") == 1


def test_an_article_of_which_only_a_part_came_is_counted_by_its_source(change: Change) -> None:
    measure.cleaned(counted(article(partial=True)))
    measure.cleaned(counted(article()))
    assert change.of("copydesk_source_partial_total", "other") == 1


def test_the_dead_are_counted_by_stage_and_reason_when_the_broker_has_the_letter(change: Change) -> None:
    message = SimpleNamespace(topic="articles.raw", partition=0, offset=1, key=None, value=b"x", headers=[])
    work = measure.died(message, Stage.CLEAN, Dropped(Reason.BINARY), LATER)
    name = ("copydesk_dead_letters_total", "clean", "binary")
    assert change.of(*name) == 0
    assert work.done is not None
    work.done()
    assert change.of(*name) == 1
    assert change.of("copydesk_dispositions_total", "dead", "binary") == 1
    assert [output.topic for output in work.outputs] == ["articles.dead"]


def test_what_waits_is_counted_by_whether_its_end_is_known() -> None:
    measure.waiting(2, 1)
    for until, count in (("embargo", 2), ("unlimited", 1)):
        assert metrics.REGISTRY.get_sample_value("copydesk_held_articles", {"until": until}) == count


def test_a_feed_that_gets_a_label_while_it_is_slow_is_well_again_under_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow() -> dict[str, float | None]:
        name = "copydesk_source_slow"
        return {
            label: metrics.REGISTRY.get_sample_value(name, {"source": label})
            for label in ("other", "heavy-quay")
        }

    monkeypatch.setattr(measure, "_slow", set())
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    quay, pier = Feed("heavy-quay"), Feed("heavy-pier")
    measure.paced(quay, True)
    measure.paced(pier, True)
    assert slow()["other"] == 1
    series.list_sources(["heavy-quay"])
    measure.paced(pier, False)
    assert slow() == {"other": 0, "heavy-quay": 1}
    measure.paced(quay, False)
    assert slow() == {"other": 0, "heavy-quay": 0}
