"""What is shipped for Prometheus is valid, and every alert has a test in which it fires and one in which it is quiet."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ops.expressions import Expression, metric_names, rules
from tests.ops.prometheus import HOME, promtool, seconds, shortened

TESTS = sorted((HOME / "tests").glob("*.yml"))
RULE_FILES = sorted((HOME / "rules").glob("*.yml"))
ALERTS = [rule for _, rule in rules("alert")]


@cache
def cases() -> list[dict[str, Any]]:
    """Every alert_rule_test of every file."""
    return [
        case
        for path in TESTS
        for test in yaml.safe_load(path.read_text())["tests"]
        for case in test.get("alert_rule_test", [])
    ]


def named(rule: dict[str, Any]) -> str:
    return "-".join([rule["alert"], *rule["labels"].values()])


def is_of(rule: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether an expected alert is one of this rule: several rules may share a name, not their labels."""
    return bool(rule["labels"].items() <= expected["exp_labels"].items())


def test_promtool_finds_nothing_wrong_with_configuration_and_rules() -> None:
    promtool("check", "config", "prometheus.yml")
    promtool("check", "rules", "--lint=all", "--lint-fatal", *RULE_FILES)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_the_rules_do_what_their_tests_say(path: Path) -> None:
    promtool("test", "rules", path)


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_an_alert_fires_in_one_case_and_is_quiet_in_another(rule: dict[str, Any]) -> None:
    found = [case for case in cases() if case["alertname"] == rule["alert"]]
    fires = [case for case in found if any(is_of(rule, each) for each in case.get("exp_alerts", []))]
    assert fires, "no case in which it fires"
    assert any(not case.get("exp_alerts") for case in found), "no case in which it is quiet"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_alerts_are_tested_after_what_they_use_is_recorded(path: Path) -> None:
    """promtool takes the groups in any order, unless it is told."""
    groups = [group["name"] for file in RULE_FILES for group in yaml.safe_load(file.read_text())["groups"]]
    order = yaml.safe_load(path.read_text())["group_eval_order"]
    assert sorted(order) == sorted(groups)
    recording = yaml.safe_load((HOME / "rules" / "recording.yml").read_text())["groups"]
    assert order[: len(recording)] == [group["name"] for group in recording]


def test_the_cases_name_alerts_that_are() -> None:
    assert {case["alertname"] for case in cases()} == {rule["alert"] for rule in ALERTS}


@pytest.mark.parametrize("rule", ALERTS, ids=named)
def test_an_alert_says_who_is_told_what_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["alert"].startswith("Copydesk")
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"].keys() == {"summary", "description", "runbook"}
    assert rule["annotations"]["runbook"] == f"ops/runbook.md#{rule['alert'].lower()}"


def test_what_alerts_use_is_recorded() -> None:
    recorded = {rule["record"] for _, rule in rules("record")}
    for rule in ALERTS:
        assert {name for name in metric_names(rule["expr"]) if ":" in name} <= recorded, rule["alert"]


def test_buckets_are_written_as_they_are_exposed() -> None:
    for kind in ("record", "alert"):
        for _, rule in rules(kind):
            assert rule["expr"].count('_bucket{le="30.0"}') == rule["expr"].count("_bucket"), rule


def test_names_of_metrics_are_told_from_everything_else() -> None:
    text = """sum by (job, le) (rate(a_bucket{le="30.0", x=~"b_total|c"}[5m])) / on (job) group_left (d) (e:f:g offset 1d > bool 0)
        unless absent(up == 1) # h
        or histogram_quantile(0.99, i) > inf"""
    assert metric_names(text) == {"a_bucket", "e:f:g", "up", "i"}


def test_shortening_changes_durations_and_nothing_else() -> None:
    rule = 'record: a:b:rate5m\nexpr: rate(x{le="30.0", for="5m"}[5m]) > 300\nfor: 2m\nlabels: {window: 1h}\ninterval: 2m'
    assert shortened(rule, 30.0) == (
        'record: a:b:rate5m\nexpr: rate(x{le="30.0", for="5m"}[10000ms]) > 300\n'
        "for: 4000ms\nlabels: {window: 1h}\ninterval: 4000ms"
    )
    assert seconds("6h") == 21_600


def test_the_parts_of_an_expression_are_asked_for_without_what_drops_them() -> None:
    text = 'a{x!="<1"} > 0.5\n  unless on (job) b == 0 and c >= bool 1'
    assert Expression("alert", "here", text).of_its_parts == (
        'a{x!="<1"} > bool 0.5\n  and on (job) b == bool 0 and c >= bool 1'
    )
    assert Expression("alert", "here", "absent(up == 1)").of_its_parts == "up == bool 1"
