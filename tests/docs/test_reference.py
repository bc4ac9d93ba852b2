"""The pages of the reference are what the code says: they are made anew and compared."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.topology import AGENTS, all_topics

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "ops" / "docs"


@pytest.fixture(scope="module")
def reference() -> Iterator[Any]:
    """ops/docs/reference.py, which is a script, and finds the modules beside it."""
    sys.path.insert(0, str(SCRIPTS))
    yield importlib.import_module("reference")
    sys.path.remove(str(SCRIPTS))


def test_no_page_differs_from_the_code(reference: Any) -> None:
    assert list(reference.differing()) == [], "run ops/docs/reference.py"


def test_a_page_that_differs_is_found(reference: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reference.PAGES, "docs/settings.md", lambda: "# Other settings\n")
    assert list(reference.differing()) == ["docs/settings.md"]


def test_the_picture_shows_every_topic_and_agent() -> None:
    drawn = (ROOT / "docs" / "reference" / "architecture.svg").read_text()
    labels = set(re.findall(r"<text [^>]*>([^<]+)</text>", drawn))
    assert {topic.name for topic in all_topics("copydesk")} | {str(agent.stage) for agent in AGENTS} <= labels
