from __future__ import annotations

from prometheus_client.samples import Sample

from streams import metrics
from streams.kinds import Disposition, Reason, Stage


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


def test_names_have_our_prefix_and_base_units() -> None:
    for metric in metrics.REGISTRY.collect():
        assert metric.name.startswith("copydesk_")
        assert metric.documentation.endswith(".")
        assert "milli" not in metric.name


def test_a_dispositions_labels_are_the_enums() -> None:
    for sample in samples():
        if sample.name == "copydesk_dispositions_total":
            Disposition(sample.labels["kind"])
            assert sample.labels["reason"] == "" or Reason(sample.labels["reason"])
