"""The documents tell the truth: what they list exists, and what exists is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click import Command, Context

from streams import metrics
from streams.cli import COMMANDS, cli
from streams.kinds import REASONS, Disposition, Reason
from streams.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
SCHEMAS = (ROOT / "schemas" / "README.md").read_text()


def test_every_setting_is_listed_and_no_other_is_named() -> None:
    known = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}
    listed = re.findall(
        r"^\| `(COPYDESK_[A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )
    assert sorted(listed) == sorted(known)
    # COPYDESK_PYTHON is the script's own.
    assert set(re.findall(r"`(COPYDESK_[A-Z_]+)`", README)) - {"COPYDESK_PYTHON"} <= known


def test_the_readme_names_every_command() -> None:
    for name in COMMANDS:
        assert f"copydesk {name}" in README, name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    context = Context(cli)
    command = cli.get_command(context, name)
    assert isinstance(command, Command)
    assert "Example" in command.get_help(context)
    assert f"copydesk {name}" in (command.help or "")


def test_every_reason_and_disposition_is_documented() -> None:
    assert set(REASONS) == set(Reason)
    for reason in Reason:
        assert f"`{reason}`" in SCHEMAS, reason
    for kind in Disposition:
        assert f"`{kind}`" in README, kind


def test_every_metric_is_listed() -> None:
    listed = (ROOT / "docs" / "metrics.md").read_text()
    for metric in metrics.REGISTRY.collect():
        assert f"`{metric.name}" in listed, metric.name
