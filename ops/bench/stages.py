"""What each stage costs for an article, in CPU milliseconds, beside what a user would pick instead.

Run: `.venv/bin/python ops/bench/stages.py`. The pages are the seeds; all figures come from one run, each is the median
of ROUNDS, and the two sides of a ratio take turns, so that it holds on a machine whose speed drifts.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from rich.console import Console
from rich.table import Table

from streams import stages
from streams.article import Article, Origin, RawArticle
from streams.connect.files import find_files, read_file
from streams.events import codec
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent
from streams.kinds import Disposition, Format
from streams.stages import clean, enrich, new_ledger, warm
from streams.verdict import Verdict

SEEDS = Path(__file__).parents[2] / "seeds"
ROUNDS = 7


def raw_articles() -> list[RawArticle]:
    """The seeds as raw articles, without the page that takes forever."""
    now = datetime(2026, 11, 21, 23, tzinfo=UTC)
    found = []
    for number, path in enumerate(find_files([str(SEEDS)])):
        if path.name == "2215-resultats.html":
            continue
        for event in read_file(path, now):
            assert isinstance(event, RawEvent)
            raw = read_raw(event.value, event.headers, Origin("bench", 0, number, now))
            if isinstance(raw, RawArticle):
                found.append(raw)
    return found


def cpu_ms(work: Callable[[], object], many: int) -> float:
    """CPU milliseconds of `work`, divided by the number of articles that it did."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000 / many


def decide(articles: list[Article]) -> None:
    """Every article decided on and remembered once."""
    ledger = new_ledger()
    for article in articles:
        stages.decide(ledger, article)


def parts(raw: RawArticle) -> list[Article]:
    """The articles that a document holds."""
    return [part for part in clean(raw) if isinstance(part, Article)]


def main() -> None:
    """Measures and prints."""
    warm()
    raws = raw_articles()
    pages = [raw for raw in raws if any(part.format is Format.HTML for part in parts(raw))]
    articles = [part for raw in raws for part in parts(raw)]
    judged = [
        replace(each, verdict=Verdict(Disposition.ENRICHED))
        for each in articles
        if each.paragraphs or each.headline
    ]
    for article in judged[:3]:
        enrich(article)
    enriched = [enrich(article) for article in judged]
    jobs: dict[str, tuple[Callable[[], object], int]] = {
        "trafilatura.extract, as it comes": (
            lambda: [trafilatura.extract(raw.value) for raw in pages],
            len(pages),
        ),
        "trafilatura.extract, with metadata": (
            lambda: [trafilatura.extract(raw.value, with_metadata=True) for raw in pages],
            len(pages),
        ),
        "clean, pages": (lambda: [clean(raw) for raw in pages], len(pages)),
        "clean, all formats": (lambda: [clean(raw) for raw in raws], len(raws)),
        "decide": (lambda: decide(articles), len(articles)),
        "enrich": (lambda: [enrich(article) for article in judged], len(judged)),
        "encode and validate an event": (
            lambda: [codec.encode(article, codec.ENRICHED) for article in enriched],
            len(enriched),
        ),
    }
    figures: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, (work, many) in jobs.items():
            figures[name].append(cpu_ms(work, many))
    base = figures["trafilatura.extract, as it comes"]
    table = Table(box=None, pad_edge=False)
    for heading in ("", "CPU ms an article", "of trafilatura.extract"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, values in figures.items():
        ratio = statistics.median(value / other for value, other in zip(values, base, strict=True))
        table.add_row(name, f"{statistics.median(values):.2f}", f"{ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    main()
