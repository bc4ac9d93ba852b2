"""`copydesk worker`."""

from __future__ import annotations

import asyncio
import gc
import os

import click

from streams.brokers.client import find
from streams.brokers.topics import prepare
from streams.cli.configured import check_authority, check_extensions, check_sources
from streams.cli.folders import check_data
from streams.cli.terminal import log_as
from streams.runtime.framing import check_registry
from streams.runtime.pool_fork import fork_server
from streams.settings import settings
from streams.topology import TOPICS, all_topics


@click.command()
def worker() -> None:
    """Runs the three agents until SIGTERM or Ctrl-C. Start as many as you like: Kafka shares out the partitions.

    It stops by itself with exit code 3 when most of what a stage reads dies (see COPYDESK_DEAD_LIMIT), and with 4 when
    there is work and nothing moves (see COPYDESK_STUCK_SECONDS).

    \b
    Example:
      COPYDESK_BROKER=kafka:9092 copydesk worker
    """
    known = settings()
    check_sources(known)
    log_as(known)
    # One numeric thread for each process: the processes are what uses the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    check_authority(known)
    check_extensions(known)
    check_data(known.data)
    broker = find(known)
    # Before anything is loaded: that no broker answers, or a registry refuses a schema, is said at once.
    asyncio.run(prepare(broker, all_topics(known.app_id), known.partitions, known.replication))
    check_registry(known, TOPICS)
    # What is loaded stays. The collector would look for garbage in it again and again, and find none.
    gc.disable()
    # After the environment is set, for these import numpy.
    from streams.stages import warm_clean

    warm_clean()
    server = fork_server(known.memory_mb)
    from streams.worker import run_worker

    gc.enable()

    def ready(metrics: str) -> None:
        click.echo(f"The worker is ready: broker {broker}, metrics at {metrics}/metrics. Ctrl-C ends it.")

    def stopping(events: int) -> None:
        click.echo(f"Stopping: {events} events are in work. A second Ctrl-C ends the worker at once.")

    asyncio.run(run_worker(known, broker, ready, stopping, server))
