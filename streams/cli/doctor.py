"""`copydesk doctor`."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.cli.examined import of_the_desk, of_this_machine
from streams.cli.finding import Finding, State
from streams.cli.terminal import printable, printable_json
from streams.errors import SettingsError
from streams.settings import settings

_STYLES = {State.WELL: "green", State.NOTE: "yellow", State.WRONG: "bold red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(as_json: bool) -> None:
    """What is wrong with this set-up, and what to do: settings, disk, codecs, versions, broker, topics,
    workers, clocks, sources.

    It changes nothing. Exit code 1 if something is wrong; what is well to know and no fault is a note.

    \b
    Examples:
      copydesk doctor
      COPYDESK_BROKER=kafka:9092 copydesk doctor --json
    """
    wrong = False
    console = Console(highlight=False, soft_wrap=True)

    def show(finding: Finding) -> None:
        nonlocal wrong
        wrong = wrong or finding.state is State.WRONG
        if as_json:
            click.echo(printable_json(orjson.dumps(asdict(finding))))
            return
        line = Text(f"{finding.state:<5}  ", style=_STYLES[finding.state])
        console.print(line.append(f"{finding.what:<9}  {printable(finding.said)}", style="default"))

    async def look() -> None:
        for finding in of_this_machine(known):
            show(finding)
        async for finding in of_the_desk(known):
            show(finding)

    try:
        known = settings()
    except SettingsError as error:
        show(Finding("settings", State.WRONG, str(error)))
    else:
        asyncio.run(look())
    sys.exit(1 if wrong else 0)
