"""`copydesk replay`."""

from __future__ import annotations

import asyncio
import gc
import os
import re
from datetime import UTC, datetime, timedelta

import click

from streams.brokers.client import find
from streams.cli.configured import check_authority, check_extensions, check_sources
from streams.cli.terminal import TIME, bar
from streams.history.replay.topics import Note, check_prefix, drop
from streams.settings import Settings, settings

_AGO = re.compile(r"-?(\d+(?:\.\d+)?)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
#: As for `nice`: the desk that runs beside it comes first.
_NICENESS = 10


class _When(click.ParamType):
    """A time as ISO 8601, or so long ago (-2h, -90m, -3d), or the place of a record (articles.raw/3/1200)."""

    name = "when"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | str:
        """The aware datetime that `value` names; a place as it is."""
        if isinstance(value, str) and value.count("/") == 2:
            return value
        if isinstance(value, str) and (ago := _AGO.fullmatch(value)):
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: float(ago[1])})
        return TIME.convert(value, param, ctx)


class _Long(click.ParamType):
    """A length of time: 72h, 30m."""

    name = "long"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The timedelta that `value` names."""
        if isinstance(value, timedelta):
            return value
        if value == "0":
            return timedelta(0)
        if (found := _AGO.fullmatch(value)) is None:
            self.fail(f"{value!r} is no length of time such as 72h or 30m", param, ctx)
        return timedelta(**{_UNITS[found[2]]: float(found[1])})


@click.command()
@click.option("--from", "since", type=_When(), metavar="WHEN", help="From this time of the broker on.")
@click.option("--to", "until", type=_When(), metavar="WHEN", help="Up to this time; else up to now.")
@click.option(
    "--into", "prefix", metavar="PREFIX", help="Before the names of its topics; else one is made up."
)
@click.option(
    "--warm",
    type=_Long(),
    metavar="LONG",
    help="So much before it is remembered; else as long as the desk remembers (COPYDESK_DEDUPE_HOURS).",
)
@click.option("--drop", "dropped", metavar="PREFIX", help="Deletes what a replay has made.")
def replay(
    since: datetime | str | None,
    until: datetime | str | None,
    prefix: str | None,
    warm: timedelta | None,
    dropped: str | None,
) -> None:
    """Runs the raw events of a stretch once more with this version, to topics beside the desk's own.

    Then `copydesk diff PREFIX` says what would change for readers. The desk may run on: no topic, group, ledger or
    folder of it is touched. WHEN is a time in ISO 8601 (UTC), so long ago (-2h, -90m, -3d), or the time of a record, by
    its topic/partition/offset. Ctrl-C ends it; what there is then can be dropped only.

    \b
    Examples:
      copydesk replay --from -2h
      copydesk replay --from 2026-11-21T06:00:00Z --to 2026-11-21T12:00:00Z --into before-upgrade
      copydesk replay --drop before-upgrade
    """
    known = settings()
    if dropped is not None:
        if since or until or prefix or warm is not None:
            raise click.UsageError("--drop stands alone: it names the replay that is to go")
        gone = asyncio.run(drop(find(known), dropped))
        click.echo(f"{len(gone)} topics of {dropped} are deleted.")
        return
    if since is None:
        raise click.UsageError("say from when: --from -2h, or --from 2026-11-21T06:00:00Z")
    prefix = check_prefix(prefix or f"replay-{datetime.now(UTC):%Y%m%dt%H%M%S}")
    warm = timedelta(hours=known.dedupe_hours) if warm is None else warm
    note = _replayed(known, prefix, since, until, warm)
    click.echo(f"{note.steps} turns were taken, {note.received} of them raw events of the range.")
    if note.unreadable:
        click.echo(f"{note.unreadable} raw events stand in batches that cannot be read, and are left out.")
    if note.late:
        click.echo(
            f"{note.late} documents needed more than COPYDESK_DEADLINE_SECONDS and got it, as the desk had read them "
            "in time: this machine is busier, or this version slower."
        )
    click.echo(f"See what differs: copydesk diff {prefix}")


def _replayed(
    known: Settings, prefix: str, since: datetime | str, until: datetime | str | None, warm: timedelta
) -> Note:
    check_sources(known)
    check_authority(known)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    check_extensions(known)
    os.nice(_NICENESS)
    broker = find(known)
    gc.disable()
    # After the environment is set, for these import numpy.
    from streams.runtime.pool_fork import fork_server
    from streams.stages import warm_clean

    warm_clean()
    server = fork_server(known.memory_mb)
    gc.enable()
    from streams.history.replay.run import Chosen, replay

    try:
        with bar("replaying") as progress:
            chosen = Chosen(since, until, warm)
            return asyncio.run(replay(broker, known, prefix, chosen, progress, server))
    except (KeyboardInterrupt, asyncio.CancelledError):
        click.echo(f"What there is of it can be dropped: copydesk replay --drop {prefix}", err=True)
        raise KeyboardInterrupt from None
