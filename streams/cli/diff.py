"""`copydesk diff`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click
import orjson
from rich.console import Console
from rich.table import Table

from streams.brokers.client import find
from streams.cli.terminal import bar, printable, printable_json
from streams.history.replay.diff import Diff, Found, compare
from streams.settings import settings


@click.command()
@click.argument("prefix")
@click.option("--field", "fields", multiple=True, help="Only fields whose name has this in it; repeatable.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="So many examples of each field.",
)
@click.option(
    "--json", "as_object", is_flag=True, help="One JSON object, with all counts and these examples."
)
def diff(prefix: str, fields: tuple[str, ...], limit: int, as_object: bool) -> int:
    """What a replay would change for readers: by field, signal and decision, with examples of both values.

    It compares what the desk has told of the raw events of the range with what `copydesk replay` told of them. When
    stages worked on them is no difference. Exit code 0: nothing differs; 1: something does; 2: it cannot be told.

    \b
    Examples:
      copydesk diff before-upgrade
      copydesk diff before-upgrade --field headline --field body --limit 20
      copydesk diff before-upgrade --json
    """

    def wanted(name: str) -> bool:
        return not fields or any(each in name for each in fields)

    with bar("comparing") as progress:
        found = asyncio.run(compare(find(settings()), prefix, wanted, limit, progress))
    if as_object:
        click.echo(printable_json(orjson.dumps(_object(found))))
    else:
        _show(found, Console(highlight=False, soft_wrap=True))
    return 1 if found.different else 0


def _object(found: Diff) -> dict[str, object]:
    return {
        "from": found.note.since,
        "to": found.note.until,
        "version": found.note.version,
        "same": found.same,
        "different": found.different,
        "not_ended": found.open,
        "before_the_range": found.before,
        "fields": {name: found.fields[name] for name in found.names()},
        "ways": [
            {"field": name, "desk": desk, "replay": replay, "count": count}
            for (name, desk, replay), count in found.ways.most_common()
        ],
        "examples": [_example(each) for each in _all(found)],
    }


def _all(found: Diff) -> list[Found]:
    return [each for name in found.names() for each in found.examples[name]]


def _example(each: Found) -> dict[str, object]:
    return {**asdict(each.difference), "raw": each.raw, "part": each.part, "uri": each.uri} | {
        "headline": each.headline,
        "before_the_range": each.before,
    }


def _show(found: Diff, console: Console) -> None:
    total = found.same + found.different
    one = found.different == 1
    differ = f"{found.different} differ{'s' if one else ''}" if found.different else "nothing differs"
    articles = "article" if total == 1 else "articles"
    console.print(f"{total} {articles}: {found.same} the same, {differ}.", style="bold")
    if found.open:
        console.print(f"{found.open} had no end at the desk when the replay began, and are left out.")
    if found.before:
        console.print(
            f"{found.before} of them may differ only because the replay has not read what came before: "
            "a longer --warm tells."
        )
    if found.foreign:
        console.print(f"{found.foreign} records are none of copydesk's, and left out.")
    if not found.fields:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    for name in found.names():
        table.add_row(str(found.fields[name]), name, _ways(found, name))
    console.print(table)
    for each in _all(found):
        _one(each, console)


def _ways(found: Diff, name: str) -> str:
    ways = ((count, desk, replay) for (of, desk, replay), count in found.ways.most_common() if of == name)
    return ", ".join(f"{desk or '-'} → {replay or '-'} {count}" for count, desk, replay in ways)


def _one(each: Found, console: Console) -> None:
    part = f"#{each.part}" if each.part else ""
    console.print()
    before = "  (may stem from before the range)" if each.before else ""
    console.print(printable(f"{each.difference.field}  {each.raw}{part}  {each.uri}{before}"), style="bold")
    if each.headline:
        console.print(printable(f"    {each.headline}"), style="dim", markup=False)
    for mark, value in (("-", each.difference.desk), ("+", each.difference.replay)):
        if value is not None:
            console.print(printable(f"  {mark} {value}"), markup=False)
