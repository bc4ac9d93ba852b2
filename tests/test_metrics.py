from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from prometheus_client import generate_latest
from prometheus_client.samples import Sample

from streams import metrics, series
from streams.kinds import Disposition, Format, Reason, Stage
from streams.sources.drift import Trait

#: Labels whose values are known later: partitions when a worker has some, who reads, enrichers of others where there are some.
_LATER = {
    "copydesk_consumer_lag_events",
    "copydesk_enricher_articles",
    "copydesk_enricher_seconds",
    "copydesk_enricher_set_aside",
    "copydesk_subscriber_lag_records",
    "copydesk_subscriber_members",
}


def samples() -> list[Sample]:
    return [sample for metric in metrics.REGISTRY.collect() for sample in metric.samples]


def test_every_series_is_there_from_the_start() -> None:
    found = {(sample.name, *sample.labels.values()) for sample in samples()}
    for kind in Disposition:
        for reason in [*Reason] if kind is Disposition.DEAD else [""]:
            assert ("copydesk_dispositions_total", kind, reason) in found
    for stage in Stage:
        assert ("copydesk_processed_total", stage, "passed") in found
        assert ("copydesk_stage_seconds_count", stage) in found
        for reason in Reason:
            assert ("copydesk_dead_letters_total", stage, reason) in found
    for form in (*Format, "unknown"):
        assert ("copydesk_received_total", form, "other") in found
    for trait in Trait:
        assert ("copydesk_source_drifted", "other", trait) in found
    for role in metrics.ROLES:
        assert ("copydesk_ledger_role", role) in found


@pytest.mark.parametrize(
    ("tag", "label"),
    [("de", "de"), ("pt-BR", "pt"), ("EN-gb", "en"), ("und", "und"), ("tlh", "other"), ("", "other")],
)
def test_a_language_is_one_of_few_labels(tag: str, label: str) -> None:
    assert series.language_label(tag) == label


def test_topics_are_those_at_the_top_in_english() -> None:
    football = "http://cv.iptc.org/newscodes/mediatopic/20001065"
    weather = "https://cv.iptc.org/newscodes/mediatopic/17000000"
    assert series.topic_labels([football, weather, football, "theirs:4711", None]) == {"sport", "weather"}
    assert series.topic_labels(["theirs:4711"]) == series.topic_labels([]) == {"none"}
    assert len([each for each in samples() if each.name == "copydesk_published_topics_total"]) == 18


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> series.FoundSources:
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    monkeypatch.setattr(series, "_REMEMBERED", 4)
    return series.FoundSources(most=2)


def test_where_no_source_is_listed_the_first_that_send_much_become_labels(
    found: series.FoundSources,
) -> None:
    for _ in range(9):
        for stage in (Stage.CLEAN, Stage.DECIDE):  # one article passes both
            found.heard("new-in-town", stage)
    assert series.source_label("new-in-town") == "other"
    found.heard("new-in-town", Stage.DECIDE)
    assert series.source_label("new-in-town") == "new-in-town"
    assert (
        metrics.REGISTRY.get_sample_value(
            "copydesk_received_total", {"format": "html", "source": "new-in-town"}
        )
        == 0
    )
    for name in ("mole", "pier"):
        for _ in range(10):
            found.heard(name, Stage.CLEAN)
    assert series.source_labels() == ("other", "new-in-town", "mole")


def test_names_without_end_and_names_that_are_too_long_take_no_room(found: series.FoundSources) -> None:
    for number in range(1000):
        for name in (f"random {number}", "quay" * 100, "pier"):
            found.heard(name, Stage.CLEAN)
    assert len(found._counts) <= 4
    assert series.source_labels() == ("other", "pier")


def test_no_metric_is_without_a_series() -> None:
    for metric in metrics.REGISTRY.collect():
        assert metric.samples or metric.name in _LATER, metric.name


def test_names_have_our_prefix_and_base_units() -> None:
    for metric in metrics.REGISTRY.collect():
        assert metric.name.startswith("copydesk_")
        assert metric.documentation.endswith(".")
        assert "milli" not in metric.name
        assert not any(sample.name.endswith("_created") for sample in metric.samples)
        assert metric.type != "histogram" or metric.name.endswith("_seconds")


def test_a_dispositions_labels_are_the_enums() -> None:
    for sample in samples():
        if sample.name == "copydesk_dispositions_total":
            Disposition(sample.labels["kind"])
            assert sample.labels["reason"] == "" or Reason(sample.labels["reason"])


def test_a_source_that_is_not_listed_is_one_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    assert series.source_label("fjord-desk") == "other"
    series.list_sources(["fjord-desk"])
    assert series.source_label("fjord-desk") == "fjord-desk"
    assert series.source_label("Fjord-Desk") == "other"
    assert series.source_labels() == ("other", "fjord-desk")
    found = {(sample.name, *sample.labels.values()) for sample in samples()}
    assert ("copydesk_received_total", "html", "fjord-desk") in found
    assert ("copydesk_source_silent", "fjord-desk") in found


def test_the_objective_for_freshness_is_a_bucket() -> None:
    (freshness,) = metrics.freshness_seconds.collect()
    assert any(sample.labels.get("le") == "30.0" for sample in freshness.samples)


@pytest.mark.skipif(
    not shutil.which("promtool") and not os.environ.get("CI"), reason="promtool is not installed"
)
def test_promtool_finds_no_fault() -> None:
    given = generate_latest(metrics.REGISTRY)
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=given, capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
