"""The demo on a terminal: the live picture, the summary that adds up, and what to type next."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.cli.demo_day import Day
from streams.cli.headline import printable
from streams.engine.kafka_client import Broker


def picture(day: Day) -> RenderableType:
    """The live picture: what came in and what became of it, how fast, and the last articles."""
    received = len(day.account.received)
    figures = Table.grid(padding=(0, 3))
    counts = [("received", received), *day.account.dispositions().items()]
    figures.add_row(*(Text(name, style="dim") for name, _ in counts if _shown(name)))
    figures.add_row(*(Text(str(count), style="bold") for name, count in counts if _shown(name)))
    lines = [Text(overflow="ellipsis", no_wrap=True) + line for line in day.last]
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Panel(
        Group(figures, Text(_speed(day), style="dim"), Text(), *lines), title="copydesk", title_align="left"
    )


def _shown(name: str) -> bool:
    # Nothing is killed or withheld yet; the columns come with the first.
    return name not in ("killed", "withheld")


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
        if count or _shown(name):
            table.add_row(str(count), name)
    total = sum(dispositions.values())
    sign = "=" if day.complete() else "is not"
    table.add_row(str(total), f"{sign} {len(day.account.received)} received", style="bold")
    for label, places in (("without an end", day.account.missing), ("with two ends", day.account.twice)):
        for place in places[:5]:
            table.add_row("", Text(printable(f"{label}: {day.name_of(place)}")), style="red")
    return Group(table, Text(_speed(day), style="dim"))


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
