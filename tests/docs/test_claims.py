"""What the how-tos say of copydesk, where no snippet shows it."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from streams.article import Article
from streams.kinds import Signal
from streams.stages import inspect

DOCS = Path(__file__).parents[2] / "docs"
TEXT = "The ferry fares rise by four percent in spring, the harbour board said on Monday."


def read(**fields: str) -> Article:
    (found,) = inspect(orjson.dumps({"id": "urn:cms:4711", **fields}), "application/json", "harbour-post")
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("status", "signal"),
    [("canceled", Signal.KILL), ("withheld", Signal.HOLD), ("usable", Signal.RELEASE)],
)
def test_a_cms_kills_holds_and_releases_by_its_status(status: str, signal: Signal) -> None:
    """docs/feed-a-cms.md."""
    assert f'"{status}"' in (DOCS / "feed-a-cms.md").read_text()
    assert read(status=status).signal is signal


def test_a_cms_says_version_and_embargo() -> None:
    """docs/feed-a-cms.md: its own example, and the field for what is published later."""
    page = (DOCS / "feed-a-cms.md").read_text()
    example = re.search(r"-d '(\{.*\})'", page)
    assert example is not None
    found = read(**orjson.loads(example[1]) | {"text": TEXT})
    assert (found.revision.version, found.uri) == ("2", "urn:cms:4711")
    embargo = re.search(r'"embargo": "([^"]+)"', page)
    assert embargo is not None
    held = read(title="Fares", text=TEXT, embargo=embargo[1])
    assert held.embargo.until is not None
