"""The pages of the seeds against their true paragraphs: nothing of an article lost, and little boilerplate left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from streams.article import Article, Dropped, Origin
from streams.connect.files import read_file
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent
from streams.kinds import Reason
from streams.stages import clean

ROOT = Path(__file__).parents[3]
SEEDS = ROOT / "seeds"
BODIES: dict[str, list[str]] = orjson.loads((ROOT / "tests" / "data" / "seed_bodies.json").read_bytes())
NOW = datetime(2026, 11, 22, tzinfo=UTC)

#: Lines of boilerplate that stay on all the pages together. If you bring it down, bring this down with it.
BOILERPLATE_LEFT = 15
#: Standfirsts that are the first paragraph: those of all these pages that stand between headline and text.
STANDFIRSTS = 10


@dataclass(frozen=True)
class Compared:
    """A page's clean copy beside the truth."""

    missed: list[str]
    standfirsts: list[str]
    boilerplate: list[str]


def cleaned(path: str) -> Article | Dropped:
    event = next(iter(read_file(SEEDS / path, NOW)))
    assert isinstance(event, RawEvent)
    raw = read_raw(event.value, event.headers, Origin("seeds", 0, 0, NOW))
    return raw if isinstance(raw, Dropped) else clean(raw)[0]


def spaced(paragraphs: tuple[str, ...] | list[str]) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in paragraphs]


@pytest.fixture(scope="module")
def pages() -> dict[str, Compared]:
    return {path: compare(path) for path in BODIES}


def compare(path: str) -> Compared:
    article = cleaned(path)
    assert isinstance(article, Article), f"{path}: {article}"
    got, want = spaced(article.paragraphs), spaced(BODIES[path])
    extra = [(i, line) for i, line in enumerate(got) if line not in want]
    standfirsts = [line for i, line in extra if i == 0 and line.endswith((".", "!", "?"))]
    return Compared(
        missed=[line for line in want if line not in got],
        standfirsts=standfirsts,
        boilerplate=[line for _, line in extra if line not in standfirsts],
    )


def test_no_paragraph_of_an_article_is_missed(pages: dict[str, Compared]) -> None:
    assert len(pages) == 39
    assert {path: page.missed for path, page in pages.items() if page.missed} == {}


def test_little_boilerplate_stays(pages: dict[str, Compared]) -> None:
    left = {path: page.boilerplate for path, page in pages.items() if page.boilerplate}
    assert sum(map(len, left.values())) <= BOILERPLATE_LEFT, left
    assert sum(len(page.standfirsts) for page in pages.values()) == STANDFIRSTS


def test_a_page_that_only_asks_to_sign_in_is_no_article() -> None:
    refused = cleaned("southern-ledger/0811-sign-in.html")
    assert isinstance(refused, Dropped)
    assert refused.reason is Reason.NOT_AN_ARTICLE
