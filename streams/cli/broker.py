"""`copydesk broker`."""

from __future__ import annotations

import signal
import threading

import click

from streams.engine.broker import MEMORY_ONLY, EmbeddedBroker, announce, answers, free_port, withdraw
from streams.errors import BrokerError
from streams.settings import settings

_USUAL = 9092


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help=f"Loopback port; else {_USUAL}, or any free one.")
def broker(port: int | None) -> None:
    """Runs the embedded broker until Ctrl-C; worker, feed and tail of the same user find it by themselves.

    \b
    Example:
      copydesk broker --port 19092
    """
    known = settings()
    chosen = port or (free_port() if answers("127.0.0.1", _USUAL) else _USUAL)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with EmbeddedBroker(chosen, known.data / f"broker-{chosen}.log") as embedded:
        announce(known.data, embedded.address)
        try:
            click.echo(f"A Kafka broker is at {embedded.address}, on this machine only. Ctrl-C ends it.")
            click.echo(MEMORY_ONLY)
            while not ended.wait(0.5):
                if embedded.exit_code() is not None:
                    raise BrokerError(
                        f"the embedded broker ended (exit code {embedded.exit_code()}): {embedded.last_words()}"
                    )
        finally:
            withdraw(known.data)
