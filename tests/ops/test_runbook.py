"""Whoever is woken finds what to do: a section for each alert, with commands that exist."""

from __future__ import annotations

import re

import pytest

from streams.cli import COMMANDS
from tests.ops.expressions import rules
from tests.ops.runbook import RUNBOOK, anchors, headings, section

ALERTS = sorted({rule["alert"] for _, rule in rules("alert")})


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_has_a_section_that_says_what_to_do(alert: str) -> None:
    text = section(alert)
    for part in ("**It means**", "**Look**", "**Do**"):
        assert part in text, part
    assert re.search(r"^    \S|`copydesk |^```", text, re.MULTILINE), "no command"


def test_no_alert_is_explained_that_is_not() -> None:
    assert sorted(heading for heading in headings() if heading.startswith("Copydesk")) == ALERTS


def test_the_table_names_each_alert_with_its_severities() -> None:
    table = dict(
        re.findall(r"^\| \[(Copydesk\w+)\]\(#\w+\) \| ([^|]+) \|", RUNBOOK.read_text(), re.MULTILINE)
    )
    assert sorted(table) == ALERTS
    for _, rule in rules("alert"):
        assert rule["labels"]["severity"] in table[rule["alert"]], rule["alert"]


def test_links_lead_to_sections_that_exist() -> None:
    for anchor in re.findall(r"\]\(#([^)]+)\)", RUNBOOK.read_text()):
        assert anchor in anchors(), anchor


def test_the_commands_exist() -> None:
    named = set(re.findall(r"(?:`|^ *|\./)copydesk ([a-z]+)", RUNBOOK.read_text(), re.MULTILINE))
    assert named <= set(COMMANDS)
