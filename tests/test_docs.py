"""The documents tell the truth: what they list exists, and what exists is listed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click import Command, Context

from streams.cli import COMMANDS, cli
from streams.kinds import REASONS, Disposition, Reason

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
SCHEMAS = (ROOT / "schemas" / "README.md").read_text()


def test_the_readme_is_read_in_five_minutes() -> None:
    """What a stranger needs stands there; all else has a page in docs/."""
    assert len(README.splitlines()) <= 200


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


def test_each_extra_is_listed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "install.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(extras.keys() - {"test"})


def test_each_library_is_named_with_its_reason() -> None:
    """Those that copydesk is installed with; the tools of its tests explain themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *(each for name in extras if name != "test" for each in extras[name])]
    named = re.findall(r"[\w.-]+", (ROOT / "docs" / "libraries.md").read_text().lower())
    for each in needed:
        name = re.split(r"[^\w.-]", each)[0].lower()
        assert name in ("copydesk", *named), f"{each}: docs/libraries.md does not say why"
