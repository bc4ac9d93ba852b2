"""/metrics and /healthz, on one port, served by the loop that does the work: a loop that is stuck does not answer."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams.engine.health import Health
from streams.errors import CopydeskError
from streams.metrics import REGISTRY


class Http:
    """The server. `port` 0 takes any free one; `address` says which after start()."""

    def __init__(self, host: str, port: int, health: Health) -> None:
        self._host, self._port, self._health = host, port, health
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def start(self) -> None:
        """Listens. Raises CopydeskError when the port is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise CopydeskError(
                f"port {self._port} for metrics is taken: set COPYDESK_METRICS_PORT (0 takes any free one)"
            ) from error
        host, port, *_ = self._runner.addresses[0]
        self.address = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stops listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _healthz(self, _: web.Request) -> web.Response:
        problem = self._health.problem()
        return web.json_response(
            {"healthy": problem is None, "problem": problem}, status=503 if problem else 200
        )
