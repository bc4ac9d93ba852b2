"""/metrics, /healthz, the live page and the API, on one port.

The loop that does the work answers: one that is stuck is silent.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams.errors import CopydeskError, FilterError
from streams.runtime.health import Health
from streams.series import REGISTRY
from streams.web.access import HEADERS, from_elsewhere, is_ours
from streams.web.api.service import Api
from streams.web.live import Live
from streams.web.stream import BEAT, RETRY, Client

log = logging.getLogger(__name__)

_FOLDER = files("streams") / "data" / "live"
_TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript"}
#: A search is as long as a filter that a person makes, in characters.
_LONGEST_SEARCH = 4000
#: A page that hears nothing else hears so often that we are there, and may take so long to read, in seconds.
BEATS, SLOW = 15.0, 10.0
#: How long requests get to end when the server stops, in seconds.
_SHUTDOWN = 2.0

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_Answer = Callable[[Live], Awaitable[web.StreamResponse]]


class Http:
    """The server. `port` 0 takes any free one; `address` says which after start().

    Without `live` there is no page, without `api` no API. `setting` is where the port comes from. One that nobody
    `asked` for is only the usual one: where it is taken, any free one is as good.
    """

    def __init__(
        self,
        host: str,
        port: int,
        health: Health,
        live: Live | None = None,
        api: Api | None = None,
        *,
        setting: str = "COPYDESK_METRICS_PORT",
        asked: bool = True,
    ) -> None:
        self._host, self._port, self._health, self._live, self._api = host, port, health, live, api
        self._setting, self._asked = setting, asked
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def start(self) -> None:
        """Listens. Raises CopydeskError when the port is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        if self._live:
            for each in _FOLDER.iterdir():
                path = "/" if each.name == "page.html" else f"/{each.name}"
                app.router.add_get(path, self._guarded(_file(each)))
            app.router.add_get("/events", self._guarded(self._events), allow_head=False)
            app.router.add_get("/search", self._guarded(self._search), allow_head=False)
            app.router.add_get("/search/further", self._guarded(self._further), allow_head=False)
            app.on_shutdown.append(self._let_go)
        if self._api:
            self._api.add_to(app, self._host)
        # A page that is closed ends its request at once, and another one may look.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN
        )
        await self._runner.setup()
        try:
            await self._listen(self._runner)
        except OSError as error:
            await self._runner.cleanup()
            raise CopydeskError(
                f"port {self._port} for metrics is taken: set {self._setting} (0 takes any free one)"
            ) from error
        host, port, *_ = self._runner.addresses[0]
        self.address = f"http://{host}:{port}"

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            if self._asked or error.errno != errno.EADDRINUSE:
                raise
            await web.TCPSite(runner, self._host, 0).start()
            log.warning(
                "port %d is taken, and %s asks for none: a free one is used for metrics",
                self._port,
                self._setting,
            )

    async def stop(self) -> None:
        """Stops listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _let_go(self, _: web.Application) -> None:
        if self._live:
            await self._live.close()

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _healthz(self, _: web.Request) -> web.Response:
        problem = self._health.problem()
        told = {
            "healthy": problem is None,
            "problem": problem,
            "starting": self._health.starting(),
            "unreadable": self._health.unreadable(),
        }
        return web.json_response(told, status=503 if problem else 200)

    def _guarded(self, handler: _Handler) -> _Handler:
        """The handler for requests that name this worker as their host; the news is not for others' pages."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if not is_ours(request.headers.get("Host"), self._host):
                return web.Response(
                    status=403, text="This worker is not known by that name.\n", headers=HEADERS
                )
            return await handler(request)

        return answer

    async def _search(self, request: web.Request) -> web.StreamResponse:
        async def answer(live: Live) -> web.StreamResponse:
            return web.json_response(await live.search(request.query.items()), headers=HEADERS)

        return await self._asked_of(request, answer)

    async def _further(self, request: web.Request) -> web.StreamResponse:
        """A line of JSON for each article that was found, and for each step on the way."""

        async def answer(live: Live) -> web.StreamResponse:
            if live.further.full:
                return _problem(503, "others look back now: try again in a minute")
            async with aclosing(live.further.begin(request.query.items())) as found:
                response = web.StreamResponse(headers={**HEADERS, "Content-Type": "application/x-ndjson"})
                await response.prepare(request)
                try:
                    async for each in found:
                        await _write(response, each)
                except CopydeskError as error:
                    await _write(response, {"problem": str(error)})
                except (TimeoutError, ConnectionError):
                    _drop(request)  # it does not read, or it has gone
                return response

        return await self._asked_of(request, answer)

    async def _asked_of(self, request: web.Request, answer: _Answer) -> web.StreamResponse:
        """What the page's feed answers to a filter; else why it cannot be asked."""
        assert self._live is not None
        if from_elsewhere(request.headers.get("Sec-Fetch-Site")):
            return _not_for_others()
        if len(request.query_string) > _LONGEST_SEARCH:
            return _problem(400, "the filter is too long")
        try:
            return await answer(self._live)
        except FilterError as error:
            return _problem(400, str(error))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        assert self._live is not None
        if from_elsewhere(request.headers.get("Sec-Fetch-Site")):
            return _not_for_others()
        if self._live.full:
            return web.Response(
                status=503, text="Too many pages are open.\n", headers={**HEADERS, "Retry-After": "10"}
            )
        with self._live.client(request.headers.get("Last-Event-ID", "")) as client:
            response = web.StreamResponse(
                headers={**HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
            )
            await response.prepare(request)
            try:
                await _follow(response, client)
            except (TimeoutError, ConnectionError):
                # It does not read, or it has gone: nothing that is left for it is worth keeping.
                _drop(request)
        return response


def _not_for_others() -> web.Response:
    return web.Response(status=403, text="Only for this worker's own page.\n", headers=HEADERS)


def _problem(status: int, why: str) -> web.Response:
    return web.json_response({"problem": why}, status=status, headers=HEADERS)


def _drop(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


async def _write(response: web.StreamResponse, document: dict[str, Any]) -> None:
    """Writes a line. Raises TimeoutError when it is not taken in time."""
    async with asyncio.timeout(SLOW):
        await response.write(orjson.dumps(document) + b"\n")


async def _follow(response: web.StreamResponse, client: Client) -> None:
    """Writes events until the client is let go. Raises TimeoutError when it does not take one in time."""
    event: bytes | None = RETRY
    while event is not None:
        async with asyncio.timeout(SLOW):
            await response.write(event)
        try:
            event = await client.next(BEATS)
        except TimeoutError:
            event = BEAT


def _file(of: Traversable) -> _Handler:
    body, content_type = of.read_bytes(), _TYPES[PurePosixPath(of.name).suffix]

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=HEADERS)

    return answer
