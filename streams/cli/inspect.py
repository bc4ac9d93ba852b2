"""`copydesk inspect`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
import orjson
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from streams.article import Article, Dropped, Origin, RawArticle
from streams.clean.signals import is_message
from streams.cli.configured import check_extensions
from streams.cli.terminal import printable, printable_json
from streams.connect.files import find_files, read_file
from streams.errors import FeedError
from streams.events import codec
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent, binary_event
from streams.extensions.extend import without
from streams.intake.media_topics import name_of
from streams.intake.reader import known_by, needs_process
from streams.kinds import REASONS, Disposition, Ran, Reason, Signal, Stage
from streams.runtime.extending import lost
from streams.runtime.pool import Pool
from streams.runtime.pool_fork import fork_server
from streams.runtime.records import article_record
from streams.runtime.whole import extend_article
from streams.settings import Settings, settings
from streams.sources.table import read_sources
from streams.stages import as_it_is, clean, enrich
from streams.topology import ENRICHED
from streams.verdict import Verdict

T = TypeVar("T")

#: Characters that are shown of what an enricher of others found; all of it is in `--json`.
_MOST_SHOWN = 400


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--source", help="Who published it; else the folder's name.")
@click.option("--json", "as_json", is_flag=True, help="One enriched event a line.")
def inspect(paths: tuple[str, ...], source: str | None, as_json: bool) -> None:
    """What the desk would make of these files, without a broker. `-` reads one document from standard input.

    \b
    Examples:
      copydesk inspect page.html
      copydesk inspect seeds/*/*.txt --json
      curl -s https://example.org/story | copydesk inspect -
    """
    console = Console(highlight=False)
    with Looking(settings()) as looking:
        failed = [
            not _show(console, event, number, looking, as_json)
            for number, event in enumerate(_events(paths, source))
        ]
    sys.exit(1 if any(failed) else 0)


def _show(
    console: Console, event: RawEvent | FeedError, number: int, looking: Looking, as_json: bool
) -> bool:
    """Prints what was made of one document; False when any part of it was refused."""
    if isinstance(event, FeedError):
        click.echo(printable(f"copydesk: {event}"), err=True)
        return False
    parts = looking.look(event, number)
    for index, part in enumerate(parts, 1):
        name = event.name if len(parts) == 1 else f"{event.name}, {index} of {len(parts)}"
        if isinstance(part, Dropped):
            why = part.detail or REASONS[part.reason]
            click.echo(printable(f"copydesk: {name}: {part.reason}: {why}"), err=True)
        elif as_json:
            sys.stdout.buffer.write(printable_json(codec.encode(part, _type_of(part))) + b"\n")
            sys.stdout.flush()
        else:
            show(console, name, part, _why(event, number))
    return not any(isinstance(part, Dropped) for part in parts)


class Looking:
    """The stages without a broker, and the checks of what they give: what is shown as fine would go out at the desk.

    What may take long is done in the pool, so that a deadly page cannot hang the terminal.
    """

    def __init__(self, known: Settings) -> None:
        self._known, self._sources = known, read_sources(known.sources)
        self._others = check_extensions(known)
        self._runner = asyncio.Runner()  # the pool belongs to one loop
        self._pool: Pool | None = None

    def look(self, event: RawEvent, number: int = 0) -> tuple[Article | Dropped, ...]:
        """What the desk makes of one raw event. The verdicts are those of articles seen for the first time."""
        raw = _raw(event, number)
        if isinstance(raw, Dropped):
            return (raw,)
        if len(raw.value) > self._known.max_bytes:
            return (Dropped(Reason.TOO_LARGE, f"{len(raw.value)} bytes; at most {self._known.max_bytes}"),)
        raw = self._sources.configured(raw)
        apart = needs_process(raw)
        parts = self._in_pool(clean, raw) if apart else clean(raw)
        if isinstance(parts, Dropped):
            return (parts,)
        return tuple(part if isinstance(part, Dropped) else self._told(part, apart) for part in parts)

    def _told(self, article: Article, apart: bool) -> Article | Dropped:
        """The event that readers would get of a clean article, or why it would be a dead letter."""
        refused = _unfit(article, codec.CLEAN)
        if refused is not None:
            return refused
        message = is_message(article)
        kind = Disposition.SIGNAL if message else Disposition.ENRICHED
        times = dict.fromkeys(Stage, article.origin.timestamp)
        judged = replace(article, verdict=Verdict(kind, article.signal or Signal.NEW), stages=times)
        refused = _unfit(judged, codec.DUPLICATE if message else codec.UNIQUE)
        if refused is not None or message:
            return refused or judged
        enriched = self._in_pool(enrich, judged) if apart else enrich(judged)
        if isinstance(enriched, Article):
            enriched = self._extended(enriched)
        refused = enriched if isinstance(enriched, Dropped) else _unfit(enriched, codec.ENRICHED)
        if refused is None:
            assert isinstance(enriched, Article)
            return enriched
        plain = as_it_is(judged, refused.reason)
        return _unfit(plain, codec.ENRICHED) or plain

    def _extended(self, article: Article) -> Article:
        """With what the enrichers of others find, each in the pool. What one fails with is said, for its writer."""
        for name in self._others:
            done = self._in_pool(extend_article, article, (name,))
            if isinstance(done, Dropped):
                run = lost(name, done)
                article = without(article, {name: run.ran})
            else:
                article, (run,) = done
            if run.ran is not Ran.DONE:
                click.echo(printable(f"copydesk: enricher {name}: {run.ran}: {run.detail}"), err=True)
        return article

    def _in_pool(self, work: Callable[..., T], *values: Any) -> T | Dropped:
        if self._pool is None:
            server = fork_server(self._known.memory_mb)
            self._pool = Pool(1, self._known.deadline_seconds, self._known.memory_mb, server=server)
            self._runner.run(self._pool.ready())
        return self._runner.run(self._pool.run(work, *values))

    def __enter__(self) -> Looking:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.close()
        self._runner.close()


def _unfit(article: Article, event_type: str) -> Dropped | None:
    """Why the desk could not write the article as an event of that type."""
    record = article_record(
        Stage.ENRICH, article, event_type, ENRICHED, article.uri, article.origin.timestamp
    )
    return record if isinstance(record, Dropped) else None


def _type_of(article: Article) -> str:
    """Messages are told where the copies are, all else to readers."""
    signal = article.verdict is not None and article.verdict.disposition is Disposition.SIGNAL
    return codec.DUPLICATE if signal else codec.ENRICHED


def _raw(event: RawEvent, number: int) -> RawArticle | Dropped:
    origin = Origin("file", 0, number, datetime.now(UTC))
    return read_raw(event.value, event.headers, origin)


def _why(event: RawEvent, number: int) -> str:
    raw = _raw(event, number)
    if isinstance(raw, Dropped):
        return raw.detail
    return known_by(raw)


def _events(paths: tuple[str, ...], source: str | None) -> Iterator[RawEvent | FeedError]:
    now = datetime.now(UTC)
    if paths == ("-",):
        value = sys.stdin.buffer.read(settings().max_bytes + 1)
        name = "standard input"
        yield binary_event(
            name, value, source=source or "stdin", subject="stdin", time=now, content_type=None
        )
        return
    for path in find_files(paths):
        yield from read_file(path, now, source)


def show(console: Console, name: str, article: Article, why: str) -> None:
    """Prints what was made of a document: what it says of itself, its text, what was found and what removed."""
    console.rule(Text(printable(name)))
    console.print(Text(printable(article.headline or "(no headline)"), style="bold"))
    _facts(console, article, why)
    for paragraph in article.paragraphs:
        console.print(
            Padding(Text("\n".join(printable(line) for line in paragraph.split("\n"))), (0, 0, 1, 2))
        )
    places = (
        f"{place.name} ({place.country})" + (" *" if place.located else "") for place in article.found.places
    )
    _list(console, "places", places)
    people = (
        f"{person.name}, {person.title}" if person.title else person.name for person in article.found.people
    )
    _list(console, "people", people)
    _list(console, "organisations", (each.name for each in article.found.organisations))
    _list(
        console,
        "topics",
        (f"{name_of(each.uri, article.language)} {each.score:.2f}" for each in article.found.topics),
    )
    _list(console, "keywords", (f"{each.term} {each.score:.2f}" for each in article.found.keywords))
    _list(
        console,
        "quotes",
        (f"{each.speaker or '?'}: {each.text}" for each in article.found.quotes),
        each_line=True,
    )
    _list(console, "summary", article.found.summary, each_line=True)
    for name, found in article.extensions.items():
        written = orjson.dumps(found.values).decode()
        _list(console, name, [f"{written[:_MOST_SHOWN]}…" if len(written) > _MOST_SHOWN else written])
    _list(
        console, "removed", (f"{each.rule}: {each.text}" for each in article.cleaning.removed), each_line=True
    )


def _facts(console: Console, article: Article, why: str) -> None:
    facts = {
        "uri": article.uri,
        "format": f"{article.format}, by its {why}" if why else str(article.format),
        "source": article.source,
        "language": article.language,
        "by": article.credits.byline,
        "version": article.revision.version,
        "created": article.revision.version_created and article.revision.version_created.isoformat(),
        "signal": article.signal,
        "status": None if article.pub_status == "usable" else article.pub_status,
        "held": article.hold and f"{article.hold.reason}: {article.hold.words}",
        "take": article.take.number
        and (f"{article.take.number} of {article.take.of}" if article.take.of else str(article.take.number)),
        "slug": article.header.slugline,
        "partial": "a summary only" if article.partial else None,
        "dateline": article.found.dateline and article.found.dateline.text,
        "repaired": ", ".join(article.cleaning.repairs),
        "length": f"{article.found.word_count} words, {article.found.reading_seconds} s to read",
    }
    for name, value in facts.items():
        if value:
            _line(console, name, printable(str(value)))
    console.print()


def _list(console: Console, name: str, values: Iterable[str], *, each_line: bool = False) -> None:
    shown = [printable(value) for value in values]
    if shown:
        separator = "\n             " if each_line else "; "
        _line(console, name, separator.join(shown))


def _line(console: Console, name: str, shown: str) -> None:
    # As Text: in a string rich would obey [red] and make a picture of :fire:, wherever they stand.
    console.print(Text.assemble("  ", (f"{name:<10}", "dim"), " ", shown))
