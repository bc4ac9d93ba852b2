"""`copydesk trace`."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click
import orjson
from rich.console import Console

from streams.brokers.client import find
from streams.cli.headline import printable_json
from streams.cli.progress import bar
from streams.cli.times import TIME
from streams.cli.trace_view import as_list, as_object, show_list, show_path
from streams.errors import CopydeskError
from streams.history.trace import trace_story
from streams.settings import settings


@click.command()
@click.argument("story", nargs=-1, required=True, metavar="URI|URL|HEADLINE|PLACE")
@click.option("--since", type=TIME, help="Reads only records from this time on (ISO; UTC).")
@click.option("--until", type=TIME, help="Reads only records before this time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def trace(story: tuple[str, ...], since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Why did I not get this story? Every step that it took, what was decided and why, and what readers have.

    A story is named by its uri, its url, words of its headline, or by a record that it has on any topic, as
    topic/partition/offset (with #part for one of several articles in a document). Of several that fit a list is
    printed, the newest first. It reads what the topics hold now: on a busy desk, say from when on.

    \b
    Examples:
      copydesk trace urn:newsml:tidewater.example:20261121:HALDEN-VERMEER
      copydesk trace https://post.example/harwich-quay --since 2026-11-21T06:00:00Z
      copydesk trace Harwich quay repairs
      copydesk trace articles.raw/3/1207#2 --json
    """
    asked = " ".join(story)
    with bar("reading") as progress:
        answer = asyncio.run(trace_story(find(settings()), asked, since, until, progress))
    if answer.path is None and not answer.found:
        between = " in the time that was read" if since or until else ""
        raise CopydeskError(
            f"no story is found under {asked[:200]!r}{between}: give its uri, its url, fewer words of its headline, "
            "or the place of its raw event"
        )
    if as_json:
        told = as_object(asked, answer) if answer.path else as_list(asked, answer.found)
        click.echo(printable_json(orjson.dumps(told, option=orjson.OPT_UTC_Z)))
        return
    console = Console(highlight=False)
    if answer.path is None:
        show_list(console, answer.found)
        return
    show_path(console, answer.path, answer.others)
    if since or until:
        console.print(
            "Only a part of the topics was read (--since, --until): more may have happened.", style="dim"
        )
