"""Each list that is said to be one that can be added to is read with what others add, and without that it is as it was."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from streams.extensions.packs import LISTS, may_extend
from tests.docs.links import ROOT
from tests.extensions.every_list import EVERY, write


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is seen of each in a process in which all of them are added."""
    folder = write(tmp_path_factory.mktemp("rules"))
    environment = os.environ | {"COPYDESK_RULES_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.extensions.every_list"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_there_is_one_for_each_list() -> None:
    assert set(EVERY) == set(LISTS)
    assert all(may_extend(added.path) for added in EVERY.values())


def test_the_documents_list_them() -> None:
    listed = re.findall(
        r"^\| `(\S+\.(?:toml|tsv|txt))` \| (.+) \|$", (ROOT / "docs" / "extend.md").read_text(), re.MULTILINE
    )
    assert dict(listed) == LISTS


@pytest.mark.long
@pytest.mark.parametrize("name", EVERY)
def test_what_is_added_is_read(name: str, seen: dict[str, Any]) -> None:
    assert seen[name] == EVERY[name].with_it


@pytest.mark.parametrize("name", EVERY)
def test_without_it_nothing_is_changed(name: str) -> None:
    assert EVERY[name].seen() == EVERY[name].without
