"""`copydesk settings`."""

from __future__ import annotations

import click
import orjson
from rich.console import Console
from rich.text import Text

from streams.cli.terminal import printable
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
    console = Console(highlight=False, soft_wrap=True)
    for name, value in values.items():
        said = "-" if value in ("", None) else printable(str(value))
        console.print(Text(f"COPYDESK_{name.upper()}", style="bold").append(f"  {said}", style="not bold"))
        console.print(Text(f"  {Settings.model_fields[name].description or ''}", style="dim"))
