"""`copydesk migrate`."""

from __future__ import annotations

import asyncio

import click

from streams.brokers.client import find
from streams.cli.terminal import bar
from streams.history.migrate import migrate as carry_over
from streams.history.migrate import old_topics
from streams.settings import settings


@click.command()
def migrate() -> None:
    """Carries the memory of a desk that an older version ran over to this one. Stop all of its workers before.

    \b
    Example:
      copydesk migrate
    """
    known = settings()
    with bar("reading") as progress:
        done = asyncio.run(
            carry_over(find(known), known.app_id, known.partitions, known.replication, progress)
        )
    if done is None:
        click.echo("There is nothing to migrate: this desk has the one ledger already, or nothing yet.")
        return
    click.echo(f"{done.stories} stories and {done.texts} texts are in the ledger now.")
    if done.without_text:
        click.echo(
            f"Of {done.without_text} killed stories the text is gone: copies of it that come from now on are not "
            "recognised."
        )
    if done.unreadable:
        click.echo(f"{done.unreadable} records could not be read, and were left where they are.")
    stories, prints = old_topics(known.app_id)
    click.echo(f"When the desk runs well, {stories} and {prints} can be deleted.")
