"""`copydesk trace`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.brokers.client import find
from streams.cli.terminal import TIME, bar, printable, printable_json
from streams.errors import CopydeskError
from streams.history.path import Path, Step
from streams.history.search import Candidate
from streams.history.trace import Answer, trace_story
from streams.settings import settings

#: So many stories are listed.
LISTED = 20
#: Of so many repeats all steps are shown; of more, only those of the first and of the last.
_REPEATS = 2
_MOMENT = "%Y-%m-%d %H:%M:%S"
_STYLES = {
    "published": "green",
    "canceled": "bold red",
    "killed": "red",
    "dead": "red",
    "withdrawn": "yellow",
    "withheld": "yellow",
    "duplicate": "cyan",
    "stale": "cyan",
    "repeat": "dim",
}


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


def show_path(console: Console, path: Path, others: Sequence[Candidate] = ()) -> None:
    """Prints the name of a story, its timeline, its versions, and last what readers have and why."""
    _line(console, path.headline or "a story without a headline", "bold")
    if path.uri:
        _line(console, path.uri, "dim")
    _show_steps(console, path)
    if len(path.versions) > 1:
        console.print()
        _show_versions(console, path)
    console.print()
    if path.repeats:
        times = "once" if path.repeats == 1 else f"{path.repeats} times"
        _line(console, f"Sent again without anything new: {times}")
    if path.parts > 1:
        _line(console, f"Its document holds {path.parts} articles: this one and {path.parts - 1} more")
    if path.original and path.original.readers.words not in path.readers.words:
        _line(console, f"Of {path.original.uri}, which it copies, {path.original.readers.words}.")
    for missing in path.missing:
        _line(console, f"Missing: {missing}", "yellow")
    if others:
        uris = ", ".join(each.uri or "-" for each in others[:5])
        _line(console, f"Also found under this name: {uris}", "dim")
    _line(console, _sentence(path.readers.words), "bold")


def show_list(console: Console, found: Sequence[Candidate]) -> None:
    """Prints the stories that fit what was asked."""
    for each in found[:LISTED]:
        head = Text(f"{each.time:{_MOMENT}}  {printable(each.source or '-')}  ")
        console.print(
            head.append(printable(each.ends or "-"), style=_STYLES.get(each.ends or "", "")), soft_wrap=True
        )
        _line(console, f"  {each.headline or '-'}", "bold")
        _line(console, f"  {_name(each)}")
        console.print()
    shown = (
        f"the newest {LISTED} of them are shown" if len(found) > LISTED else "name one by its uri or place"
    )
    console.print(f"{len(found)} stories fit: {shown}.", soft_wrap=True)


def as_object(asked: str, answer: Answer) -> dict[str, Any]:
    """The path of a story as plain JSON values."""
    path = answer.path
    assert path is not None
    return {"asked": asked} | asdict(path) | {"others": [each.uri for each in answer.others]}


def as_list(asked: str, found: Sequence[Candidate]) -> dict[str, Any]:
    """The stories that fit what was asked, as plain JSON values."""
    listed = [
        {
            "uri": each.uri,
            "place": None if each.uri else _name(each),
            "time": each.time,
            "source": each.source,
            "headline": each.headline,
            "ended": each.ends,
        }
        for each in found[:LISTED]
    ]
    return {"asked": asked, "count": len(found), "found": listed}


def _show_steps(console: Console, path: Path) -> None:
    """A line a step, which the terminal may wrap: a uri in it can be copied whole."""
    places = max((len(printable(step.place)) for step in path.steps), default=0)
    for step in _shown(path):
        if isinstance(step, str):
            _line(console, step, "dim")
            continue
        time = f"{step.time:%Y-%m-%d %H:%M:%S}.{step.time.microsecond // 1000:03}"
        line = Text(f"{time}  {printable(step.stage):<8} ")
        line.append(f"{printable(step.place):<{places}}  ", style="dim")
        console.print(line.append(printable(step.words), style=_STYLES.get(step.kind, "")), soft_wrap=True)


def _shown(path: Path) -> Iterator[Step | str]:
    """The steps; many repeats in a row are not worth a line each."""
    raws = list(dict.fromkeys(step.raw for step in path.steps if step.repeat and step.kind == "repeat"))
    if len(raws) <= _REPEATS:
        yield from path.steps
        return
    left_out = {raw.partition("#")[0] for raw in raws[1:-1]}
    told = False
    for step in path.steps:
        if step.repeat and step.raw.partition("#")[0] in left_out:
            if not told:
                yield f"… {len(raws) - 2} more repeats, which brought nothing new"
            told = True
        else:
            yield step


def _show_versions(console: Console, path: Path) -> None:
    for each in path.versions:
        line = Text(f"{each.came:{_MOMENT}}  version {printable(each.name)}, {printable(each.raw)}: ")
        console.print(line.append(printable(each.words), style=_STYLES.get(each.kind, "")), soft_wrap=True)


def _name(found: Candidate) -> str:
    return found.uri or min(found.raws, default="-")


def _sentence(words: str) -> str:
    end = "" if words.endswith((".", '."')) else "."
    return words[:1].upper() + words[1:] + end


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(printable(text), style=style), soft_wrap=True)
