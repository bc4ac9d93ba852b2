"""What enriching an English article of about 731 words costs, by finder, in CPU microseconds.

Run: `.venv/bin/python ops/bench/enrich.py [--texts FOLDER] [--calls NAME]`

The articles are put together from the paragraphs of the English seeds, or from the files `*.txt` in FOLDER (the first
line is the headline). Every function of streams/enrich that `stages.enrich` calls is timed. The yardstick, the words of
the same articles found by one regular expression, takes turns with it, so that a ratio to it holds on a machine whose
speed drifts. Figures are medians of ROUNDS. Finders share what they look up of an article, so the first that asks pays.
`--calls` prints what costs most inside of one function, by cProfile.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from streams import stages
from streams.article import Article, Origin, RawArticle
from streams.connect.files import find_files, read_file
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent

SEEDS = Path(__file__).parents[2] / "seeds"
WORDS = 731
ROUNDS = 9
NOW = datetime(2026, 11, 21, 23, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\S.{0,400}?[.!?][”\"]?(?=\s|$)|\S.{0,400}$|\S.{0,400}\s")


def seeds() -> Iterator[Article]:
    """The English seeds, without the page that takes forever."""
    for number, path in enumerate(find_files([str(SEEDS)])):
        if path.name == "2215-resultats.html":
            continue
        for event in read_file(path, NOW):
            raw = (
                read_raw(event.value, event.headers, Origin("bench", 0, number, NOW))
                if isinstance(event, RawEvent)
                else None
            )
            if isinstance(raw, RawArticle):
                yield from (part for part in stages.clean(raw) if isinstance(part, Article))


def texts(folder: Path) -> Iterator[Article]:
    """The texts of a folder."""
    (some,) = stages.clean(RawArticle(b"A line.\n\nOne of text.", Origin("bench", 0, 0, NOW)))
    assert isinstance(some, Article)
    for path in sorted(folder.glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        parts = tuple(part for line in lines[1:] for part in _PARAGRAPH.findall(line))
        yield replace(some, headline=lines[0], paragraphs=parts, language="en")


def of_length(articles: Sequence[Article]) -> list[Article]:
    """Articles of about WORDS words, each with the headline of the first that its paragraphs come from."""
    made: list[Article] = []
    seen: set[str] = set()
    held: list[str] = []
    first: Article | None = None
    for article in articles:
        if article.language != "en":
            continue
        for paragraph in article.paragraphs:
            if paragraph in seen:
                continue
            seen.add(paragraph)
            first = first or article
            held.append(paragraph)
            if sum(len(text.split()) for text in held) >= WORDS:
                made.append(replace(first, paragraphs=tuple(held), forms=()))
                held, first = [], None
    return made


def timed(spent: Counter[str]) -> dict[str, Any]:
    """Times every function of streams/enrich that `stages` names; returns what stood there."""
    before: dict[str, Any] = {}

    def clocked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            began = time.process_time_ns()
            try:
                return function(*args, **named)
            finally:
                spent[name] += time.process_time_ns() - began

        return call

    for name, value in list(vars(stages).items()):
        module = getattr(value, "__module__", None) or ""
        if module.startswith("streams.enrich.") and callable(value) and not isinstance(value, type):
            before[name] = value
            setattr(stages, name, clocked(name, value))
    return before


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, metavar="FOLDER")
    parser.add_argument("--calls", metavar="NAME")
    asked = parser.parse_args()
    stages.warm()
    articles = of_length(list(texts(asked.texts) if asked.texts else seeds()))
    for article in articles:
        stages.enrich(article)
    if asked.calls:
        profile(articles, asked.calls)
        return
    spent: Counter[str] = Counter()
    whole: list[float] = []
    yard: list[float] = []
    parts: dict[str, list[float]] = defaultdict(list)
    for number in range(2 * ROUNDS):
        before = timed(spent) if number % 2 else {}
        began = time.process_time_ns()
        for article in articles:
            stages.enrich(article)
        taken = (time.process_time_ns() - began) / 1000 / len(articles)
        for name, value in before.items():
            setattr(stages, name, value)
            parts[name].append(spent[name] / 1000 / len(articles))
        spent.clear()
        if not before:
            whole.append(taken)
        began = time.process_time_ns()
        for article in articles:
            for text in article.paragraphs:
                _WORD.findall(text)
        yard.append((time.process_time_ns() - began) / 1000 / len(articles))
    unit = statistics.median(yard)
    words = statistics.mean(len(article.body.split()) for article in articles)
    print(f"{len(articles)} articles of {words:.0f} words; yardstick {unit:.0f} µs")
    rows = {name: statistics.median(values) for name, values in parts.items() if any(values)}
    for name, micros in sorted(rows.items(), key=lambda row: -row[1]):
        print(f"{name:22}{micros:8.0f} µs{micros / unit:8.1f} ×")
    micros = statistics.median(whole)
    print(f"{'enrich':22}{micros:8.0f} µs{micros / unit:8.1f} ×")


def profile(articles: Sequence[Article], name: str) -> None:
    """What costs most in one function."""
    function, profiler = getattr(stages, name), cProfile.Profile()

    def call(*args: Any, **named: Any) -> Any:
        return profiler.runcall(function, *args, **named)

    setattr(stages, name, call)
    for article in articles:
        stages.enrich(article)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
