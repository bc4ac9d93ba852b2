"""`copydesk held`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from streams.article import Article
from streams.brokers.client import Broker, find
from streams.brokers.send import each, send_events
from streams.cli.terminal import bar, printable, printable_json
from streams.errors import CopydeskError
from streams.events.codec import to_event
from streams.events.raw_event import RawEvent
from streams.history.held import newest, read_held, status_event
from streams.settings import settings
from streams.stories.hold import let_out
from streams.stories.story import raw_of

#: Seconds within which a worker should have carried out what an editor said.
_PATIENCE = 30.0
#: Seconds between two looks at whether it has.
_LOOKED = 0.3


@click.group(invoke_without_command=True)
@click.option(
    "--json", "as_objects", is_flag=True, help="One event a line, as it stands on articles.withheld."
)
@click.pass_context
def held(context: click.Context, as_objects: bool) -> None:
    """What may not go out yet: embargoed, withheld, under an embargo that nobody understands, or doubtful.

    \b
    Examples:
      copydesk held
      copydesk held --json
      copydesk held release urn:newsml:tidewater.example:20261121:4711
      copydesk held kill urn:newsml:tidewater.example:20261121:4711
    """
    if context.invoked_subcommand is None:
        with bar("reading") as progress:
            articles = asyncio.run(read_held(find(settings()), progress))
        _show(articles, as_objects)


@held.command()
@click.argument("uri")
def release(uri: str) -> None:
    """Lets an article out now, whatever it waits for. A doubtful version goes out only where nothing else waits.

    \b
    Example:
      copydesk held release urn:newsml:tidewater.example:20261121:4711
    """
    left = asyncio.run(_release(uri))
    click.echo(f"Released: {printable(uri)}")
    if left:
        click.echo("A doubtful version of it still waits. Release it once more to publish that one, too.")


@held.command()
@click.argument("uri")
@click.option("--note", default="killed by the desk", show_default=True, help="What readers are told.")
def kill(uri: str, note: str) -> None:
    """Cancels an article, all of its versions and every copy of it that was recognised: for good.

    It need not be held: what was published is canceled, and what is not known yet will be when it comes.

    \b
    Example:
      copydesk held kill urn:newsml:tidewater.example:20261121:4711 --note "the source withdrew it"
    """
    asyncio.run(_kill(uri, note))
    click.echo(f"Killed: {printable(uri)}")


async def _release(uri: str) -> bool:
    """Whether something is held under the uri still."""
    broker = find(settings())
    held = [article for article in await read_held(broker) if article.uri == uri]
    made = newest(held, uri)
    if made is None:
        raise CopydeskError(f"nothing is held under {uri}: `copydesk held` shows what is")
    await _send(broker, status_event(uri, "usable", datetime.now(UTC), "released by the desk", made))
    released = let_out(held)
    await _no_longer_held(broker, uri, released)
    return len(released) < len(held)


async def _kill(uri: str, note: str) -> None:
    broker = find(settings())
    held = [article for article in await read_held(broker) if article.uri == uri]
    await _send(broker, status_event(uri, "canceled", datetime.now(UTC), note))
    await _no_longer_held(broker, uri, held)


async def _send(broker: Broker, event: RawEvent) -> None:
    await send_events(broker, each([event]))


async def _no_longer_held(broker: Broker, uri: str, meant: Iterable[Article]) -> None:
    """Returns when none of these articles of the uri is held any more."""
    deadline = time.monotonic() + _PATIENCE
    raws = {raw_of(article.origin) for article in meant}
    while raws and not raws.isdisjoint(raw_of(each.origin) for each in await read_held(broker)):
        if time.monotonic() > deadline:
            raise CopydeskError(
                f"{uri} still waits after {_PATIENCE:g} s: the word is on articles.raw, and is carried out "
                "as soon as a worker runs"
            )
        await asyncio.sleep(_LOOKED)


def _show(articles: list[Article], as_objects: bool) -> None:
    if as_objects:
        for article in articles:
            value = orjson.dumps(to_event(article), option=orjson.OPT_UTC_Z)
            click.echo(printable_json(value))
    elif articles:
        Console(highlight=False).print(_table(articles))
    else:
        click.echo("Nothing is held back.")


def _table(articles: list[Article]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("since", "why", "until", "source", "headline", "uri", "in its words"):
        table.add_column(heading, overflow="fold")
    for article in articles:
        hold = article.hold
        until = f"{hold.until:%Y-%m-%d %H:%M:%S}" if hold and hold.until else "-"
        table.add_row(
            f"{article.origin.timestamp:%Y-%m-%d %H:%M:%S}",
            Text(str(hold.reason) if hold else "-", style="yellow"),
            until,
            Text(printable(article.source)),
            Text(printable(article.headline or "-"), style="bold"),
            Text(printable(article.uri)),
            Text(printable(hold.words if hold else "-")[:80], style="dim"),
        )
    return table
