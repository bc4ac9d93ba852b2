"""`copydesk held`."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Iterator

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.article import Article
from streams.brokers.client import find
from streams.cli.guess import Group
from streams.cli.handles import handle_of, meant
from streams.cli.terminal import bar, printable, printable_json
from streams.errors import CopydeskError
from streams.events.codec import to_event
from streams.history.held import read_held
from streams.history.known import Known, read_known
from streams.history.orders import KILL_NOTE, PATIENCE, Killed, Orders
from streams.kinds import HoldReason
from streams.settings import settings

#: Of the words that say that something may not go out yet so many characters are shown.
_WORDS = 160
_MOMENT = "%Y-%m-%d %H:%M:%S UTC"
#: So many copies are listed.
SHOWN = 20


@click.group(cls=Group, invoke_without_command=True)
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
      copydesk held show 3f2a91
      copydesk held release urn:newsml:tidewater.example:20261121:4711
      copydesk held kill urn:newsml:tidewater.example:20261121:4711
    """
    if context.invoked_subcommand is None:
        with bar("reading") as progress:
            articles = asyncio.run(read_held(find(settings()), progress))
        _show(articles, as_objects)


@held.command()
@click.argument("name", metavar="URI|HANDLE")
def show(name: str) -> None:
    """The text of what is held, every version of it that waits: whoever lets it out has to read it first.

    \b
    Examples:
      copydesk held show 3f2a91
      copydesk held show urn:newsml:tidewater.example:20261121:4711
    """
    with bar("reading") as progress:
        articles = asyncio.run(read_held(find(settings()), progress))
    uri = meant(name, (article.uri for article in articles))
    waits = [article for article in articles if article.uri == uri]
    if not waits:
        raise CopydeskError(f"nothing is held under {uri}: `copydesk held` lists what is")
    console = Console(highlight=False, soft_wrap=True)
    for number, article in enumerate(waits):
        if number:
            console.print()
        for line in (*block(article), *_text(article)):
            console.print(line)


def _text(article: Article) -> Iterator[Text]:
    for paragraph in article.paragraphs:
        yield Text()
        yield Text(printable(paragraph))


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
@click.option("--note", default=KILL_NOTE, show_default=True, help="What readers are told.")
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
    reached = {each.uri for each in (found, *copies) if each}
    orders = Orders(broker, who())
    killed = asyncio.run(orders.kill(found.uri if found else uri, note, reached, stories.ranges))
    _show_killed(killed, found)


def who() -> str:
    """The login of whoever runs this, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a number without a name
        return f"user {os.getuid()}"


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


def _show_killed(killed: Killed, found: Known | None) -> None:
    """Says what the kill has canceled. Raises CopydeskError where no worker has answered it."""
    raw, told = killed.raw, killed.carried
    if not told.answered:
        raise CopydeskError(
            f"sent as {raw}, and not carried out after {PATIENCE:g} s: it is as soon as a worker runs; "
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
    uri = meant(name, (article.uri for article in await read_held(broker)))
    return uri, await Orders(broker, who()).release(uri)


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
    doubtful = hold is not None and hold.reason is HoldReason.DOUBTFUL
    if hold and hold.until and not doubtful:
        line.append(f" until {hold.until:{_MOMENT}}")
    line.append(f", since {article.origin.timestamp:{_MOMENT}}")
    if hold and hold.until and doubtful:
        line.append(f"; falls at {hold.until:{_MOMENT}} unless it is released")
    yield line
    yield Text(f"  {printable(article.source)}: ").append(printable(article.headline or "-"), style="bold")
    if hold and hold.words:
        yield Text(f"  {printable(hold.words)[:_WORDS]}", style="dim")
    yield Text(f"  {printable(article.uri)}")
