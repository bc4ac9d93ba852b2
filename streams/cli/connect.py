"""`copydesk connect`."""

from __future__ import annotations

import asyncio
import logging

import click

from streams.brokers.client import find
from streams.brokers.topics import prepare
from streams.cli.folders import check_data
from streams.cli.terminal import log_as, printable
from streams.settings import names_file, settings
from streams.topology import all_topics


@click.command()
@click.option(
    "--only", metavar="SOURCE", multiple=True, help="Only the connections of this source; may be repeated."
)
def connect(only: tuple[str, ...]) -> None:
    """Brings in copy by itself: runs the connections that the file of COPYDESK_SOURCES lists, until Ctrl-C.

    A source has one by a table of its own: [source.folder], [source.feed] and so on, see docs/connect.md. One that
    fails is tried again, and holds up no other. Beside a worker or apart from it; one process for each COPYDESK_DATA.

    \b
    Example:
      COPYDESK_SOURCES=sources.toml copydesk connect
    """
    known = settings()
    log_as(known)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    if not names_file(known.sources):
        raise click.UsageError(
            "COPYDESK_SOURCES names no TOML file: it lists what to connect, see docs/connect.md"
        )
    # They load what reads articles, which the other commands do without.
    from streams.connect.connections import connections_of, counted
    from streams.connect_worker import run_connect
    from streams.sources.table import read_sources

    table = read_sources(known.sources)
    if stray := next((name for name in only if name not in table.connections), None):
        raise click.UsageError(f"{table.where} has no source {stray!r} with a connection")
    connections = [each for each in connections_of(table, known) if not only or each.source in only]
    if not connections:
        raise click.UsageError(
            f"{table.where} lists no connection, such as [source.folder]: see docs/connect.md"
        )
    check_data(known.data)
    broker = find(known)
    asyncio.run(prepare(broker, all_topics(known.app_id), known.partitions, known.replication))

    def ready(at: str) -> None:
        said = f"Connected: {counted(connections)}; broker {broker}, metrics at {at}/metrics. Ctrl-C ends it."
        click.echo(printable(said))

    asyncio.run(run_connect(known, broker, connections, table.labels, ready))
