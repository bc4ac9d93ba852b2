"""`copydesk held`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.article import Article
from streams.brokers.client import Broker, find
from streams.brokers.send import each, send_events
from streams.cli.handles import handle_of, meant
from streams.cli.terminal import bar, printable, printable_json
from streams.errors import CopydeskError
from streams.events.codec import to_event
from streams.events.raw_event import RawEvent
from streams.history.held import newest, read_held, status_event
from streams.history.known import Carried, Known, Stories, carried_out, read_known
from streams.settings import settings
from streams.stories.hold import let_out
from streams.stories.story import raw_of

#: Seconds within which a worker should have carried out what an editor said.
_PATIENCE = 30.0
#: Seconds between two looks at whether it has.
_LOOKED = 0.3
#: Seconds without anything new after which all is told that comes of a kill.
_QUIET = 2.0
#: Of the words that say that something may not go out yet so many characters are shown.
_WORDS = 160
_MOMENT = "%Y-%m-%d %H:%M:%S UTC"
#: So many copies are listed.
SHOWN = 20


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
@click.argument("name", metavar="URI|HANDLE")
def release(name: str) -> None:
    """Lets an article out now, whatever it waits for; also one that was published and then withdrawn.

    The handle is what `copydesk held` shows in front. A doubtful version goes out only where nothing else waits.

    \b
    Examples:
      copydesk held release 3f2a91
      copydesk held release urn:newsml:tidewater.example:20261121:4711
    """
    uri, left = asyncio.run(_release(name))
    click.echo(f"Released: {printable(uri)}")
    if left:
        click.echo("A doubtful version of it still waits. Release it once more to publish that one, too.")


@held.command()
@click.argument("name", metavar="URI|HANDLE")
@click.option("--note", default="killed by the desk", show_default=True, help="What readers are told.")
@click.option("--yes", is_flag=True, help="Does not ask: for scripts.")
@click.option(
    "--remember", is_flag=True, help="Also where nothing is known under that uri: it is killed when it comes."
)
def kill(name: str, note: str, yes: bool, remember: bool) -> None:
    """Cancels an article, all of its versions and every copy of it that was recognised: for good.

    It need not be held: what was published is canceled. What `copydesk held` shows in front is a name, too. First it is
    said what would be canceled, as the topics tell it now. The desk itself kills, so whose the article is does not
    count.

    \b
    Examples:
      copydesk held kill urn:newsml:tidewater.example:20261121:4711 --note "the source withdrew it"
      copydesk held kill urn:newsml:tidewater.example:20261121:4712 --remember --yes
    """
    broker = find(settings())
    with bar("reading") as progress:
        stories = asyncio.run(read_known(broker, progress))
    uri = meant(name, stories.by_uri)
    found = stories.find(uri)
    if found is None and not remember:
        raise CopydeskError(_unknown(uri, stories.nearest(uri)))
    copies = stories.copies_of(found.uri) if found else []
    _show_reach(uri, found, copies)
    if not yes and not is_terminal():
        raise click.UsageError("nobody can be asked here: give --yes")
    if not yes and not click.confirm(_question(found, copies)):
        raise click.Abort
    raw, told = asyncio.run(_kill(broker, found.uri if found else uri, note, stories))
    _show_killed(raw, told, found)


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def _unknown(uri: str, near: list[str]) -> str:
    nearest = f"; the nearest is {', '.join(near)}" if near else ""
    return f"nothing is known under {uri}{nearest}. To kill it when it comes, give --remember"


def _question(found: Known | None, copies: list[Known]) -> str:
    if found is None:
        return "Kill it when it comes?"
    return f"Kill it and its {_copies(len(copies))}?" if copies else "Kill it?"


def _copies(count: int) -> str:
    return "copy" if count == 1 else f"{count} copies"


def _show_reach(uri: str, found: Known | None, copies: list[Known]) -> None:
    """Says what a kill would cancel."""
    if found is None:
        click.echo(f"Nothing is known under {printable(uri)}.")
        return
    click.echo("This would be canceled:")
    _show_story(found)
    if copies:
        click.echo(f"with {_copies(len(copies))}:" if len(copies) > 1 else "with its copy:")
    for copy in copies[:SHOWN]:
        _show_story(copy)
    if len(copies) > SHOWN:
        click.echo(f"  … and {len(copies) - SHOWN} more")


def _show_story(story: Known) -> None:
    click.echo(printable(f"  {story.source}: {story.headline or 'without a headline'} ({story.state})"))
    click.echo(printable(f"    {story.uri}"))


def _show_killed(raw: str, told: Carried, found: Known | None) -> None:
    """Says what the kill has canceled. Raises CopydeskError where no worker has answered it."""
    if not told.answered:
        raise CopydeskError(
            f"sent as {raw}, and not carried out after {_PATIENCE:g} s: it is as soon as a worker runs; "
            f"`copydesk trace {raw}` says when"
        )
    if found is None:
        click.echo("Remembered: it is killed if it comes within the window.")
    elif not told.uris:
        click.echo("Nothing was left to cancel: it was killed before.")
    else:
        click.echo(f"Canceled: {len(told.uris)}")
        for canceled in sorted(told.uris)[:SHOWN]:
            click.echo(f"  {printable(canceled)}")


async def _release(name: str) -> tuple[str, bool]:
    """The uri that was meant, and whether something is held under it still."""
    broker = find(settings())
    waiting = await read_held(broker)
    uri = meant(name, (article.uri for article in waiting))
    held = [article for article in waiting if article.uri == uri]
    made = newest(held, uri)
    if made is None:
        await _release_withdrawn(broker, uri)
        return uri, False
    await _send(broker, status_event(uri, "usable", datetime.now(UTC), "released by the desk", made))
    released = let_out(held)
    await _no_longer_held(broker, uri, released)
    return uri, len(released) < len(held)


async def _release_withdrawn(broker: Broker, uri: str) -> None:
    """Lets out what was published, and then withdrawn from readers."""
    stories = await read_known(broker)
    found = stories.find(uri)
    if found is None or found.state != "withdrawn":
        raise CopydeskError(f"nothing is held under {uri}: `copydesk held` shows what is")
    raw = await _send(broker, status_event(found.uri, "usable", datetime.now(UTC), "released by the desk"))
    if not (await _answer(broker, raw, stories, {found.uri})).answered:
        raise CopydeskError(f"sent as {raw}: it is carried out as soon as a worker runs")


async def _kill(broker: Broker, uri: str, note: str, stories: Stories) -> tuple[str, Carried]:
    """Sends the kill; its place, and what came of it as far as that is known after a while."""
    raw = await _send(broker, status_event(uri, "canceled", datetime.now(UTC), note))
    reached = {each.uri for each in (stories.find(uri), *stories.copies_of(uri)) if each}
    return raw, await _answer(broker, raw, stories, reached)


async def _answer(broker: Broker, raw: str, stories: Stories, reached: set[str]) -> Carried:
    """What came of the event at `raw`, when readers were told of all that is reached, or nothing more comes."""
    deadline, moved = time.monotonic() + _PATIENCE, time.monotonic()
    told = Carried()
    while True:
        now = await carried_out(broker, raw, stories.ranges)
        if now != told:
            told, moved = now, time.monotonic()
        quiet = time.monotonic() - moved > _QUIET
        if (told.answered and (quiet or reached <= told.uris)) or time.monotonic() > deadline:
            return told
        await asyncio.sleep(_LOOKED)


async def _send(broker: Broker, event: RawEvent) -> str:
    """Sends an event; where it lies, as topic/partition/offset."""
    places: list[str] = []
    await send_events(
        broker, each([event]), lambda _, at: places.append(f"{at.topic}/{at.partition}/{at.offset}")
    )
    return places[0]


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
        console = Console(highlight=False, soft_wrap=True)
        for number, article in enumerate(articles):
            if number:
                console.print()
            for line in block(article):
                console.print(line)
    else:
        click.echo("Nothing is held back.")


def block(article: Article) -> Iterator[Text]:
    """The lines of what is held: why and until when, what it is, in which words it says so, and its uri whole."""
    hold = article.hold
    why = str(hold.reason).replace("_", " ") if hold else "withheld"
    line = Text(handle_of(article.uri), style="cyan").append(f"  {why}", style="yellow")
    if hold and hold.until:
        line.append(f" until {hold.until:{_MOMENT}}")
    yield line.append(f", since {article.origin.timestamp:{_MOMENT}}")
    yield Text(f"  {printable(article.source)}: ").append(printable(article.headline or "-"), style="bold")
    if hold and hold.words:
        yield Text(f"  {printable(hold.words)[:_WORDS]}", style="dim")
    yield Text(f"  {printable(article.uri)}")
