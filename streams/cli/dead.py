"""`copydesk dead`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import click
import orjson
from rich.console import Console
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
        show_groups(Console(highlight=False), groups, followed)
    else:
        click.echo("Nothing lies on articles.dead.")


def show_groups(console: Console, groups: Iterable[Group], followed: bool = False) -> None:
    """Prints a block for each group."""
    for number, group in enumerate(groups):
        if number:
            console.print()
        for line in _block(group, followed):
            console.print(line, soft_wrap=True)


def _block(group: Group, followed: bool) -> Iterator[Text]:
    """The lines of a group; never a control character of the documents."""
    many = f"{group.count} letter{'' if group.count == 1 else 's'}"
    line = Text(many, style="bold").append(f"  {printable(group.reason)}", style="red")
    yield line.append(f" in {printable(group.stage)}, from {printable(group.source)}")
    times = dict.fromkeys(f"{time:%Y-%m-%d %H:%M:%S} UTC" for time in (group.oldest, group.newest))
    yield Text(f"  {' to '.join(times)}")
    if followed:
        ended = ", ".join(f"{count} {kind}" for kind, count in group.ended.most_common())
        yield Text(f"  redriven: {group.redriven}" + (f", and ended: {ended}" if ended else ""))
    yield from _example(group.example)


def _example(letter: DeadLetter) -> Iterator[Text]:
    yield Text(f"  for example {as_text(letter.place)}")
    if letter.subject:
        yield Text(f"    {printable(letter.subject)}", style="bold")
    if letter.detail:
        yield Text(f"    {printable(letter.detail)}", style="dim")
