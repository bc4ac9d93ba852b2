"""`copydesk topics`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table

from streams.brokers.client import Broker, find
from streams.brokers.mend import mend_topics
from streams.brokers.topics import TopicState, advice_on, ensure_topics
from streams.settings import Settings, settings
from streams.topology import all_topics


@click.command()
@click.option("--check", is_flag=True, help="Creates nothing; exit code 1 if anything is missing or differs.")
@click.option(
    "--apply", "mend", is_flag=True, help="Mends what can be mended: settings, and too few partitions."
)
@click.option(
    *("--grow", "grow"),
    multiple=True,
    metavar="TOPIC",
    help="With --apply: more partitions also for this topic, though later events of a uri may change their place.",
)
def topics(check: bool, mend: bool, grow: tuple[str, ...]) -> None:
    """Creates the topics that are missing, and says where the broker differs from the topology.

    With --apply, articles.raw, articles.backfill, articles.unique and articles.dead get as many partitions as
    COPYDESK_PARTITIONS says, if they have fewer; workers read them within a minute. What waits of a story at that
    moment on articles.unique may overtake what comes after it: do it while little waits. articles.clean, the ledger
    and what is compacted never get more.

    \b
    Examples:
      copydesk topics --check
      COPYDESK_PARTITIONS=12 copydesk topics --apply
    """
    if check and mend:
        raise click.UsageError("--check changes nothing, and --apply does: say one of them")
    if grow and not mend:
        raise click.UsageError("--grow goes with --apply")
    known = settings()
    broker = find(known)
    console = Console(highlight=False, soft_wrap=True)
    states = _look(broker, known, create=not check)
    if mend:
        for line in asyncio.run(mend_topics(broker, states, grow)):
            console.print(line)
        states = _look(broker, known, create=False)
    console.print(_table(states))
    for line in _said(states):
        console.print(line)
    if (check or mend) and any(each.state != "there" for each in states):
        sys.exit(1)


def _look(broker: Broker, known: Settings, *, create: bool) -> list[TopicState]:
    wanted = all_topics(known.app_id)
    return asyncio.run(ensure_topics(broker, wanted, known.partitions, known.replication, create=create))


def _table(states: Iterable[TopicState]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("topic", "partitions", "state", "keyed by"):
        table.add_column(heading, no_wrap=heading != "keyed by")
    for each in states:
        table.add_row(each.topic.name, str(each.partitions), each.state, each.topic.key)
    return table


def _said(states: Iterable[TopicState]) -> list[str]:
    """In what each topic differs, and what to do about it; and what is well to know."""
    lines = []
    for each in states:
        if each.differences:
            lines.append(f"{each.topic.name}: {'; '.join((*each.differences, advice_on(each)))}")
        lines += [f"{each.topic.name}: {note}" for note in each.notes]
    return lines
