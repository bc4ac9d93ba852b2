"""`copydesk redrive`."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import datetime

import click
from rich.console import Console

from streams.brokers.client import Broker, find
from streams.cli.dead import show_groups
from streams.cli.held import who
from streams.cli.terminal import TIME, bar
from streams.history.dead_letters import Choice, grouped, read_dead_letters
from streams.history.orders import Orders
from streams.history.redrive import MOST_ATTEMPTS, SENT_BEFORE, TOO_OFTEN, Plan, make_plan
from streams.kinds import Reason, Stage
from streams.settings import settings

#: What to do about those that stay, where something can be done.
_REMEDIES = {SENT_BEFORE: "--again sends them all the same", TOO_OFTEN: "--max-attempts sends them, too"}


@click.command()
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice([str(each) for each in Reason]),
    help="Only such; repeatable.",
)
@click.option(
    "--stage",
    "stages",
    multiple=True,
    type=click.Choice([str(each) for each in Stage]),
    help="Only those that died there.",
)
@click.option("--source", "sources", multiple=True, help="Only those of this source; repeatable.")
@click.option("--since", type=TIME, help="Only those that died at this time or later (ISO; UTC).")
@click.option("--until", type=TIME, help="Only those that died before this time.")
@click.option("--limit", type=click.IntRange(min=1), help="So many at most, the first in their order.")
@click.option(
    "--max-attempts",
    type=click.IntRange(min=1),
    default=MOST_ATTEMPTS,
    show_default=True,
    help="Those that have died so often stay.",
)
@click.option("--again", is_flag=True, help="Also those that were redriven before.")
@click.option("--dry-run", is_flag=True, help="Says what would be sent, and sends nothing.")
@click.option("--yes", is_flag=True, help="Does not ask.")
def redrive(
    reasons: tuple[str, ...],
    stages: tuple[str, ...],
    sources: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
    max_attempts: int,
    again: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Puts dead letters back to where they died: their original bytes, in their order, each once.

    Who does so stands on desk.notices, with each letter.

    An article that died in clean as one of several in its document, such as a feed or a digest, has no bytes of its
    own: the whole document goes back, once for all its dead articles, and those that did not die come again: they
    end as repeat or stale.

    \b
    Examples:
      copydesk redrive --dry-run
      copydesk redrive --reason deadline --since 2026-11-21T06:00:00Z
      copydesk redrive --source tidewater --stage clean --limit 10 --yes
    """
    if not yes and not dry_run and not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on: say --yes, or --dry-run to see what would go")
    choice = Choice(frozenset(reasons), frozenset(stages), frozenset(sources), since, until)
    broker = find(settings())
    with bar("looking") as progress:

        async def plan() -> Plan:
            letters = await read_dead_letters(broker, progress)
            return await make_plan(
                broker,
                letters,
                choice,
                max_attempts=max_attempts,
                limit=limit,
                again=again,
                progress=progress,
            )

        planned = asyncio.run(plan())
    _show(planned, Console(highlight=False))
    if dry_run or not planned.letters:
        return 0
    if not yes and not click.confirm(f"Send {len(planned.letters)} back?"):
        click.echo("Nothing was sent.")
        return 1
    return _send(broker, planned)


def _show(planned: Plan, console: Console) -> None:
    if planned.letters:
        show_groups(console, grouped(planned.letters))
        topics = Counter(letter.origin[0] for letter in planned.letters)
        console.print("To go back: " + ", ".join(f"{count} to {topic}" for topic, count in topics.items()))
    else:
        console.print("There is nothing to redrive.")
    for why, count in planned.left_out.items():
        console.print(f"{count} stay, {why}" + (f": {_REMEDIES[why]}" if why in _REMEDIES else ""))
    if planned.unsure:
        console.print(
            f"Of {planned.unsure} it cannot be told whether they were redriven before: "
            "their topic does not reach back that far"
        )


def _send(broker: Broker, planned: Plan) -> int:
    total = len(planned.letters)
    with bar("sending") as progress:
        count = len(asyncio.run(Orders(broker, who()).redrive(planned.letters, progress)))
    gone = f"; {total - count} are gone meanwhile" if count < total else ""
    click.echo(f"{count} sent back{gone}.")
    return 0
