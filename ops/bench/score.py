"""Scores what is read from public pages, beside trafilatura's settings in the same run.

Run: `.venv/bin/python ops/bench/score.py aeb FOLDER`. Measured are the body, title, authors, date, refusals, and CPU
time; the sides take turns on each page, so that ratios hold on a machine whose speed drifts. `--show author` lists the
pages where ours differs from what is right. The figures of the last look stand in ops/scorecard.md.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import trafilatura
from rich.console import Console
from rich.table import Table
from score_measures import Body, Reading, body, f1, judge_authors, judge_date, judge_title
from score_sets import FETCH, Page, read_set
from trafilatura.metadata import extract_metadata

from streams.article import Article, Dropped, Origin, RawArticle
from streams.intake.html.goes_with import AUTHOR
from streams.stages import clean, warm

#: Below this recall a page was cut short; a page of which another has this much could have been read whole.
CUT, WHOLE = 0.6, 0.85
OURS = "copydesk"
#: As trafilatura's own evaluation calls it; then the fastest; then what a user gets who gives no options.
DEFAULT = "trafilatura, default"
SETTINGS: dict[str, dict[str, Any]] = {
    DEFAULT: {"include_comments": False},
    "trafilatura, fast and recall": {"include_comments": False, "fast": True, "favor_recall": True},
    "trafilatura, bare": {},
}
JUDGED: dict[str, Callable[[Page, Reading], str | None]] = {
    "title": lambda page, reading: judge_title(page, reading.title),
    "author": lambda page, reading: judge_authors(page, reading.authors),
    "date": lambda page, reading: judge_date(page, reading.published),
}


@dataclass(slots=True)
class Tally:
    """What one side made of the set, page by page."""

    bodies: list[Body] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    seconds: float = 0.0  # of CPU
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in JUDGED})


def ours(page: Page) -> Reading:
    """The page through `clean`, as the desk reads it."""
    raw = RawArticle(page.content, Origin("score", 0, 0, page.arrived), "text/html", "score", page.url)
    first = clean(raw)[0]
    if isinstance(first, Dropped):
        return Reading(None, refused=f"{first.reason}: {first.detail[:80]}")
    return Reading(
        first.body,
        first.headline,
        _authors(first),
        first.revision.first_created or first.revision.version_created,
        first.partial,
        standfirst=first.standfirst,
    )


def _authors(article: Article) -> tuple[str, ...]:
    """The byline; where nobody is named, the house that signs, which the item has among its sources."""
    if article.credits.byline:
        return (article.credits.byline,)
    return tuple(party.name for party in article.sent.parties if party.role == AUTHOR)


def theirs(options: dict[str, Any]) -> Callable[[Page], Reading]:
    """trafilatura with these options; only its text."""
    return lambda page: Reading(trafilatura.extract(page.content, **options))


def with_metadata(page: Page, reading: Reading) -> Reading:
    """The reading with what trafilatura says of the page itself."""
    said = extract_metadata(page.content, default_url=page.url)
    published = date.fromisoformat(said.date) if said and said.date else None
    authors = tuple(said.author.split("; ")) if said and said.author else ()
    return Reading(reading.body, said.title if said else None, authors, published)


def run(pages: list[Page], sides: dict[str, Callable[[Page], Reading]]) -> dict[str, Tally]:
    """Every side on every page, in turns. A side that fails on a page has refused it.

    Another side begins on each page: who comes first finds neither the page nor his own code in the processor's cache,
    and two settings of one library, one after the other, find theirs there.
    """
    tallies = {name: Tally() for name in sides}
    names = list(sides)
    for page in pages:
        names.append(names.pop(0))
        for name in names:
            began = time.process_time()
            try:
                reading = sides[name](page)
            except Exception as error:  # noqa: BLE001 -- whatever a library raises is its answer
                reading = Reading(None, refused=f"{type(error).__name__}: {error}")
            tallies[name].seconds += time.process_time() - began
            take(tallies[name], page, with_metadata(page, reading) if name == DEFAULT else reading)
    return tallies


def take(tally: Tally, page: Page, reading: Reading) -> None:
    """Adds a reading and how right it is."""
    tally.readings.append(reading)
    tally.bodies.append(body(page, reading.body) if page.article else Body(0, 0, 0))
    for name, judge in JUDGED.items():
        if (verdict := judge(page, reading)) is not None:
            tally.verdicts[name][verdict] += 1


def cut(pages: list[Page], tallies: dict[str, Tally]) -> tuple[list[str], list[str], list[str]]:
    """The pages whose body came out short without a word about it: all; of these the ones that are not refused either,
    and of which the headline and the standfirst, which the item has in fields of their own, do not have the rest; those
    that another side has whole.
    """
    short, silent, known = [], [], []
    for at, page in enumerate(pages):
        reading = tallies[OURS].readings[at]
        if tallies[OURS].bodies[at].recall >= CUT or reading.partial:
            continue
        short.append(page.name)
        item = "\n\n".join(filter(None, (reading.title, reading.standfirst, reading.body)))
        if reading.body is not None and body(page, item).recall < CUT:
            silent.append(page.name)
        if any(tally.bodies[at].recall >= WHOLE for name, tally in tallies.items() if name != OURS):
            known.append(page.name)
    return short, silent, known


def body_table(tallies: dict[str, Tally], *, summed: bool) -> Table:
    """Body and time of each side."""
    table = Table(box=None, pad_edge=False)
    for heading in ("body", "F1", "precision", "recall", "refused", "CPU ms a page", "of fast and recall"):
        table.add_column(heading, justify="left" if heading == "body" else "right")
    fastest = tallies.get("trafilatura, fast and recall")
    for name, tally in tallies.items():
        refused = sum(reading.body is None for reading in tally.readings)
        table.add_row(
            name,
            *(f"{value:.4f}" for value in f1(tally.bodies, summed=summed)),
            str(refused),
            f"{tally.seconds * 1000 / len(tally.bodies):.2f}",
            f"{tally.seconds / fastest.seconds:.2f}" if fastest else "",
        )
    return table


def metadata_table(tallies: dict[str, Tally]) -> Table | None:
    """Title, author and date, as shares of the pages where these are known; None if they are known nowhere."""
    table = Table(box=None, pad_edge=False)
    for heading in ("metadata", "", "right", "missing", "wrong", "invented"):
        table.add_column(heading, justify="right" if heading else "left")
    for kind in JUDGED:
        for name in (OURS, DEFAULT):
            counts = tallies[name].verdicts[kind] if name in tallies else Counter[str]()
            known = counts.total() - counts["invented"]
            if not known:
                continue
            shares = (f"{counts[each] / known:.3f}" for each in ("right", "missing", "wrong"))
            table.add_row(kind, name, *shares, str(counts["invented"]))
    return table if table.row_count else None


def show(pages: list[Page], tally: Tally, what: str, console: Console) -> None:
    """Lists the pages where ours is not right: what is right, and what came out."""
    for page, reading, found in zip(pages, tally.readings, tally.bodies, strict=True):
        if what == "refused":
            if (reading.body is None) == page.article:
                console.print(page.name, reading.refused, markup=False, soft_wrap=True)
        elif what == "body":
            if page.article and found.recall < CUT:
                console.print(f"{found.recall:.2f}", page.name, markup=False, soft_wrap=True)
        elif (verdict := JUDGED[what](page, reading)) not in (None, "right"):
            right = {"title": page.title, "author": page.authors, "date": page.moment or page.day}[what]
            got = {"title": reading.title, "author": reading.authors, "date": reading.published}[what]
            console.print(f"{verdict:8}", page.name, f"| {right} | {got}", markup=False, soft_wrap=True)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=FETCH, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", choices=("aeb", "trafilatura", "fundus", "refusals"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--alone", action="store_true", help="without trafilatura: quicker, and no ratio")
    parser.add_argument("--first", type=int, help="only so many pages")
    parser.add_argument(
        "--show", choices=("body", "refused", *JUDGED), help="list the pages that are not right"
    )
    given = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 200)
    pages = read_set(given.set, given.folder)[: given.first]
    warm()
    sides: dict[str, Callable[[Page], Reading]] = {OURS: ours}
    if not given.alone:
        sides |= {name: theirs(options) for name, options in SETTINGS.items()}
    for read in sides.values():
        read(pages[0])  # loads what is loaded once
    gc.collect()
    gc.freeze()  # as the processes do that read pages: what was loaded is no side's garbage
    tallies = run(pages, sides)
    if given.show:
        show(pages, tallies[OURS], given.show, console)
    refused = [at for at, reading in enumerate(tallies[OURS].readings) if reading.body is None]
    if given.set == "refusals":
        console.print(f"refused: {len(refused)} of {len(pages)}, {len(refused) / len(pages):.3f}")
        return
    console.print(body_table(tallies, summed=given.set == "trafilatura"))
    short, silent, known = cut(pages, tallies)
    console.print(
        f"under {CUT} of the text, not marked as partial: {len(short)}; neither refused nor in the item's headline and "
        f"standfirst: {len(silent)}; another side has them: {len(known)}",
        *silent,
    )
    if DEFAULT in tallies:
        lost = [pages[at].name for at in refused if tallies[DEFAULT].readings[at].body is not None]
        console.print(f"refused, and trafilatura's default has them: {len(lost)}", *lost[:10])
    if table := metadata_table(tallies):
        console.print(table)


if __name__ == "__main__":
    main()
