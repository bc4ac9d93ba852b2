"""The process of `copydesk connect`: the connections of sources.toml, and /metrics and /healthz beside them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams import series
from streams.brokers.client import Broker
from streams.brokers.send import producing
from streams.connect.connection import Connection
from streams.connect.desk import Desk
from streams.connect.outgoing import Outgoing
from streams.connect.runner import Runner, Standing
from streams.connect.sender import Sender
from streams.connect.state import State
from streams.connect.waiting import Waiting
from streams.connect.watching import Watching
from streams.events.source_connection import SourceConnection, encode, headers_of, key_of
from streams.runtime.framing import Registration, check_registry
from streams.runtime.health import Health
from streams.runtime.window import Output
from streams.settings import Settings
from streams.topology import SOURCES
from streams.web.http import Http
from streams.web.serving import serve

log = logging.getLogger(__name__)

#: Records of a moment go together, in milliseconds.
_LINGER_MS = 5
#: One attempt to reach the broker ends after this, in milliseconds: then it is said, and tried again.
_ATTEMPT_MS = 10_000


class _Health(Health):
    """Red while the broker takes nothing, or when every connection stands still."""

    def __init__(self, sender: Sender, runner: Runner) -> None:
        super().__init__(stuck_seconds=1.0)
        self._sender, self._runner = sender, runner

    def problem(self) -> str | None:
        """Why nothing comes in; None when all is well, or as well as the sources are."""
        if self._sender.away is not None:
            return "the broker takes no events: they wait, see copydesk_connect_waiting_bytes"
        standings = self._runner.standings
        if standings and all(each.problem for each in standings):
            return f"no source can be reached or read: {standings[0].problem}"
        return None


class _Telling:
    """Tells of each connection on sources.health: at the start, and at each change. What cannot be told is left out:
    the next change tells what stands then.
    """

    def __init__(
        self, producer: AIOKafkaProducer, standings: Iterable[Standing], registration: Registration
    ) -> None:
        self._producer, self._registration = producer, registration
        self._changed: dict[tuple[str, str], SourceConnection] = {}
        self._any = asyncio.Event()
        for each in standings:
            self.put(each)

    def put(self, standing: Standing) -> None:
        """Takes up how a connection is now; of what is not told yet only the last counts."""
        since = datetime.fromtimestamp(standing.since, UTC)
        told = SourceConnection(
            standing.source,
            standing.kind,
            standing.problem or "",
            since,
            standing.failures,
            datetime.now(UTC),
        )
        self._changed[standing.source, standing.kind] = told
        self._any.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Within it, what is taken up is told."""
        task = asyncio.create_task(self._run(), name="telling of connections")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        frames = await self._registration.frames()
        while True:
            await self._any.wait()
            self._any.clear()
            changed, self._changed = self._changed, {}
            try:
                for told in changed.values():
                    # The partition in which a worker tells of the sources: one partition, one order.
                    key = key_of(told.source, told.kind)
                    output = Output(SOURCES.name, key, encode(told), headers_of(told))
                    value = output.value if frames is None else frames.value_of(output)
                    await self._producer.send(
                        output.topic, value, key=key, headers=output.headers, partition=0
                    )
            except KafkaError as error:
                log.info("how the connections are could not be told (%s)", error)


async def run_connect(
    settings: Settings,
    broker: Broker | str,
    connections: Sequence[Connection],
    labels: Sequence[str],
    ready: Callable[[str], None],
) -> None:
    """Runs until SIGTERM or SIGINT; a second one ends the process at once. `ready` gets the address of the metrics.

    Raises StoreError when another `copydesk connect` has the same COPYDESK_DATA, CopydeskError when the port is taken,
    BrokerError when no broker answers at the start, SettingsError when a schema registry refuses a schema or the login.
    A broker that goes away later is waited for, and so is a registry, for what is told of the connections alone.
    """
    await asyncio.to_thread(check_registry, settings, (SOURCES,))
    series.list_sources(labels)
    state = State(settings.data / "connect")
    watching = Watching()
    outgoing = Outgoing(state, settings.contact)
    try:
        waiting = Waiting(state, settings.connect_disk_mb * 1024 * 1024)
        async with producing(broker, linger_ms=_LINGER_MS, request_timeout_ms=_ATTEMPT_MS) as producer:
            sender = Sender(producer)
            runner = Runner(
                connections,
                lambda each: Desk(each.source, each.kind, sender, state, waiting, watching, outgoing),
                lambda standing: telling.put(standing),
            )
            telling = _Telling(producer, runner.standings, Registration(settings, (SOURCES,)))
            http = Http(
                settings.metrics_host,
                settings.connect_port,
                _Health(sender, runner),
                setting="COPYDESK_CONNECT_PORT",
                asked="connect_port" in settings.model_fields_set,
            )
            async with telling.running():
                await serve(http, runner.run, ready)
    finally:
        await outgoing.close()
        watching.close()
        state.close()
