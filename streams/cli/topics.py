"""`copydesk topics`."""

from __future__ import annotations

import asyncio
import sys

import click
from rich.console import Console
from rich.table import Table

from streams.brokers.client import find
from streams.brokers.topics import ensure_topics
from streams.settings import settings
from streams.topology import all_topics


@click.command()
@click.option("--check", is_flag=True, help="Creates nothing; exit code 1 if anything is missing or differs.")
def topics(check: bool) -> None:
    """Creates the topics that are missing, and says where the broker differs from the topology.

    \b
    Example:
      copydesk topics --check
    """
    known = settings()
    states = asyncio.run(
        ensure_topics(
            find(known),
            all_topics(known.app_id),
            known.partitions,
            known.replication,
            create=not check,
        )
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("topic", "partitions", "keyed by", "state"):
        table.add_column(heading, overflow="fold")
    for each in states:
        state = "; ".join((each.state, *each.differences))
        table.add_row(each.topic.name, str(each.partitions), each.topic.key, state)
    Console(highlight=False).print(table)
    if check and any(each.state != "there" for each in states):
        sys.exit(1)
