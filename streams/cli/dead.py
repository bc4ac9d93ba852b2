"""`copydesk dead`."""

from __future__ import annotations

import asyncio
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from streams.brokers.client import find
from streams.cli.terminal import bar, printable, printable_json
from streams.history.dead_letters import DeadLetter, Group, as_object, grouped, read_dead_letters
from streams.history.dispositions import as_text
from streams.history.redrive import follow_redriven
from streams.settings import settings


@click.command()
@click.option("--trace", "followed", is_flag=True, help="Also how many were redriven, and how these ended.")
@click.option("--json", "as_objects", is_flag=True, help="One JSON object for each group.")
def dead(followed: bool, as_objects: bool) -> None:
    """What lies on articles.dead: by reason, stage and source, with the newest of each as an example.

    --trace reads the topics that letters are sent back to, from the first death on: that can take its time. Of a
    document that died as a whole and holds several articles, it tells the end of each.

    \b
    Examples:
      copydesk dead
      copydesk dead --trace --json
    """
    foreign: list[Any] = []
    with bar("reading") as progress:

        async def look() -> list[Group]:
            broker = find(settings())
            letters = await read_dead_letters(broker, progress, foreign.append)
            return grouped(letters, await follow_redriven(broker, letters, progress) if followed else None)

        groups = asyncio.run(look())
    if foreign:
        Console(stderr=True, highlight=False).print(f"{len(foreign)} records there are no dead letters")
    if as_objects:
        for group in groups:
            click.echo(printable_json(orjson.dumps(as_object(group, followed))))
    elif groups:
        Console(highlight=False).print(table_of(groups, followed))
    else:
        click.echo("Nothing lies on articles.dead.")


def table_of(groups: list[Group], followed: bool = False) -> Table:
    """Groups as a table for people; never a control character of the documents."""
    table = Table(box=None, pad_edge=False)
    for heading in ("letters", "reason", "stage", "source", "oldest", "newest"):
        table.add_column(heading, justify="right" if heading == "letters" else "left", overflow="fold")
    if followed:
        table.add_column("redriven, and ended", overflow="fold")
    table.add_column("for example", overflow="fold")
    for group in groups:
        ended = ", ".join(f"{count} {kind}" for kind, count in group.ended.most_common())
        redriven = [f"{group.redriven}: {ended}" if group.redriven else "-"] if followed else []
        times = (f"{time:%Y-%m-%d %H:%M:%S}" for time in (group.oldest, group.newest))
        table.add_row(
            str(group.count),
            Text(printable(group.reason), style="red"),
            Text(printable(group.stage)),
            Text(printable(group.source)),
            *times,
            *redriven,
            _example(group.example),
        )
    return table


def _example(letter: DeadLetter) -> Text:
    text = Text(as_text(letter.place))
    for part, style in ((letter.subject, "bold"), (letter.detail, "dim")):
        if part:
            text.append(" " + printable(part)[:80], style=style)
    return text
