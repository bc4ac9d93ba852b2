"""The panels show what is so: their expressions, on series that are given, by promtool's own engine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ops.expressions import Expression, expressions
from tests.ops.prometheus import promtool

EXPRESSIONS = expressions()
#: What every series of a worker bears.
WORKER = {"job": "copydesk", "instance": "a"}
CONNECT = {"job": "copydesk-connect", "instance": "b"}


def panel(name: str, number: int = 0) -> str:
    """The expression of a panel, by its dashboard and title; `number` is its place among the panel's."""
    found = [each.text for each in EXPRESSIONS if each.kind == "panel" and each.where == name]
    assert found, name
    return found[number]


def series(metric: str, labels: dict[str, str], values: str) -> dict[str, str]:
    inside = ", ".join(f'{key}="{value}"' for key, value in labels.items())
    # promtool repeats numbers, and not this one.
    values = re.sub(r"NaNx(\d+)", lambda found: " ".join(["NaN"] * (int(found[1]) + 1)), values)
    return {"series": f"{metric}{{{inside}}}", "values": values}


@dataclass
class Case:
    """What is scraped each minute, and what the expression then says `at` that time, by its labels."""

    text: str
    given: list[dict[str, str]]
    says: dict[str, float] = field(default_factory=dict)
    at: str = "10m"


def run(case: Case, folder: Path) -> None:
    samples = [{"labels": labels, "value": value} for labels, value in case.says.items()]
    test: dict[str, Any] = {
        "interval": "1m",
        "input_series": case.given,
        "promql_expr_test": [{"expr": case.text, "eval_time": case.at, "exp_samples": samples}],
    }
    path = folder / "panel.yml"
    path.write_text(yaml.safe_dump({"rule_files": [], "tests": [test]}))
    promtool("test", "rules", path)


def received(**articles: int) -> list[dict[str, str]]:
    """Sources that send so many articles a minute."""
    return [
        series("copydesk_received_total", WORKER | {"format": "html", "source": name}, f"0+{count}x20")
        for name, count in articles.items()
    ]


def of_sources(metric: str, **values: float) -> list[dict[str, str]]:
    return [series(metric, WORKER | {"source": name}, f"{value}x20") for name, value in values.items()]


def five(name: str) -> str:
    """The expression where five sources are chosen."""
    return panel(name).replace("topk(10,", "topk(5,")


MANY = received(a=60, b=50, c=40, d=30, e=20, f=10, g=5)
SILENT = of_sources("copydesk_source_silent", a=0, b=0, f=0, g=1)
DRIFTED = [
    series("copydesk_source_drifted", WORKER | {"source": name, "what": "length"}, f"{value}x20")
    for name, value in (("a", 0), ("f", 1), ("g", 0))
]


def of_connection(metric: str, source: str, values: str, labels: dict[str, str] = CONNECT) -> dict[str, str]:
    return series(f"copydesk_connect_{metric}", labels | {"source": source, "kind": "folder"}, values)


#: A folder that brings ten an hour, one that has been failing for four minutes, and what no connection is.
CONNECTIONS = [
    of_connection(metric, source, values)
    for metric, of in {
        "events_total": {"quay": "0+1x20", "pier": "0x20", "other": "0x20"},
        "last_timestamp_seconds": {"quay": "0+60x20", "pier": "0x20", "other": "0x20"},
        "failing": {"quay": "0x20", "pier": "0x5 1x15"},
        "failing_since_timestamp_seconds": {"quay": "0x20", "pier": "0x5 360x15", "other": "0x20"},
        "behind": {"quay": "7x20", "pier": "NaNx20", "other": "NaNx20"},
    }.items()
    for source, values in of.items()
] + [of_connection("last_timestamp_seconds", "other", "0x20", WORKER)]
CONNECTIONS_PANEL = "sources.json: Connections"
QUAY, PIER = '{kind="folder", source="quay"}', '{kind="folder", source="pier"}'

LAGS = [
    series("copydesk_subscriber_lag_records", WORKER | {"group": "cms", "topic": "stories"}, "3x20"),
    series(
        "copydesk_subscriber_lag_records", WORKER | {"group": "cms", "topic": "articles.enriched"}, "0+10x20"
    ),
    series("copydesk_subscriber_members", WORKER | {"group": "cms"}, "2x20"),
]

