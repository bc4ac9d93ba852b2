"""The bill of materials names everything that is installed with copydesk, with version and licence."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "ops" / "sbom.py")]
    made: dict[str, Any] = orjson.loads(
        subprocess.run(command, check=True, capture_output=True, timeout=120).stdout
    )
    return made


def test_each_library_is_named_with_its_version_and_licence(bill: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [
        *project["dependencies"],
        *(each for name in ("demo", "mail", "otel", "top") for each in extras[name]),
    ]
    named = {each["name"]: each for each in bill["components"]}
    for line in lines:
        name = re.split(r"[<>=\[]", line)[0].lower().replace("_", "-")
        assert named[name]["version"] == version(name)
    for each in bill["components"]:
        assert each["version"], each
        assert each.get("licenses"), f"{each['name']}: no licence is told; ops/sbom.py can be told it"
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"


def test_copydesk_itself_has_the_licence_of_its_metadata(bill: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert bill["metadata"]["component"]["licenses"] == [{"expression": project["license"]}]


def test_what_the_libraries_need_is_named_too_and_no_tool(bill: dict[str, Any]) -> None:
    names = {each["name"] for each in bill["components"]}
    assert {"mode-streaming", "pydantic-core", "htmldate", "multidict"} <= names
    assert not {"pytest", "ruff", "mypy", "zensical"} & names
    needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert any(each.startswith("aiokafka==") for each in needs["copydesk"])
    assert any(
        each.startswith("mode-streaming==")
        for each in needs[f"faust-streaming=={version('faust-streaming')}"]
    )
