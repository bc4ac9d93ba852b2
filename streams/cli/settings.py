"""`copydesk settings`."""

from __future__ import annotations

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from streams.settings import Settings
from streams.settings import settings as current


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, names to values.")
def settings(as_json: bool) -> None:
    """Every setting: its variable, its value now, and what it means.

    \b
    Example:
      COPYDESK_PROCESSES=4 copydesk settings
    """
    values = current().model_dump(mode="json")
    if as_json:
        click.echo(orjson.dumps({f"COPYDESK_{name.upper()}": value for name, value in values.items()}))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("variable", no_wrap=True)
    for heading in ("value", "meaning"):
        table.add_column(heading, overflow="fold")
    for name, value in values.items():
        description = Settings.model_fields[name].description or ""
        table.add_row(
            f"COPYDESK_{name.upper()}", Text("-" if value in ("", None) else str(value)), description
        )
    Console(highlight=False).print(table)
