"""`copydesk webhooks`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from streams.brokers.client import Broker, find
from streams.brokers.topics import prepare
from streams.cli.folders import check_data
from streams.cli.terminal import log_as, printable
from streams.settings import Settings, settings
from streams.topology import all_topics

if TYPE_CHECKING:
    from streams.connect.subscriptions import Subscription


@click.command()
@click.option(
    "--on",
    "turn_on",
    metavar="NAME",
    multiple=True,
    help="Turns a subscription on again whose subscriber answered 410 Gone, and goes on as without it: end the one "
    "that runs in this COPYDESK_DATA before. May be repeated.",
)
@click.option(
    "--status",
    is_flag=True,
    help="Only says how far each has come, and which is off in this COPYDESK_DATA; and ends.",
)
@click.option("--check", is_flag=True, help="Only reads the file, and says what stands in it.")
def webhooks(turn_on: tuple[str, ...], status: bool, check: bool) -> None:
    """Tells subscribers of articles, stories and notices by webhook, until Ctrl-C.

    The file of COPYDESK_SUBSCRIPTIONS lists them, see docs/webhooks.md. Each has a consumer group of its own; one that
    is slow or down holds up no other. Several processes may run the same file; one for each COPYDESK_DATA.

    \b
    Examples:
      COPYDESK_SUBSCRIPTIONS=subscriptions.toml copydesk webhooks
      copydesk webhooks --status
    """
    known = settings()
    if not known.subscriptions.strip():
        raise click.UsageError(
            "COPYDESK_SUBSCRIPTIONS names no TOML file: it lists who is told of what, see docs/webhooks.md"
        )
    from streams.connect.subscriptions import read_subscriptions

    subscriptions = read_subscriptions(known.subscriptions)
    names = [each.name for each in subscriptions]
    if stray := next((name for name in turn_on if name not in names), None):
        raise click.UsageError(f"there is no subscription {stray!r}: there are {', '.join(names)}")
    if check:
        for each in subscriptions:
            topics = ", ".join(topic.name for topic in each.topics)
            click.echo(printable(f"{each.name}: {topics} to {each.url}"))
        return
    if status:
        asyncio.run(_status(find(known), known, subscriptions))
        return
    from streams.webhook_worker import run_webhooks

    log_as(known)
    check_data(known.data)
    broker = find(known)
    asyncio.run(prepare(broker, all_topics(known.app_id), known.partitions, known.replication))

    def ready(at: str) -> None:
        many = f"{len(subscriptions)} subscription{'s' * (len(subscriptions) != 1)}"
        said = f"Webhooks: {many}; broker {broker}, metrics at {at}/metrics. Ctrl-C ends it."
        click.echo(printable(said))

    asyncio.run(run_webhooks(known, broker, subscriptions, turn_on, ready))


async def _status(broker: Broker | str, known: Settings, subscriptions: Sequence[Subscription]) -> None:
    """A line for each subscription: who is down or off falls behind."""
    from streams.connect.group import behind, group_of

    for each in subscriptions:
        found = await behind(broker, group_of(known.app_id, each), each)
        off = _off(known, each)
        if found is None:
            click.echo(printable(f"{each.name}: {off}has not begun"))
            continue
        topics = ", ".join(f"{many} of {name}" for name, many in found.items() if many)
        click.echo(
            printable(f"{each.name}: {off}{f'behind by {topics}' if topics else 'has come to the end'}")
        )


def _off(known: Settings, each: Subscription) -> str:
    """That it is off, and how it is on again; empty where it is not."""
    from streams.connect.state import read_mark
    from streams.connect.webhook import KIND, OFF

    if read_mark(known.data / "webhooks", each.name, KIND, OFF) != each.url:
        return ""
    return f"is off, for its subscriber answered 410 Gone (`copydesk webhooks --on {each.name}`); "
