"""`copydesk stories`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.brokers.client import find
from streams.cli.terminal import bar, log_as, printable, printable_json
from streams.history.stories import Running, read_stories
from streams.settings import Settings, settings

_STYLES = {"growing": "green", "new": "cyan", "quiet": "dim", "over": "dim"}
#: Of the sources and places of a story so many are named.
_NAMED = 6


@click.command()
@click.option(
    "--all", "everything", is_flag=True, help="Also what one article tells, and what is quiet or over."
)
@click.option("--language", metavar="TAG", help="Only stories that are told in this language, such as de.")
@click.option("--json", "as_json", is_flag=True, help="One event a line, as it stands on stories.")
@click.option(
    "--serve", is_flag=True, help="Runs the stories instead, for workers that have COPYDESK_STORIES=off."
)
def stories(everything: bool, language: str | None, as_json: bool, serve: bool) -> None:
    """Which stories run now: those that several articles tell, the ones with the most independent reports first.

    A copy counts as an article, and not as a report of its own. What the latest article adds is the share of its words,
    names and numbers that its story had not said.

    \b
    Examples:
      copydesk stories
      copydesk stories --language de
      copydesk stories --all --json
      COPYDESK_BROKER=kafka:9092 copydesk stories --serve
    """
    known = settings()
    if serve:
        if everything or language or as_json:
            raise click.UsageError("--serve runs the stories and lists none: leave the other options out")
        _serve(known)
        return
    with bar("reading") as progress:
        found = asyncio.run(read_stories(find(known), progress))
    shown = [each for each in found if _wanted(each, everything, language)]
    if as_json:
        for each in shown:
            click.echo(printable_json(orjson.dumps(each.event)))
        return
    console = Console(highlight=False, soft_wrap=True)
    for number, each in enumerate(shown):
        if number:
            console.print()
        for line in block(each, datetime.now(UTC)):
            console.print(line)
    if not shown:
        click.echo(_nothing(found, language))


def _wanted(story: Running, everything: bool, language: str | None) -> bool:
    tags = {tag.partition("-")[0] for tag in story.languages}
    told = language is None or language.lower().partition("-")[0] in tags
    return told and (everything or story.runs)


def _nothing(found: list[Running], language: str | None) -> str:
    if not found:
        return "No story is known: has a worker run, with COPYDESK_STORIES on?"
    told = f" in {printable(language)}" if language else ""
    return f"No story{told} is told by several articles now: `copydesk stories --all` shows all {len(found)}."


def block(story: Running, now: datetime) -> Iterator[Text]:
    """The lines of a story; uris stand whole on their own."""
    yield Text(printable(story.title or "without a headline"), style="bold")
    counts = [
        _count(story.articles, "article"),
        _count(story.reports, "independent report"),
        _count(len(story.sources), "source"),
    ]
    line = Text("  ").append(story.status, style=_STYLES.get(story.status, ""))
    yield line.append(f", {_ages(story, now)}: {', '.join(counts)}")
    for label, names in (("in", story.languages), ("from", story.sources), ("about", story.places)):
        if names:
            yield Text(printable(f"  {label} {_some(names)}"))
    if story.novelty is not None:
        yield Text(printable(f"  latest, {story.novelty:.0%} new: {story.headline or '-'}"))
    yield Text(printable(f"  {story.id}"), style="dim")
    if story.uri:
        yield Text(printable(f"  {story.uri}"), style="dim")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _ages(story: Running, now: datetime) -> str:
    last = f"last {_ago((now - story.changed).total_seconds())} ago"
    if story.begun is None:
        return last
    return f"begun {_ago((now - story.begun).total_seconds())} ago, {last}"


def _ago(seconds: float) -> str:
    """ "40 s", "5 min", "7 h", "3 days"."""
    for size, unit, upto in ((1, "s", 90), (60, "min", 90), (3600, "h", 48)):
        if seconds < size * upto:
            return f"{max(0, round(seconds / size))} {unit}"
    return f"{round(seconds / 86400)} days"


def _serve(known: Settings) -> None:
    from streams.brokers.topics import prepare
    from streams.runtime.framing import check_registry
    from streams.story_worker import serve_stories
    from streams.topology import FOLLOWER, all_topics

    log_as(known)
    broker = find(known)
    asyncio.run(prepare(broker, all_topics(known.app_id), known.partitions, known.replication))
    check_registry(known, FOLLOWER.writes)

    def ready(metrics: str) -> None:
        click.echo(f"The stories are ready: broker {broker}, metrics at {metrics}/metrics. Ctrl-C ends them.")

    asyncio.run(serve_stories(known, broker, ready))
