"""The process of `copydesk webhooks`: what subscriptions.toml lists, and /metrics and /healthz beside it."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from streams.brokers.client import Broker
from streams.brokers.send import producing
from streams.connect.desk import Desk
from streams.connect.runner import Runner
from streams.connect.sender import Sender
from streams.connect.state import State
from streams.connect.subscriptions import Subscription
from streams.connect.waiting import Waiting
from streams.connect.webhook import KIND, OFF, Webhook
from streams.runtime.health import Health
from streams.settings import Settings
from streams.web.http import Http
from streams.web.serving import serve

#: One attempt to reach the broker ends after this, in milliseconds: then it is said, and tried again.
_ATTEMPT_MS = 10_000
#: Nothing of a webhook waits on disk: it waits in Kafka.
_NO_ROOM = 0


class _Health(Health):
    """Red when no subscription can be worked on; a subscriber who is down is not our fault."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(stuck_seconds=1.0)
        self._runner = runner

    def problem(self) -> str | None:
        """Why nothing goes out; None when all is well, or as well as the subscribers are."""
        standings = self._runner.standings
        if standings and all(each.problem for each in standings):
            return f"no subscription can be worked on: {standings[0].problem}"
        return None


async def run_webhooks(
    settings: Settings,
    broker: Broker | str,
    subscriptions: Sequence[Subscription],
    turn_on: Sequence[str],
    ready: Callable[[str], None],
) -> None:
    """Runs until SIGTERM or SIGINT; a second one ends the process at once. `ready` gets the address of the metrics.

    The subscriptions `turn_on` are on again, although their subscribers wanted nothing any more. Raises StoreError
    when another one has the same COPYDESK_DATA, CopydeskError when the port is taken, BrokerError when no broker
    answers at the start.
    """
    state = State(settings.data / "webhooks")
    try:
        for name in turn_on:
            state.put(name, KIND, OFF, None)
        waiting = Waiting(state, _NO_ROOM)
        async with producing(broker, request_timeout_ms=_ATTEMPT_MS) as producer:
            sender = Sender(producer)
            # On the embedded broker, which is this machine's alone, a member waits 5 to 18 s for its place in a group.
            alone = not settings.broker
            webhooks = [
                Webhook(
                    *(each, broker, settings.app_id, sender),
                    alone=alone,
                    instance=_instance(settings.data),
                    session=settings.session_seconds,
                )
                for each in subscriptions
            ]
            runner = Runner(webhooks, lambda each: Desk(each.source, each.kind, sender, state, waiting))
            place = settings.metrics_host, settings.webhooks_port
            asked = "webhooks_port" in settings.model_fields_set
            http = Http(*place, _Health(runner), setting="COPYDESK_WEBHOOKS_PORT", asked=asked)
            await serve(http, runner.run, ready)
    finally:
        state.close()


def _instance(data: Path) -> str:
    """The name of this process among those that share the subscriptions: one that is started again has it, too."""
    place = f"{socket.gethostname()}\0{data.resolve()}"
    return f"webhooks-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
