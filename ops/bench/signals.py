"""How many signals are read, by language and by kind, and in how much news signals are seen that are none.

Run: `.venv/bin/python ops/bench/signals.py [--missed] [--news FOLDER] [FILE ...]`. Without files those of
tests/clean/signals/ are read; other files have the same form (tests/clean/signal_lines.py). Each item is read as wire
copy, once with its language and once with an unknown one; an item is found if both say the same. `--missed` prints what
was read otherwise than it is labelled. `--news` reads the files `*.txt` under a folder instead, all of them news: every
two sentences that stand one behind the other are an item, once as its text and once as its headline and text, so short
that they could be a message of a desk. Every order that is read there (kill, hold, release) is false, and is printed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from streams.clean.signals import read_signal
from streams.kinds import Format, Signal

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.clean.signal_lines import Line, all_lines, read_lines

ORDERS = {Signal.KILL, Signal.HOLD, Signal.RELEASE}
_SENTENCES = re.compile(r"\n+|(?<=[.!?。]) +(?=[^\Wa-zа-я]|[\"“„«])")
_LEAST = 25  # characters of a sentence
KINDS = ("kill", "hold", "release", "correction", "update", "repeat", "advisory")


def read(line: Line, language: str) -> Signal | None:
    """The signal that is read in an item."""
    text = (line.headline, line.slug, line.note, line.paragraphs)
    return read_signal(*text, language, Format.TEXT)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--news", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.news:
        in_news(options.news)
        return
    lines = [line for path in options.files for line in read_lines(path)] if options.files else all_lines()
    found: Counter[tuple[str, str]] = Counter()
    all_: Counter[tuple[str, str]] = Counter()
    for line in lines:
        read_as = {read(line, line.language), read(line, "und")}
        place = (line.language, str(line.signal or "none"))
        all_[place] += 1
        right = read_as == {line.signal}
        found[place] += right
        if line.signal is None and not right:
            found[line.language, "killed"] += Signal.KILL in read_as
        if options.missed and not right:
            said = "/".join(sorted(str(each) for each in read_as))
            print(f"{place[0]} {place[1]:10} {said:12} {line.headline} | {line.note} | {line.paragraphs[:1]}")
    report(found, all_)


def in_news(folder: Path) -> None:
    """Counts the signals in the texts of a folder, and prints the orders."""
    found: Counter[str] = Counter()
    many = 0
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        sentences = [each.strip() for each in _SENTENCES.split(text) if len(each.strip()) >= _LEAST]
        for first, second in pairwise(sentences):
            many += 1
            for headline, paragraphs in ((None, (first, second)), (first[:120], (second,))):
                signal = read_signal(headline, None, None, paragraphs, "und", Format.TEXT)[0]
                if signal is not None:
                    found[signal] += 1
                if signal in ORDERS:
                    print(f"{signal}: {headline or ''} | {' | '.join(paragraphs)}")
    print(f"{many} pairs of sentences, each read twice: {dict(found)}")


def report(found: Counter[tuple[str, str]], all_: Counter[tuple[str, str]]) -> None:
    """Recall in per cent (and of how many) by language and kind; then the alarms in news, and the kills among them."""
    table = Table("", "recall", *KINDS, "news", "false alarms", "false kills")
    for language in [*sorted({place[0] for place in all_}), "all"]:
        chosen = [place for place in all_ if language in (place[0], "all")]
        cells = [_share(found, all_, [place for place in chosen if place[1] != "none"])]
        cells += [_share(found, all_, [place for place in chosen if place[1] == kind]) for kind in KINDS]
        news = [place for place in chosen if place[1] == "none"]
        many = sum(all_[place] for place in news)
        alarms = many - sum(found[place] for place in news)
        kills = sum(found[place[0], "killed"] for place in news)
        table.add_row(language, *cells, str(many), f"{alarms} ({alarms / max(many, 1):.1%})", str(kills))
    Console(width=160).print(table)


def _share(
    found: Counter[tuple[str, str]], all_: Counter[tuple[str, str]], places: list[tuple[str, str]]
) -> str:
    many = sum(all_[place] for place in places)
    return f"{sum(found[place] for place in places) / many:.0%} of {many}" if many else "-"


if __name__ == "__main__":
    main()