CASES = {
    "copy of those that send most": Case(
        five("sources.json: Copy, by source"),
        MANY,
        {
            f'{{source="{name}"}}': rate
            for name, rate in {"a": 60, "b": 50, "c": 40, "d": 30, "e": 20}.items()
        },
    ),
    "the table has those that are silent or have changed, however little they send": Case(
        five("sources.json: Sources"),
        [*MANY, *SILENT, *DRIFTED],
        {
            f'{{source="{name}"}}': rate
            for name, rate in {"a": 60, "b": 50, "c": 40, "d": 30, "e": 20, "f": 10, "g": 5}.items()
        },
        at="20m",
    ),
    "who is silent is shown, and of the others those that send most": Case(
        five("sources.json: Silent for longer than usual"),
        [*MANY, *SILENT],
        {'{source="a"}': 0, '{source="b"}': 0, '{source="g"}': 1},
    ),
    "what has changed": Case(
        five("sources.json: Copy that has changed"),
        [*MANY, *DRIFTED],
        {'{source="a", what="length"}': 0, '{source="f", what="length"}': 1},
    ),
    "how late those are that send most": Case(
        five("sources.json: Since the last copy, by source"),
        [*MANY, *of_sources("copydesk_source_last_timestamp_seconds", a=540, f=60, g=0)],
        {'{source="a"}': 60},
    ),
    "the slowest kill as it was, though it is some minutes ago": Case(
        panel("copydesk.json: Held back, and kills", 2),
        [
            series("copydesk_kill_slowest_seconds", WORKER, "NaNx3 31.75x4 NaNx20"),
            series("copydesk_kill_slowest_seconds", WORKER | {"instance": "c"}, "NaNx2 2.5x4 NaNx20"),
        ],
        {"{}": 31.75},
    ),
    "no kill": Case(
        panel("copydesk.json: Held back, and kills", 2),
        [series("copydesk_kill_slowest_seconds", WORKER, "NaNx20")],
    ),
    "the latest embargo": Case(
        panel("copydesk.json: Held back, and kills", 3),
        [series("copydesk_embargo_latest_seconds", WORKER, "NaNx8 0.25x4")],
        {"{}": 0.25},
    ),
    "how far a group is behind, by topic": Case(
        panel("copydesk.json: Subscribers"),
        LAGS,
        {'{group="cms", topic="stories"}': 3, '{group="cms", topic="articles.enriched"}': 100},
    ),
    "its members beside each topic": Case(
        panel("copydesk.json: Subscribers", 1),
        LAGS,
        {'{group="cms", topic="stories"}': 2, '{group="cms", topic="articles.enriched"}': 2},
    ),
    "the same over time": Case(
        panel("copydesk.json: How far subscribers are behind"),
        LAGS,
        {'{group="cms", topic="stories"}': 3, '{group="cms", topic="articles.enriched"}': 100},
    ),
    "a number of groups that is not known is none": Case(
        panel("copydesk.json: Groups"), [series("copydesk_subscriber_groups", WORKER, "NaNx20")]
    ),
    "no group": Case(
        panel("copydesk.json: Groups"), [series("copydesk_subscriber_groups", WORKER, "0x20")], {"{}": 0}
    ),
    "languages": Case(
        panel("copydesk.json: Languages"),
        [
            series("copydesk_published_languages_total", WORKER | {"language": "de"}, "0+30x20"),
            series(
                "copydesk_published_languages_total", WORKER | {"language": "de", "instance": "c"}, "0+30x20"
            ),
        ],
        {'{language="de"}': 60},
    ),
    "topics": Case(
        panel("copydesk.json: Topics"),
        [series("copydesk_published_topics_total", WORKER | {"topic": "sport"}, "0+3x20")],
        {'{topic="sport"}': 3},
    ),
    "what came of articles in an enricher of others": Case(
        panel("copydesk.json: Enrichers of others"),
        [
            series(
                "copydesk_enricher_articles_total", WORKER | {"enricher": "sums", "outcome": "done"}, "0+3x20"
            )
        ],
        {'{enricher="sums", outcome="done"}': 3},
    ),
    "how long it took": Case(
        panel("copydesk.json: Enrichers of others", 1),
        [
            series("copydesk_enricher_seconds_bucket", WORKER | {"enricher": "sums", "le": le}, values)
            for le, values in (("0.01", "0x20"), ("0.02", "0+100x20"), ("+Inf", "0+100x20"))
        ],
        {'{enricher="sums"}': 19.5},
    ),
    "where it is set aside": Case(
        panel("copydesk.json: Enrichers of others", 2),
        [series("copydesk_enricher_set_aside", WORKER | {"enricher": "sums"}, "1x20")],
        {'{enricher="sums"}': 1},
    ),
    "what connections bring": Case(panel(CONNECTIONS_PANEL, 0), CONNECTIONS, {QUAY: 10, PIER: 0}),
    "for how long they have been failing": Case(panel(CONNECTIONS_PANEL, 2), CONNECTIONS, {PIER: 240}),
    "when they were reached": Case(panel(CONNECTIONS_PANEL, 3), CONNECTIONS, {QUAY: 0}),
    "what waits there": Case(panel(CONNECTIONS_PANEL, 4), CONNECTIONS, {QUAY: 7}),
    "which of them fail": Case(panel("sources.json: Connections that fail"), CONNECTIONS, {QUAY: 0, PIER: 1}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_panel_shows_what_is_so(name: str, tmp_path: Path) -> None:
    run(CASES[name], tmp_path)


def test_an_expression_that_says_something_else_is_found(tmp_path: Path) -> None:
    case = CASES["topics"]
    with pytest.raises(AssertionError, match="sport"):
        run(Case(case.text, case.given, {'{topic="sport"}': 4}), tmp_path)


def test_a_variable_that_is_chosen_has_its_value() -> None:
    assert isinstance(EXPRESSIONS[0], Expression)
    assert "topk(10," in panel("sources.json: Copy, by source")
