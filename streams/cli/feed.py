"""`copydesk feed`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from streams.brokers.client import Broker, find
from streams.brokers.send import send_events
from streams.brokers.topics import ensure_topics
from streams.cli.feed_archives import Archives, is_archive
from streams.cli.terminal import printable
from streams.connect.files import find_files, line_event, read_file
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.settings import settings
from streams.topology import BACKFILL, RAW, Topic, all_topics


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--source", help="Who published it; else the folder's name, or the line's own `source`.")
@click.option(
    "--backfill", is_flag=True, help="To articles.backfill: worked off when the live wire leaves time for it."
)
@click.option(
    "--again", is_flag=True, help="Web archives from their beginning, whatever was fed of them before."
)
def feed(paths: tuple[str, ...], source: str | None, backfill: bool, again: bool) -> None:
    """Sends files, folders and globs to articles.raw, in the order of the files' names; `-` reads JSON lines.

    Of a web archive (.warc, .warc.gz) the pages, feeds, JSON and text are sent, with their urls, times and hosts. It is
    history, and goes with --backfill only; what was interrupted goes on where it was.

    \b
    A JSON line: {"source", "url", "title", "text" or "html", "date", "language", "author"}
    Examples:
      copydesk feed page.html wire/*.txt
      copydesk feed seeds/
      copydesk feed --backfill archive/2019/
      copydesk feed --backfill crawl-00001.warc.gz
      my-scraper | copydesk feed -
    """
    known = settings()
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("`-` stands alone: JSON lines come from standard input, files by their names")
    files = [] if paths == ("-",) else find_files(paths)
    archives = [path for path in files if is_archive(path)]
    files = [path for path in files if not is_archive(path)]
    if archives and not backfill:
        raise click.UsageError(f"{archives[0]} is a web archive, which is history: say --backfill")
    broker = find(known)
    to = BACKFILL if backfill else RAW
    asyncio.run(ensure_topics(broker, all_topics(known.app_id), known.partitions, known.replication))

    failed = 0
    if files or paths == ("-",):
        failed += _feed(paths, files, source, broker, to)
    if archives:
        failed += Archives(broker, to, known.data, source, again).feed(archives)
    sys.exit(1 if failed else 0)


def _feed(paths: tuple[str, ...], files: list[Path], source: str | None, broker: Broker, to: Topic) -> int:
    """Sends files or lines, and says what came of it. The number of those that were not accepted."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    refused: list[FeedError] = []
    columns = (TextColumn("feeding"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("feed", total=len(files) or None)
        events = _lines(source) if paths == ("-",) else _files(files, source)
        accepted = _accepted(events, refused)
        sent = asyncio.run(send_events(broker, accepted, lambda *_: progress.advance(task), to))
    for error in refused:
        console.print(Text(printable(f"not accepted: {error}")))
    console.print(
        f"{sent} sent to {to.name} at {broker}" + (f", {len(refused)} not accepted" if refused else "")
    )
    return len(refused)


async def _files(files: Iterable[Path], source: str | None) -> AsyncIterator[RawEvent | FeedError]:
    for path in files:
        for event in read_file(path, datetime.now(UTC), source):
            yield event


async def _lines(source: str | None) -> AsyncIterator[RawEvent | FeedError]:
    number = 0
    # In a thread: while the next line is waited for, the lines before it must go out.
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        number += 1
        if line.strip():
            yield line_event(line, f"line {number}", datetime.now(UTC), source)


async def _accepted(
    events: AsyncIterator[RawEvent | FeedError], refused: list[FeedError]
) -> AsyncIterator[RawEvent]:
    async for event in events:
        if isinstance(event, FeedError):
            refused.append(event)
        else:
            yield event
