"""`copydesk top`."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import click

from streams.brokers.client import Broker, client_options, find
from streams.extras import need
from streams.settings import Settings, settings

#: How long what reads the topics gets to end when the screen is gone, in seconds.
_END = 1.0


@click.command()
def top() -> int:
    """The desk in a terminal: the wire, what waits, the sources, what is held, and the dead letters.

    It reads the topics, so it needs a broker and no worker, on any machine. Enter opens an article, x kills it after
    naming every copy that would fall, r releases, d redrives; each order stands on desk.notices with your login.

    \b
    Examples:
      copydesk top
      COPYDESK_BROKER=kafka-1:9092 copydesk top
    """
    known = settings()
    client_options(known)  # what is wrong with them is said before the screen is taken
    if not is_terminal():
        raise click.UsageError("`copydesk top` needs a terminal: `copydesk tail enriched` prints lines")
    need("top", "`copydesk top`")
    # A line of a log would be written over the screen.
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    code, left = asyncio.run(_run(known))
    for what in left:
        click.echo(
            f"copydesk: left before it was answered: {what}; `copydesk trace` says what came of it", err=True
        )
    return code


def is_terminal() -> bool:
    """Whether there is a screen, and somebody before it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


async def _run(known: Settings) -> tuple[int, list[str]]:
    """The exit code, and the orders that nobody has answered."""
    from streams.cli.held import who
    from streams.cli.top.actions import Actions
    from streams.cli.top.app import Top
    from streams.cli.top.topics import Topics
    from streams.connect.subscriptions import read_subscriptions

    def broker() -> Broker:
        return find(known)

    def subscriptions() -> list[str]:
        configured = known.subscriptions.strip()
        return [each.name for each in read_subscriptions(configured)] if configured else []

    topics = Topics(broker, known.app_id, subscriptions=subscriptions)
    app = Top(topics, Actions(broker, who()))
    for ended in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ended, app.exit, 128 + ended)
    reading = asyncio.create_task(topics.run())
    try:
        # Without the mouse the terminal's own way to mark and copy a uri works.
        code = await app.run_async(mouse=False)
    finally:
        reading.cancel()
        await asyncio.wait([reading], timeout=_END)
    return code or 0, app.left
