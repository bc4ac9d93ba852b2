"""`copydesk skip`."""

from __future__ import annotations

import asyncio
import getpass
import socket
import sys
from datetime import UTC, datetime

import click

from streams.brokers.client import find
from streams.cli.terminal import printable
from streams.history.dispositions import Place, as_text, parse_place
from streams.history.skip import SOON, find_unreadable, is_skipped, skip_batch
from streams.settings import settings


class _PlaceType(click.ParamType):
    name = "place"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        try:
            return parse_place(str(value).encode())
        except ValueError:
            self.fail(f"{value!r} is no TOPIC/PARTITION/OFFSET, such as articles.raw/3/1041", param, ctx)


@click.command()
@click.argument("place", type=_PlaceType(), metavar="TOPIC/PARTITION/OFFSET")
@click.option("--by", help="Who says so, for the letter; your name on this machine unless given.")
@click.option("--yes", is_flag=True, help="Does not ask.")
def skip(place: Place, by: str | None, yes: bool) -> int:
    """Lets the workers go past a batch of records that nobody can read: its records are given up.

    A worker that comes to such a batch waits there with that one partition, and names it in its log and on /healthz.
    Try first whether it can be read elsewhere: it may be whole on another replica, or need a newer version. Skipping
    writes a letter to articles.dead, with the place and your name; workers look for it and go on. None need be
    stopped or started.

    \b
    Examples:
      copydesk skip articles.raw/3/1041
      copydesk skip articles.raw/3/1041 --by "night desk" --yes
    """
    broker, app_id = find(settings()), settings().app_id
    batch = asyncio.run(find_unreadable(broker, place, app_id))
    click.echo(f"{printable(str(batch))} ({batch.size} bytes, sha256 {batch.sha256[:16]}…).")
    if asyncio.run(is_skipped(broker, batch)):
        click.echo(f"It is skipped already: workers that wait there go on within {SOON:g} s.")
        return 0
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("there is no terminal to ask on: say --yes")
        if not click.confirm("Give its records up?"):
            click.echo("Nothing was skipped.")
            return 1
    who = by or f"{getpass.getuser()}@{socket.gethostname()}"
    letter = asyncio.run(skip_batch(broker, batch, who, datetime.now(UTC)))
    click.echo(f"Noted as {as_text(letter)}. Workers that wait there go on within {SOON:g} s.")
    return 0
