"""docs/api.md lists every filter. Its examples are run by tests/docs/test_run.py."""

from __future__ import annotations

import re
from pathlib import Path

from streams.events.filters import CONDITIONS

DOCUMENT = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


def test_every_filter_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE)) == set(CONDITIONS)
