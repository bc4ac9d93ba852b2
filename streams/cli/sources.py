"""`copydesk sources`: what is configured of them, and how they are."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Any

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.brokers.client import find
from streams.cli.guess import Group
from streams.cli.terminal import bar, printable, printable_json
from streams.connect.connection import Connection
from streams.connect.connections import connections_of
from streams.connect.folder import missing_folders
from streams.events.source_connection import SourceConnection
from streams.extensions.packs import SOURCES, beside
from streams.history.sources import Heard, read_sources_health
from streams.settings import names_file
from streams.settings import settings as current
from streams.source_config import SourceConfig
from streams.sources.table import SourceTable, read_sources
from streams.stories.owned import authority_of


@click.group(cls=Group)
def sources() -> None:
    """The sources: as COPYDESK_SOURCES configures them, whether that file is right, and how each is now.

    \b
    Examples:
      copydesk sources check sources.toml
      COPYDESK_SOURCES=sources.toml copydesk sources list
      copydesk sources health
    """


@sources.command()
@click.argument("file", required=False)
def check(file: str | None) -> None:
    """Reads FILE as a worker would at its start, else the file that COPYDESK_SOURCES names. Exit code 2 if it is wrong,
    1 if it is right and a folder that it names is not here.

    \b
    Example:
      copydesk sources check sources.toml
    """
    table, connections = _read(file)
    many, clocks = len(table.configs), sum(1 for each in table.configs.values() if each.zone)
    click.echo(
        printable(
            f"{table.where} is right: {many} source{'' if many == 1 else 's'}, {clocks} of them with a clock, "
            f"{len(table.labels)} with figures of their own in the metrics."
        )
    )
    if missing := list(missing_folders(connections)):
        for said in missing:
            click.echo(printable(f"copydesk: {said}"), err=True)
        sys.exit(1)


@sources.command("list")
@click.argument("file", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with the names of the file.")
def list_(file: str | None, as_json: bool) -> None:
    """What is configured of each source, in FILE or in the file that COPYDESK_SOURCES names.

    \b
    Example:
      copydesk sources list sources.toml --json
    """
    table, _ = _read(file)
    if as_json:
        for config in table.configs.values():
            click.echo(orjson.dumps(_facts(config, table)))
        return
    console = Console(highlight=False, soft_wrap=True)
    for config in table.configs.values():
        console.print(Text(printable(config.name), style="bold"))
        console.print(Text(f"  {printable(_in_words(_facts(config, table)))}"))


@sources.command()
@click.option(
    "--failing", is_flag=True, help="Only what is not well: silent, not as usual, or not to be reached."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def health(failing: bool, as_json: bool) -> None:
    """How each source is: whether it is heard as usual, its copy is as usual, and its connection goes on.

    \b
    Examples:
      copydesk sources health
      copydesk sources health --failing
    """
    with bar("reading") as progress:
        found = asyncio.run(read_sources_health(find(current()), progress))
    shown = [each for each in found if not failing or not _is_well(each)]
    if as_json:
        for each in shown:
            click.echo(printable_json(orjson.dumps(asdict(each), option=orjson.OPT_UTC_Z)))
        return
    console = Console(highlight=False, soft_wrap=True)
    for each in shown:
        style = "" if _is_well(each) else "red"
        console.print(Text(printable(_line(each)), style=style))
    if not shown:
        click.echo("Every source is well." if found else "Nothing is known of any source yet.")


def _is_well(told: Heard | SourceConnection) -> bool:
    return not (told.silent or told.drifted) if isinstance(told, Heard) else not told.why


def _line(told: Heard | SourceConnection) -> str:
    if isinstance(told, SourceConnection):
        state = f"fails since {told.since:%Y-%m-%d %H:%M} UTC: {told.why}" if told.why else "goes on"
        return f"{told.source}, by {told.kind}: {state}"
    said = ["silent"] if told.silent else []
    said += [f"not as usual: {', '.join(told.drifted)}"] if told.drifted else []
    heard = f"{told.articles} articles" + (f", the last {told.last:%Y-%m-%d %H:%M} UTC" if told.last else "")
    return f"{told.source}, in {told.language}: {'; '.join(said) or 'as usual'} ({heard})"


def _in_words(facts: dict[str, Any]) -> str:
    """ "zone Europe/London, dates dmy, 2 owned"."""
    plain = {key: value for key, value in facts.items() if isinstance(value, str) and key != "name"}
    said = [f"{key} {value}" for key, value in plain.items() if (key, value) != ("identity", "document")]
    said += [f"rights: {', '.join(facts['rights'])}"] if "rights" in facts else []
    said += [f"{len(facts['owns'])} owned"] if "owns" in facts else []
    said += [f"by {', '.join(facts['connections'])}"] if "connections" in facts else []
    said += [] if facts["metrics"] else ["no figures of its own"]
    return ", ".join(said) or "-"


def _read(file: str | None) -> tuple[SourceTable, list[Connection]]:
    """The table and the connections in it, all checked. Raises SettingsError, and UsageError where there is no file."""
    known = current()
    text = file or known.sources
    if not names_file(text) and (file or not beside(SOURCES)):
        if file:
            raise click.UsageError(f"{file} is no TOML file: its name must end in .toml")
        raise click.UsageError("COPYDESK_SOURCES names no TOML file: name one, or set COPYDESK_SOURCES to it")
    table = read_sources(text)
    authority_of(known.owns, table)
    return table, connections_of(table, known)


def _facts(config: SourceConfig, table: SourceTable) -> dict[str, Any]:
    """What is configured, by the keys of the file; what is not is left out."""
    rights = {"holder": config.holder, "notice": config.notice, "terms": config.terms}
    facts: dict[str, Any] = {
        "name": config.name,
        "zone": config.zone,
        "country": config.country,
        "language": config.language,
        "dates": config.dates,
        "format": config.format,
        "identity": config.identity,
        "profile": config.profile,
        "rights": {key: value for key, value in rights.items() if value},
        "owns": table.owns.get(config.name, ()),
        "connections": list(table.connections.get(config.name, ())),
    }
    return {key: value for key, value in facts.items() if value} | {"metrics": config.name in table.labels}
