"""The process of `copydesk connect`: the connections of sources.toml, and /metrics and /healthz beside them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.send import producing
from streams.connect.connection import Connection
from streams.connect.desk import Desk
from streams.connect.runner import Runner
from streams.connect.sender import Sender
from streams.connect.state import State
from streams.connect.waiting import Waiting
from streams.connect.watching import Watching
from streams.runtime.health import Health
from streams.settings import Settings
from streams.web.http import Http

#: Records of a moment go together, in milliseconds.
_LINGER_MS = 5
#: One attempt to reach the broker ends after this, in milliseconds: then it is said, and tried again.
_ATTEMPT_MS = 10_000
#: The longest that the end may take, in seconds: the broker may be gone.
_END = 10.0


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


async def run_connect(
    settings: Settings,
    broker: Broker | str,
    connections: Sequence[Connection],
    labels: Sequence[str],
    ready: Callable[[str], None],
) -> None:
    """Runs until SIGTERM or SIGINT; a second one ends the process at once. `ready` gets the address of the metrics.

    Raises StoreError when another `copydesk connect` has the same COPYDESK_DATA, CopydeskError when the port is taken,
    BrokerError when no broker answers at the start. One that goes away later is waited for.
    """
    metrics.list_sources(labels)
    state = State(settings.data / "connect")
    watching = Watching()
    try:
        waiting = Waiting(state, settings.connect_disk_mb * 1024 * 1024)
        async with producing(broker, linger_ms=_LINGER_MS, request_timeout_ms=_ATTEMPT_MS) as producer:
            sender = Sender(producer)
            runner = Runner(
                connections,
                lambda each: Desk(each.source, each.kind, sender, state, waiting, watching),
            )
            await _run(
                runner, Http(settings.metrics_host, settings.connect_port, _Health(sender, runner)), ready
            )
    finally:
        watching.close()
        state.close()


async def _run(runner: Runner, http: Http, ready: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    _obey_signals(stop)
    await http.start()
    running = asyncio.ensure_future(runner.run())
    ended = asyncio.ensure_future(stop.wait())
    try:
        ready(http.address)
        await asyncio.wait([running, ended], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # a fault of ours is not swallowed
    finally:
        running.cancel()
        ended.cancel()
        await asyncio.wait([running, ended], timeout=_END)
        await http.stop()


def _obey_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def obey() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, os._exit, 128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, obey)
