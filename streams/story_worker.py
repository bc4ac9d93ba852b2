"""The stories in a process of their own: the agent, /metrics and /healthz, and no work on the wire."""

from __future__ import annotations

from collections.abc import Callable

from streams.brokers.client import Broker
from streams.runtime.health import Health
from streams.runtime.pool import Pool
from streams.runtime.stories import StoryAgent
from streams.settings import Settings
from streams.web.http import Http
from streams.web.serving import serve


class _StoriesHealth(Health):
    """How the stories are: here there is nothing else."""

    def __init__(self, agent: StoryAgent) -> None:
        super().__init__(stuck_seconds=1.0)
        self._agent = agent

    def problem(self) -> str | None:
        """Why they stand still; None when all is well."""
        return self._agent.problem


async def serve_stories(settings: Settings, broker: Broker | str, ready: Callable[[str], None]) -> None:
    """Runs until SIGTERM or SIGINT; a second one ends the process at once. `ready` gets the address of the metrics.

    Raises CopydeskError when the port is taken. A broker that goes away is waited for.
    """
    pool = Pool(
        1, settings.deadline_seconds, settings.memory_mb
    )  # it never begins: its server forks one process
    agent = StoryAgent(settings, broker, pool)
    asked = "metrics_port" in settings.model_fields_set
    http = Http(settings.metrics_host, settings.metrics_port, _StoriesHealth(agent), asked=asked)
    try:
        await serve(http, agent.run, ready)
    finally:
        pool.close()
