"""An enriched article on a terminal, for `copydesk inspect`."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from streams.article import Article
from streams.cli.headline import printable


def show(console: Console, name: str, article: Article, why: str) -> None:
    """Prints what was made of a document: what it says of itself, its text, what was found and what removed."""
    console.rule(Text(printable(name)))
    console.print(Text(printable(article.headline or "(no headline)"), style="bold"))
    _facts(console, article, why)
    for paragraph in article.paragraphs:
        console.print(
            Padding(Text("\n".join(printable(line) for line in paragraph.split("\n"))), (0, 0, 1, 2))
        )
    places = (f"{place.name} ({place.country})" + (" *" if place.located else "") for place in article.places)
    _list(console, "places", places)
    people = (f"{person.name}, {person.title}" if person.title else person.name for person in article.people)
    _list(console, "people", people)
    _list(console, "organisations", (each.name for each in article.organisations))
    _list(console, "keywords", (f"{each.term} {each.score:.2f}" for each in article.keywords))
    _list(
        console, "quotes", (f"{each.speaker or '?'}: {each.text}" for each in article.quotes), each_line=True
    )
    _list(console, "summary", article.summary, each_line=True)
    _list(console, "removed", (f"{each.rule}: {each.text}" for each in article.removed), each_line=True)


def _facts(console: Console, article: Article, why: str) -> None:
    facts = {
        "uri": article.uri,
        "format": f"{article.format}, by its {why}" if why else str(article.format),
        "source": article.source,
        "language": article.language,
        "by": article.byline,
        "version": article.version,
        "created": article.version_created and article.version_created.isoformat(),
        "signal": article.signal,
        "status": None if article.pub_status == "usable" else article.pub_status,
        "held": article.hold and f"{article.hold.reason}: {article.hold.words}",
        "take": article.take
        and (f"{article.take} of {article.takes}" if article.takes else str(article.take)),
        "slug": article.slugline,
        "partial": "a summary only" if article.partial else None,
        "dateline": article.dateline and article.dateline.text,
        "repaired": ", ".join(article.repairs),
        "length": f"{article.word_count} words, {article.reading_seconds} s to read",
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
