"""`copydesk worker`."""

from __future__ import annotations

import asyncio
import logging
import os

import click

from streams.engine.broker import find_broker
from streams.settings import settings


@click.command()
def worker() -> None:
    """Runs the three agents until SIGTERM or Ctrl-C. Start as many as you like: Kafka shares out the partitions.

    \b
    Example:
      COPYDESK_BROKER=kafka:9092 copydesk worker
    """
    known = settings()
    logging.basicConfig(
        level=known.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    # One numeric thread for each process: the processes are what uses the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # After the environment is set, for it imports numpy.
    from streams.engine.worker import run_worker

    address = find_broker(known.broker, known.data)

    def ready(metrics: str) -> None:
        click.echo(f"The worker is ready: broker {address}, metrics at {metrics}/metrics. Ctrl-C ends it.")

    asyncio.run(run_worker(known, address, ready))
