"""Ties the metrics to those who look at them: rules, alerts and dashboards use what there is, and all of what there is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client import Metric

from streams import metrics
from streams.brokers.embedded import HOST, free_port
from streams.brokers.topics import ensure_topics
from streams.topology import ENRICHED, all_topics
from tests.e2e.connects import connecting, drop
from tests.ops.expressions import Expression, dashboards, expressions, rules, used
from tests.ops.live import all_seeds, fires, watched_desk
from tests.ops.prometheus import promtool
from tests.waiting import until

#: Metrics that nobody looks at, with the reason.
UNUSED: dict[str, str] = {}
#: What has data only where an enricher of others is installed; tests/ops/test_panels.py and promtool show what it says.
OF_ENRICHERS = {
    "alerts.yml: CopydeskEnricherFailing",
    "copydesk.json: Enrichers of others",
    "runbook.md: sum by (enricher, outcome) (increase(copydesk_enricher_articles_total[15m]))",
}
#: What Prometheus itself makes.
OF_PROMETHEUS = {"up", "ALERTS"}
#: The series of a family, by its type.
_SERIES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_count", "_sum"),
    "info": ("_info",),
    "gauge": ("",),
}

EXPRESSIONS = expressions()
SOURCES = "tidewater-wire,harbour-post,kuestenbote"


def series_of(metric: Metric) -> set[str]:
    """The names under which a metric of the catalogue is scraped."""
    return {metric.name + ending for ending in _SERIES[metric.type]}


CATALOGUE = {metric.name: series_of(metric) for metric in metrics.REGISTRY.collect()}


def test_rules_alerts_and_dashboards_are_there() -> None:
    assert {each.kind for each in EXPRESSIONS} == {
        "record",
        "alert",
        "panel",
        "variable",
        "annotation",
        "runbook",
    }
    assert len(dashboards()) == 2


def test_every_metric_that_is_used_is_in_the_catalogue() -> None:
    known = OF_PROMETHEUS.union(*CATALOGUE.values(), {rule["record"] for _, rule in rules("record")})
    for each in EXPRESSIONS:
        assert each.metrics <= known, each
        assert each.metrics or "vector(" in each.text, each


def test_every_metric_of_the_catalogue_is_used_or_marked_why_not() -> None:
    names = used(EXPRESSIONS)
    assert {name for name, series in CATALOGUE.items() if not series & names} == UNUSED.keys()
    assert all(reason.endswith(".") for reason in UNUSED.values())


def test_what_needs_an_enricher_is_there() -> None:
    assert {each.where for each in EXPRESSIONS} >= OF_ENRICHERS


def test_every_expression_parses(tmp_path: Path) -> None:
    """As rules, which is what promtool reads; where each stands is in its label."""
    found = [
        {"record": f"copydesk:expression:{number}", "expr": each.text, "labels": {"where": each.where}}
        for number, each in enumerate(EXPRESSIONS)
    ]
    path = tmp_path / "expressions.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": found}]}))
    assert f"{len(EXPRESSIONS)} rules found" in promtool("check", "rules", path)


#: A folder that is fetched, and one that cannot be.
CONNECTIONS = """
[[source]]
name = "quay"
[source.folder]
path = "{there}"

[[source]]
name = "pier"
[source.folder]
path = "{there}-that-is-none"
"""


async def reads_a_little(broker: str) -> None:
    """A group of somebody else's reads articles.enriched, and leaves."""
    await ensure_topics(broker, all_topics("copydesk"), 2, 1)
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, group_id="cms", enable_auto_commit=False)
    async with consumer:
        place = TopicPartition(ENRICHED.name, 0)
        consumer.assign([place])
        await consumer.commit({place: 0})


@pytest.mark.timeout(300)
async def test_every_expression_returns_data_when_the_seeds_have_run(real_kafka: str, tmp_path: Path) -> None:
    await reads_a_little(real_kafka)
    port, inbox = free_port(), tmp_path / "inbox"
    inbox.mkdir()
    async with (
        watched_desk(real_kafka, tmp_path, connect=[f"{HOST}:{port}"], COPYDESK_SOURCES=SOURCES) as (
            desk,
            watcher,
        ),
        connecting(desk, CONNECTIONS.format(there=inbox), COPYDESK_CONNECT_PORT=str(port)),
    ):
        drop(inbox, "flash.txt", b"The ferry from the quay left in time.")
        marks = [each for each in EXPRESSIONS if "ALERTS" in each.metrics]
        without = [each for each in EXPRESSIONS if each not in marks and each.where not in OF_ENRICHERS]

        def returns_data(each: Expression) -> bool:
            # An alert that is quiet returns nothing, and so does the mark of what has not happened; their parts must.
            may_be_quiet = each.kind in ("alert", "annotation")
            return bool(watcher.ask(each.text) or (may_be_quiet and watcher.ask(each.of_its_parts)))

        def all_have_returned_data() -> bool:
            # Each at some moment: when the last rate is there, the window of the first may be over.
            without[:] = [each for each in without if not returns_data(each)]
            return not without

        await desk.send(all_seeds())
        try:
            await until(all_have_returned_data, 120, every=1)
        except AssertionError as error:
            raise AssertionError(f"no data: {[each.where for each in without]}") from error

        await asyncio.to_thread(desk.worker.stop)
        await fires(watcher, ("CopydeskDown", "page"), 30)
        for each in marks:
            assert watcher.ask(each.text), each
