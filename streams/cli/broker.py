"""`copydesk broker`."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import click

from streams.brokers.embedded import (
    MEMORY_ONLY,
    EmbeddedBroker,
    announce,
    answers,
    find_broker,
    free_port,
    withdraw,
)
from streams.brokers.jars import missing_parts, resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.cli.folders import check_data
from streams.errors import BrokerError
from streams.runtime.ending import obey_signals
from streams.settings import Settings, settings

_USUAL = 9092


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help=f"Loopback port; else {_USUAL}, or any free one.")
@click.option(
    "--kafka", is_flag=True, help="A real Apache Kafka, which keeps its data. Needs Java and Maven."
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Where --kafka keeps its data."
)
def broker(port: int | None, kafka: bool, data: Path | None) -> None:
    """Runs a broker until Ctrl-C; worker, feed and tail of the same user find it by themselves.

    Without --kafka it is the embedded one, which keeps everything in memory.

    \b
    Examples:
      copydesk broker --port 19092
      copydesk broker --kafka --port 19092 --data kafka-data
    """
    if data and not kafka:
        raise click.UsageError("--data goes with --kafka: the embedded broker keeps everything in memory")
    asyncio.run(_stand(settings(), port, kafka, data))


async def _stand(known: Settings, port: int | None, kafka: bool, data: Path | None) -> None:
    check_data(known.data)
    # Heard by the loop, and not by a handler of Python's that sets a flag of threads: such a flag is guarded by a lock,
    # and a handler that comes while it is waited for stands still at that lock for ever.
    ended = asyncio.Event()
    obey_signals(ended)
    stands = _standing(known.data)
    chosen = port or (free_port() if answers("127.0.0.1", _USUAL) else _USUAL)
    with _kafka(known, chosen, data) if kafka else _embedded(known, chosen) as server:
        # The first one is what the commands of this user find, for as long as it stands.
        if stands is None:
            announce(known.data, server.address)
        try:
            click.echo(f"A Kafka broker is at {server.address}, on this machine only. Ctrl-C ends it.")
            if stands is not None:
                click.echo(
                    f"Another one stands at {stands}, and commands find that one: for this one, set "
                    f"COPYDESK_BROKER={server.address}."
                )
            click.echo(
                f"It keeps its data in {server.data}." if isinstance(server, KafkaServer) else MEMORY_ONLY
            )
            while not ended.is_set():
                if server.exit_code() is not None:
                    raise BrokerError(
                        f"the broker ended (exit code {server.exit_code()}): {server.last_words()}"
                    )
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), 0.5)
        finally:
            withdraw(known.data)


def _standing(data: Path) -> str | None:
    """The address of the broker of this user that stands already."""
    try:
        return find_broker("", data)
    except BrokerError:
        return None


def _embedded(known: Settings, port: int) -> EmbeddedBroker:
    return EmbeddedBroker(port, known.data / f"broker-{port}.log")


def _kafka(known: Settings, port: int, data: Path | None) -> KafkaServer:
    if missing := missing_parts(known.data):
        raise BrokerError(missing)
    return KafkaServer(port, (data or known.data / "kafka").resolve(), resolve_jars(known.data))
