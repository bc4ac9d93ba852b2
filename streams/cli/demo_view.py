"""The demo on a terminal: the live picture, the summary that adds up, what to type and where to look next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

import streams
from streams.brokers.client import Broker
from streams.cli.demo_day import CHANGES, Day, Life
from streams.cli.demo_stories import Stories
from streams.cli.processes import Prometheus
from streams.cli.terminal import printable
from streams.kinds import Signal


def picture(day: Day) -> RenderableType:
    """The live picture: what came in and what became of it, how fast, and the last articles."""
    received = day.account.count
    figures = Table.grid(padding=(0, 2))
    counts = [("received", received), *day.account.dispositions().items()]
    shown = [(name, count) for name, count in counts if _shown(name, count)]
    figures.add_row(*(Text(name, style="dim") for name, _ in shown))
    figures.add_row(*(Text(str(count), style="bold") for _, count in shown))
    lines = [line.copy() for line in day.last]
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
        return "the worker is starting"
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
    return Group(table, _life(day), Text(_speed(day), style="dim"))


def _life(day: Day) -> RenderableType:
    """What became of the stories, in a few lines; those of which there is nothing to tell are left out."""
    life = day.life
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column()
    for label, told in (
        ("killed", "; ".join(f"{uri} and {len(all_) - 1} copies" for uri, all_ in life.killed.items())),
        *((str(signal).replace("_", " ") + "s", _changed(life, signal)) for signal in CHANGES),
        ("takes", "; ".join(f"{count} of {uri}" for uri, count in life.takes.items())),
        ("held", _held(life)),
        ("embargoes", f"ended {max(life.late):.3f} s late at most" if life.late else ""),
        ("stories", _stories(day.stories)),
        ("notices", _counted(life.notices)),
        ("dead", _counted(day.dead)),
    ):
        if told:
            table.add_row(label, Text(printable(told)))
    return table


def _stories(stories: Stories) -> str:
    """ "51 of 78 articles; 12 are told by several, most by 5: Headline"."""
    told, found = stories.report(), stories.all()
    if not found:
        return ""
    # Of several, the same one in every run.
    most = min(found, key=lambda story: (-story.articles, story.title))
    several = f"; {told['told_by_several']} are told by several, most by {most.articles}: {most.title}"
    waiting = f"; {told['waiting']} articles wait" if told["waiting"] else ""
    return f"{told['stories']} of {told['articles']} articles{several if most.articles > 1 else ''}{waiting}"


def _held(life: Life) -> str:
    if not life.waiting and not life.released:
        return ""
    return f"{len(life.waiting) + life.released}: {life.released} released, {len(life.waiting)} still waiting"


def _counted(kinds: Counter[str]) -> str:
    """ "binary 1, deadline 1"."""
    return ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))


def _changed(life: Life, signal: Signal) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in life.changed[signal].most_common())
    return f"{life.count[signal]}: {kinds}" if kinds else str(life.count[signal] or "")


def next_steps(broker: Broker, metrics: str) -> RenderableType:
    """The lines to type next, in another terminal; `metrics` is the url of the worker's metrics."""
    in_checkout = (Path(streams.__file__).parents[1] / "copydesk").exists()
    ours = "./copydesk" if in_checkout else "copydesk"
    copy = (
        [("feed copy", f"{ours} feed examples/copy.jsonl"), ("look it up", f"{ours} trace Swing bridge")]
        if in_checkout
        else [("feed copy", f"{ours} feed page.html")]
    )
    return _panel(
        "now, in another terminal (Ctrl-C here ends the demo)",
        ("subscribe", f"{ours} tail enriched --from-beginning"),
        ("in German", f"{ours} tail enriched --from-beginning --where language=de"),
        *copy,
        ("what waits", f"{ours} held"),
        ("dead letters", f"{ours} dead"),
        ("the wire, live", metrics.removesuffix("/metrics") + "/"),
        ("any client", f"Kafka protocol at {broker}"),
    )


def where_to_look(metrics: str, prometheus: Prometheus) -> RenderableType:
    """The addresses to open in a browser; `metrics` is the url of the worker's metrics."""
    found = [("Prometheus", "is not installed (Debian: apt-get install prometheus)")]
    if prometheus.address:
        found = [("Prometheus", f"{prometheus.address}/graph"), ("alerts", f"{prometheus.address}/alerts")]
    live = metrics.removesuffix("/metrics") + "/"
    return _panel("now, in a browser", ("the wire, live", live), *found, ("metrics", metrics))


def _panel(title: str, *rows: tuple[str, str]) -> Panel:
    lines = Table.grid(padding=(0, 2))
    for row in rows:
        lines.add_row(*row)
    return Panel(lines, title=title, title_align="left")
