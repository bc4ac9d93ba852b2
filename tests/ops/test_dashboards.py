"""The dashboards can be read, and lead from what they show to what is to be done."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ops.expressions import GRAFANA, dashboards, panels
from tests.ops.runbook import anchors

DASHBOARDS = dashboards()
BOTH = pytest.mark.parametrize(
    "dashboard", [found for _, found in DASHBOARDS], ids=[path.name for path, _ in DASHBOARDS]
)
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLUMNS = 24

Dashboard = dict[str, Any]
Panel = dict[str, Any]


def shown(dashboard: Dashboard) -> list[Panel]:
    """The panels that show something: no rows."""
    return [panel for panel in panels(dashboard) if panel["type"] != "row"]


def variables(dashboard: Dashboard, kind: str) -> set[str]:
    return {each["name"] for each in dashboard["templating"]["list"] if each["type"] == kind}


def test_there_are_two_and_grafana_tells_them_apart() -> None:
    assert {path.name for path, _ in DASHBOARDS} == {"copydesk.json", "sources.json"}
    for key in ("uid", "title"):
        assert len({found[key] for _, found in DASHBOARDS}) == 2


@BOTH
def test_it_is_to_be_provisioned_as_it_is(dashboard: Dashboard) -> None:
    """What Grafana adds to an export asks questions, or names the place that it was exported from."""
    assert not {"__inputs", "__requires", "__elements"} & dashboard.keys()
    assert dashboard.get("id") is None


@BOTH
def test_every_panel_has_an_id_of_its_own(dashboard: Dashboard) -> None:
    ids = [panel["id"] for panel in panels(dashboard)]
    assert all(isinstance(each, int) and each > 0 for each in ids)
    assert sorted(set(ids)) == sorted(ids)


@BOTH
def test_no_panel_lies_on_another(dashboard: Dashboard) -> None:
    for one, other in combinations(panels(dashboard), 2):
        assert not overlap(one["gridPos"], other["gridPos"]), f"{one['title']} and {other['title']}"
    for panel in panels(dashboard):
        place = panel["gridPos"]
        assert min(place["x"], place["y"]) >= 0, panel["title"]
        assert min(place["w"], place["h"]) > 0, panel["title"]
        assert place["x"] + place["w"] <= COLUMNS, panel["title"]


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return not (beside or above)


@BOTH
def test_everything_asks_the_one_datasource_variable(dashboard: Dashboard) -> None:
    assert variables(dashboard, "datasource") == {"datasource"}
    asking = [*shown(dashboard), *dashboard["annotations"]["list"]]
    asking += [each for each in dashboard["templating"]["list"] if each["type"] == "query"]
    for each in asking:
        assert each["datasource"] == DATASOURCE, each.get("title", each.get("name"))
        for target in each.get("targets", []):
            assert target.get("datasource", DATASOURCE) == DATASOURCE, each["title"]


@BOTH
def test_every_panel_says_what_it_shows_and_where_to_read_on(dashboard: Dashboard) -> None:
    known = anchors()
    for panel in shown(dashboard):
        title = panel["title"]
        assert title.strip()
        assert panel["description"].endswith("."), title
        assert panel["fieldConfig"]["defaults"]["unit"], title
        assert panel["targets"], title
        links = [re.fullmatch(r"\$\{runbook:raw\}#([a-z0-9-]+)", link["url"]) for link in panel["links"]]
        assert any(link and link.group(1) in known for link in links), title


@BOTH
def test_it_can_be_narrowed_to_a_desk_and_a_worker(dashboard: Dashboard) -> None:
    assert {"job", "instance"} <= variables(dashboard, "query")
    for panel in shown(dashboard):
        for target in panel["targets"]:
            # Every selector of it; what is recorded is kept by job alone.
            for name, matchers in re.findall(r"\b([a-z_:]+)\{([^}]*)\}", target["expr"]):
                assert 'job=~"$job"' in matchers, (panel["title"], name)
                if ":" not in name and name != "ALERTS":
                    assert 'instance=~"$instance"' in matchers, (panel["title"], name)


@BOTH
def test_deployments_and_alerts_are_marked(dashboard: Dashboard) -> None:
    marks = {each["name"]: each["expr"] for each in dashboard["annotations"]["list"]}
    assert "copydesk_build_info" in marks["Deployments"]
    assert 'alertstate="firing"' in marks["Alerts"]


def test_the_readers_and_the_workers_are_in_collapsed_rows() -> None:
    (desk,) = [found for path, found in DASHBOARDS if path.name == "copydesk.json"]
    rows = [panel for panel in desk["panels"] if panel["type"] == "row"]
    assert [row["title"] for row in rows] == ["What goes out, and who reads it", "Workers"]
    for row in rows:
        assert row["collapsed"] is True
        assert row["panels"]
        # What one sees without opening them fits on a screen of 1,000 pixels: 24 rows of 38, and Grafana's own head.
        assert row["gridPos"]["y"] <= COLUMNS


#: Grafana's own matcher of fields by what they hold: it hides a series that is nothing but zeros from the legend.
NO_ZEROS = {
    "matcher": {"id": "byValue", "options": {"reducer": "allIsZero", "op": "gte", "value": 0}},
    "properties": [{"id": "custom.hideFrom", "value": {"legend": True, "tooltip": True, "viz": False}}],
}


@BOTH
def test_a_legend_has_no_series_that_are_nothing_but_zeros(dashboard: Dashboard) -> None:
    for panel in shown(dashboard):
        several = any("{{" in target.get("legendFormat", "") for target in panel["targets"])
        if panel["type"] == "timeseries" and several:
            assert panel["fieldConfig"]["overrides"][-1] == NO_ZEROS, panel["title"]


@BOTH
def test_a_legend_and_a_tooltip_have_what_grafanas_types_ask_for(dashboard: Dashboard) -> None:
    """VizLegendOptions and VizTooltipOptions of @grafana/schema 13.2.3: what must be there."""
    for panel in shown(dashboard):
        options = panel.get("options", {})
        if "legend" in options:
            assert {"calcs", "displayMode", "placement", "showLegend"} <= options["legend"].keys(), panel[
                "title"
            ]
        if "tooltip" in options:
            assert {"mode", "sort"} <= options["tooltip"].keys(), panel["title"]


def test_how_many_sources_are_shown_can_be_chosen() -> None:
    (sources,) = [found for path, found in DASHBOARDS if path.name == "sources.json"]
    (number,) = [each for each in sources["templating"]["list"] if each["type"] == "custom"]
    offered = [each["value"] for each in number["options"]]
    assert number["query"].split(",") == offered
    assert number["current"]["value"] in offered
    for panel in shown(sources):
        if "by source" in panel["title"].lower() and "connect" not in panel["targets"][0]["expr"]:
            assert "topk($n," in panel["targets"][0]["expr"], panel["title"]


def test_what_is_provisioned_is_there() -> None:
    (provider,) = provisioned("dashboards/copydesk.yml")["providers"]
    assert Path(provider["options"]["path"]).name == "dashboards"
    assert {path.parent for path, _ in DASHBOARDS} == {GRAFANA / "dashboards"}
    (source,) = provisioned("datasources/prometheus.yml")["datasources"]
    (variable,) = {
        each["current"]["value"]
        for _, found in DASHBOARDS
        for each in found["templating"]["list"]
        if each["type"] == "datasource"
    }
    assert source["type"] == "prometheus"
    assert source["uid"] == variable


def provisioned(path: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GRAFANA / "provisioning" / path).read_text())
    return found
