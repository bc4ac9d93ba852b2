"""The demo on a terminal: the live picture, the summary that adds up, and what to type next."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.brokers.client import Broker
from streams.cli.demo_day import Day
from streams.cli.demo_life import CHANGES, Life
from streams.cli.headline import printable
from streams.kinds import Signal


def picture(day: Day) -> RenderableType:
    """The live picture: what came in and what became of it, how fast, and the last articles."""
    received = day.account.count
    figures = Table.grid(padding=(0, 2))
    counts = [("received", received), *day.account.dispositions().items()]
    shown = [(name, count) for name, count in counts if _shown(name, count)]
    figures.add_row(*(Text(name, style="dim") for name, _ in shown))
    figures.add_row(*(Text(str(count), style="bold") for _, count in shown))
    lines = [Text(overflow="ellipsis", no_wrap=True) + line for line in day.last]
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Panel(
        Group(figures, Text(_speed(day), style="dim"), Text(), *lines), title="copydesk", title_align="left"
    )


def _shown(name: str, count: int) -> bool:
    # These columns come with the first of their kind.
    return count > 0 or name not in ("killed", "withheld", "signal")


def _speed(day: Day) -> str:
    p50, p99 = day.percentile(0.5), day.percentile(0.99)
    if p50 is None or p99 is None:
        return "the worker is warming up"
    return f"{day.rate():.1f} articles a second; raw to enriched p50 {p50:.3f} s, p99 {p99:.3f} s"


def summary(day: Day) -> RenderableType:
    """The sum: every raw event in exactly one row."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    dispositions = day.account.dispositions()
    for name, count in dispositions.items():
        if _shown(name, count):
            table.add_row(str(count), name)
    total = sum(dispositions.values())
    sign = "=" if day.complete() else "is not"
    files, articles = day.account.count, day.account.articles
    table.add_row(str(total), f"{sign} {articles} articles in {files} received", style="bold")
    for label, places in (("without an end", day.account.missing), ("with two ends", day.account.twice)):
        for place in places[:5]:
            table.add_row("", Text(printable(f"{label}: {day.name_of(place)}")), style="red")
    return Group(table, _life(day.life), Text(_speed(day), style="dim"))


def _life(life: Life) -> RenderableType:
    """What became of the stories, in a few lines; those of which there is nothing to tell are left out."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column()
    for label, told in (
        ("killed", "; ".join(f"{uri} and {len(all_) - 1} copies" for uri, all_ in life.killed.items())),
        *((str(signal).replace("_", " ") + "s", _changed(life, signal)) for signal in CHANGES),
        ("takes", "; ".join(f"{count} of {uri}" for uri, count in life.takes.items())),
        ("held", _held(life)),
        ("embargoes", f"ended {max(life.late):.3f} s late at most" if life.late else ""),
        ("notices", ", ".join(f"{kind} {count}" for kind, count in sorted(life.notices.items()))),
    ):
        if told:
            table.add_row(label, Text(printable(told)))
    return table


def _held(life: Life) -> str:
    if not life.waiting and not life.released:
        return ""
    return f"{len(life.waiting) + life.released}: {life.released} released, {len(life.waiting)} still waiting"


def _changed(life: Life, signal: Signal) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in life.changed[signal].most_common())
    return f"{life.count[signal]}: {kinds}" if kinds else str(life.count[signal] or "")


def next_steps(broker: Broker, metrics: str) -> RenderableType:
    """The lines to type next, in another terminal."""
    lines = Table.grid(padding=(0, 2))
    lines.add_row("subscribe", "./copydesk tail articles.enriched --from-beginning")
    lines.add_row("in German", "./copydesk tail articles.enriched --from-beginning --where language=de")
    lines.add_row("feed a page", "./copydesk feed page.html")
    lines.add_row("dead letters", "./copydesk tail articles.dead --from-beginning")
    lines.add_row("metrics", f"curl -s {metrics}")
    lines.add_row("any client", f"Kafka protocol at {broker}")
    return Panel(lines, title="now, in another terminal (Ctrl-C here ends the demo)", title_align="left")
