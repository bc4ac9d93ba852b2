"""`copydesk account`."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click
import orjson
from rich.console import Console
from rich.table import Table

from streams.brokers.client import find
from streams.cli.terminal import TIME, bar, printable
from streams.history.account import Account, Range, audit
from streams.history.dispositions import as_text
from streams.settings import settings
from streams.topology import BACKFILL, RAW

#: So many raw events are named; --json names all.
_NAMED = 20


@click.command()
@click.option("--partition", type=click.IntRange(min=0), help="Only this partition of articles.raw.")
@click.option("--backfill", is_flag=True, help="That partition of articles.backfill.")
@click.option("--from-offset", type=click.IntRange(min=0), help="From this offset of it on.")
@click.option("--to-offset", type=click.IntRange(min=0), help="Up to this offset of it, and without it.")
@click.option("--since", type=TIME, help="Only raw events from this time on, by their records (ISO; UTC).")
@click.option("--until", type=TIME, help="Only raw events before this time.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="Waits so long for what is missing.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object, with all that is missing or twice.")
def account(
    partition: int | None,
    backfill: bool,
    from_offset: int | None,
    to_offset: int | None,
    since: datetime | None,
    until: datetime | None,
    wait: float,
    as_object: bool,
) -> int:
    """What became of each raw event that is there now; exit code 0 only if each has exactly one end.

    And what readers of articles.enriched have in the end, of all uris: that a story which was killed is usable, or an
    older version stands over a newer one, must not be, and is exit code 1 as well.

    They lie on articles.raw and articles.backfill. Of a raw event that holds several articles, such as a feed, each has
    its own end. Raw events that have left their topic by its retention are not counted. What is in work is missing:
    --wait.

    \b
    Examples:
      copydesk account --wait 30
      copydesk account --since 2026-11-21T06:00:00Z --until 2026-11-21T12:00:00Z
      copydesk account --partition 3 --from-offset 1000 --to-offset 2000 --json
    """
    if partition is None and (from_offset is not None or to_offset is not None):
        raise click.UsageError("--from-offset and --to-offset are offsets of one partition: name it")
    if partition is None and backfill:
        raise click.UsageError("--backfill says of which topic the partition is: name it with --partition")
    topic = BACKFILL.name if backfill else RAW.name
    chosen = Range(partition, from_offset, to_offset, since, until, topic)
    with bar("reading") as progress:
        found = asyncio.run(audit(find(settings()), chosen, wait, progress))
    console = Console(highlight=False, soft_wrap=True)
    if found.foreign:
        Console(stderr=True, highlight=False).print(
            f"{found.foreign} records on the end topics are none of copydesk's, and not counted"
        )
    for batch in found.unreadable:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"{batch}; each of its offsets is counted"
        )
    if as_object:
        click.echo(orjson.dumps(_object(found)))
    else:
        _show(found, console)
    return 0 if found.adds_up() and not (found.readers.killed or found.readers.older) else 1


def _object(account: Account) -> dict[str, object]:
    return {
        "received": account.count,
        "articles": account.articles,
        "dispositions": account.dispositions(),
        "missing": [as_text(place) for place in account.missing],
        "twice": [as_text(place) for place in account.twice],
        "killed_yet_usable": account.readers.killed,
        "older_is_last": account.readers.older,
        "unreadable": [str(batch) for batch in account.unreadable],
    }


def _show(account: Account, console: Console) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    several = account.articles != account.count
    received = f"raw events, {account.articles} articles" if several else "received"
    table.add_row(str(account.count), received, style="bold")
    for kind, count in account.dispositions().items():
        table.add_row(str(count), kind)
    console.print(table)
    _name(list(map(as_text, account.missing)), "without an end", console)
    _name(list(map(as_text, account.twice)), "with two ends", console)
    _name(account.readers.killed, "killed, yet what readers have last is usable", console)
    _name(account.readers.older, "with an older version last", console)
    if account.adds_up():
        console.print(f"It adds up: each {'article' if several else 'raw event'} has exactly one end.")


def _name(names: list[str], label: str, console: Console) -> None:
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        console.print(f"{len(names)} {label}: {' '.join(map(printable, names[:_NAMED]))}{more}")
