"""`copydesk authority`."""

from __future__ import annotations

import click

from streams.cli.guess import Group
from streams.cli.terminal import printable
from streams.enrich.authority_file import KINDS, NONE, read_authority_file
from streams.settings import settings as current

_PLURAL = {"person": "people", "organisation": "organisations", "place": "places"}


@click.group(cls=Group)
def authority() -> None:
    """The authority file as COPYDESK_AUTHORITY names it: by it names in copy get their uris.

    \b
    Example:
      copydesk authority check people.jsonl
    """


@authority.command()
@click.argument("file", required=False)
def check(file: str | None) -> None:
    """Reads FILE as a worker would at its start, else the file that is in use. Exit code 2 if it is wrong.

    \b
    Example:
      copydesk authority check people.jsonl
    """
    setting = file if file is not None else current().authority
    known = read_authority_file(setting)
    if known is None:
        click.echo(f"COPYDESK_AUTHORITY is {NONE}: nothing is linked.")
        return
    counted = ", ".join(f"{known.counts[kind]:,} {_PLURAL[kind]}" for kind in KINDS)
    click.echo(
        printable(f"{known.where} is right: {known.entries:,} entries ({counted}), {known.names:,} names.")
    )
