"""Every PromQL expression that the repository ships, and the names of the metrics that it uses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

OPS = Path(__file__).parents[2] / "ops"
RULES = OPS / "prometheus" / "rules"
GRAFANA = OPS / "grafana"

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^'\\]|\\.)*'|`[^`]*`")
_COMMENT = re.compile(r"#.*")
_BRACES = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")  # matchers and windows
_LABEL_LIST = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
_NAME = re.compile(r"(?<![\w:.$])[A-Za-z_:][\w:]*(?!\s*\()(?![\w:])")
_WORDS = {
    *(
        "and",
        "or",
        "unless",
        "bool",
        "offset",
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
    ),
    *("inf", "nan", "start", "end"),
}
#: Comparisons that drop what does not satisfy them.
_COMPARISON = re.compile(r"(==|!=|>=|<=|(?<![=!<>])[<>](?!=))(?!\s*bool\b)")
_OF_GRAFANA = {
    "$__rate_interval": "1m",
    "$__interval": "15s",
    "$__range": "15m",
    "$__range_s": "900",
    "$__interval_ms": "15000",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """`where` it stands and its `text`; `kind` is record, alert, panel, variable, annotation or runbook."""

    kind: str
    where: str
    text: str

    @property
    def metrics(self) -> frozenset[str]:
        """The names of metrics and recorded series in it."""
        return metric_names(self.text)

    @property
    def of_its_parts(self) -> str:
        """The same where nothing is dropped: it returns data if its parts do, though what it looks for is not so."""
        inner = re.fullmatch(r"\s*absent\s*\((.*)\)\s*", self.text, re.DOTALL)
        return _outside_strings(inner.group(1) if inner else self.text, _keep_all)


def _keep_all(text: str) -> str:
    return _COMPARISON.sub(r"\1 bool", text).replace(" unless ", " and ")


def metric_names(text: str) -> frozenset[str]:
    """The metrics in a PromQL expression: names that are no function, keyword, label or string."""
    bare = _LABEL_LIST.sub(" ", _BRACES.sub(" ", _COMMENT.sub(" ", _STRING.sub('""', text))))
    return frozenset(name for name in _NAME.findall(bare) if name.lower() not in _WORDS)


def rules(kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The rules of a kind, "record" or "alert", with the file in which each stands, in their order."""
    for path in sorted(RULES.glob("*.yml")):
        for group in _groups(path):
            yield from ((path, rule) for rule in group["rules"] if kind in rule)


@cache
def _groups(path: Path) -> list[dict[str, Any]]:
    """The groups of rules in a file. Each process of tests asks for them when it collects: libyaml reads them quickly."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    groups: list[dict[str, Any]] = yaml.load(path.read_text(), loader)["groups"]
    return groups


def dashboards() -> list[tuple[Path, dict[str, Any]]]:
    """The dashboards, with their files."""
    return [(path, json.loads(path.read_text())) for path in sorted(GRAFANA.rglob("*.json"))]


def panels(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Its panels, those in collapsed rows too."""
    for panel in dashboard.get("panels", []):
        yield panel
        yield from panels(panel)


def expressions() -> list[Expression]:
    """All of them: of recording rules, alerts, the dashboards' panels, variables and annotations, the runbook."""
    of_dashboards = (each for path, found in dashboards() for each in _of_dashboard(path.name, found))
    return [*_of_rules(), *of_dashboards, *_of_runbook()]


def _of_rules() -> Iterator[Expression]:
    for kind in ("record", "alert"):
        for path, rule in rules(kind):
            yield Expression(kind, f"{path.name}: {rule[kind]}", rule["expr"])


def _of_runbook() -> Iterator[Expression]:
    for text in re.findall(r"promtool query instant \S+ '([^']+)'", (OPS / "runbook.md").read_text()):
        yield Expression("runbook", f"runbook.md: {text}", text)


def _of_dashboard(name: str, dashboard: dict[str, Any]) -> Iterator[Expression]:
    plain = _plain_variables(dashboard)
    for panel in panels(dashboard):
        for target in panel.get("targets", []):
            yield Expression("panel", f"{name}: {panel.get('title')}", plain(target["expr"]))
    for annotation in dashboard.get("annotations", {}).get("list", []):
        if text := annotation.get("expr") or annotation.get("target", {}).get("expr"):
            yield Expression("annotation", f"{name}: {annotation['name']}", plain(text))
    for variable in dashboard.get("templating", {}).get("list", []):
        if variable["type"] == "query":
            query = variable["query"]
            text = query["query"] if isinstance(query, dict) else query
            found = re.fullmatch(r"label_values\((.*),\s*\w+\)", text, re.DOTALL)
            assert found, f"{name}: {variable['name']}: not label_values(series, label): {text}"
            yield Expression("variable", f"{name}: ${variable['name']}", plain(found.group(1)))


def _plain_variables(dashboard: dict[str, Any]) -> Callable[[str], str]:
    """What puts a value in the place of each variable: for those that are asked for, everything."""
    own = {
        variable["name"]: variable["current"]["value"] if variable["type"] == "custom" else ".*"
        for variable in dashboard.get("templating", {}).get("list", [])
    }

    def plain(text: str) -> str:
        for name in sorted(_OF_GRAFANA, key=len, reverse=True):
            text = text.replace(name, _OF_GRAFANA[name])
        for name, value in own.items():
            text = re.sub(rf"\$\{{{name}(?::\w+)?\}}|\${name}\b", value, text)
        return text

    return plain


def _outside_strings(text: str, change: Callable[[str], str]) -> str:
    """`change` of what stands outside of strings, matchers and windows."""
    kept = re.compile(rf"{_BRACES.pattern}|{_STRING.pattern}")
    parts: list[str] = []
    last = 0
    for found in kept.finditer(text):
        parts += [change(text[last : found.start()]), found.group()]
        last = found.end()
    return "".join([*parts, change(text[last:])])


def used(found: Iterable[Expression]) -> frozenset[str]:
    """The metrics that any of them names."""
    return frozenset[str]().union(*(each.metrics for each in found))
