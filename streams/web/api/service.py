"""The API's routes: who may ask, which answer he gets, and what is said where there is none."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from typing import Any
from urllib.parse import quote, unquote, urlencode

import orjson
from aiohttp import web

from streams import metrics
from streams.brokers.client import Broker
from streams.errors import CopydeskError, NoTextError
from streams.runtime.bearer import Tokens
from streams.runtime.loop_share import LoopShare
from streams.runtime.problem import Problem, no_role, stranger
from streams.web.access import is_ours
from streams.web.api.asked import AFTER, LISTS, LONGEST_RAW, LONGEST_URI, List, named, parameters, read
from streams.web.api.clients import Clients
from streams.web.api.editing import EDITOR_NEEDED, ORDER_METHODS, Editing
from streams.web.api.feed import EARLIEST, NOW, GoneError
from streams.web.api.openapi import DOCUMENT
from streams.web.api.poll import poll
from streams.web.api.sse import Stream

log = logging.getLogger(__name__)

ROOT = "/v1"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept, Authorization"}
_STREAM = {**_HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
_JSON, _EVENTS = "application/json", "text/event-stream"
_METHODS = "GET, HEAD, OPTIONS"
#: Smaller answers are not compressed, and larger ones are compressed in a thread; in bytes.
_SMALL, _LARGE = 1024, 16 * 1024
#: Articles that are looked up at once: each reads in the topics for seconds.
_LOOK_UPS = 2

_NOT_EDITOR = (
    "this token reads articles; for what is held, what died, raw bytes and orders an editor's is needed"
)

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: What is known of a uri, as the document of `GET /v1/articles/{uri}`; of what is not known `readers` say so.
LookUp = Callable[[str], Awaitable[dict[str, Any]]]
#: What changed of a uri between two of its raw events, as the document of `GET /v1/diff`.
Compare = Callable[[str, str, str], Awaitable[dict[str, Any]]]


class Role(Enum):
    """Who may ask. An editor may all that a reader may."""

    ANYBODY = 0
    READER = 1
    EDITOR = 2


class Api:
    """The API of a worker. Without `tokens` it says how it is turned on, and nothing else."""

    def __init__(
        self,
        broker: Broker | str,
        tokens: Tokens | None,
        look_up: LookUp,
        share: LoopShare,
        most_clients: int = 32,
        editing: Editing | None = None,
        compare: Compare | None = None,
    ) -> None:
        self._broker, self._tokens, self._look_up, self._share = broker, tokens, look_up, share
        self._editing, self._compare = editing, compare
        self._clients = Clients(most_clients)
        self._looking = asyncio.Semaphore(_LOOK_UPS)
        self._bound = ""

    def add_to(self, app: web.Application, bound: str) -> None:
        """Adds the routes to the server that listens on `bound`."""
        self._bound = bound
        routes: list[tuple[str, _Handler]] = [(f"{ROOT}/openapi.json", self._document)]
        routes += [(f"{ROOT}/{each.name}", partial(self._list, each)) for each in LISTS]
        routes += [(f"{ROOT}/article", self._article), (f"{ROOT}/articles/{{uri:.+}}", self._article)]
        if self._compare is not None:
            routes.append((f"{ROOT}/diff", self._diff))
        for path, handler in routes:
            role = Role.ANYBODY if handler == self._document else Role.READER
            app.router.add_route("*", path, self._answering(handler, role))
        if self._editing is not None:
            for path, handler in (
                ("held", self._editing.held),
                ("held/article", self._editing.held_article),
                ("held/diff", self._editing.held_diff),
                ("wire/{key}", self._editing.entry),
                ("dead", self._editing.dead),
                ("raw", self._editing.raw),
            ):
                app.router.add_route("*", f"{ROOT}/{path}", self._answering(handler, Role.EDITOR))
            orders = self._answering(self._editing.order, Role.EDITOR, ORDER_METHODS)
            app.router.add_route("*", f"{ROOT}/orders", orders)
        app.router.add_route("*", ROOT + "/{rest:.*}", self._answering(_nothing, Role.READER))
        app.on_shutdown.append(self._close)

    async def _close(self, _: web.Application) -> None:
        self._clients.closing = True

    def _answering(self, handler: _Handler, role: Role, methods: str = _METHODS) -> _Handler:
        """The handler behind the checks, for those who have the role."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request, methods, role)
                if request.method == "OPTIONS":
                    response: web.StreamResponse = web.Response(status=204, headers={"Allow": methods})
                else:
                    response = await handler(request)
            except Problem as problem:
                response = problem.response()
            except NoTextError as error:
                response = Problem(404, str(error), "text").response()
            except GoneError as error:
                response = _gone(request, error).response()
            except CopydeskError as error:
                response = Problem(503, str(error), "broker", {"Retry-After": "5"}).response()
            except Exception:
                log.exception("the API could not answer %s", request.path)
                if _EVENTS in request.headers.get("Accept", ""):
                    raise  # the stream may have begun: it ends
                response = Problem(500, "a fault of copydesk, see the worker's log").response()
            metrics.api_answers.labels(f"{response.status // 100}xx").inc()
            if not response.prepared:
                for name, value in _HEADERS.items():
                    response.headers.setdefault(name, value)
            return response

        return answer

    def _check(self, request: web.Request, methods: str, role: Role) -> None:
        """Raises Problem for who may not ask."""
        if not is_ours(request.headers.get("Host"), self._bound):
            raise Problem(403, "this worker is not known by that name")
        if request.method not in methods.split(", "):
            raise Problem(405, f"{request.method} means nothing here", headers={"Allow": methods})
        if role is Role.ANYBODY or request.method == "OPTIONS" or self._is_editor(request):
            return
        if role is Role.EDITOR:
            raise no_role(_NOT_EDITOR) if self._is_reader(request) else stranger(request, EDITOR_NEEDED)
        if self._is_reader(request):
            return
        if self._tokens is None:
            raise Problem(
                403, "the API is off: COPYDESK_API_TOKENS names the file of those who may read", "off"
            )
        raise stranger(request)

    def _knows(self, request: web.Request) -> bool:
        """Whether a reader or an editor asks."""
        return self._is_editor(request) or self._is_reader(request)

    def _is_editor(self, request: web.Request) -> bool:
        return self._editing is not None and self._editing.knows(request)

    def _is_reader(self, request: web.Request) -> bool:
        return (
            self._tokens is not None
            and self._tokens.name_of(request.headers.get("Authorization")) is not None
        )

    async def _list(self, asked: List, request: web.Request) -> web.StreamResponse:
        stream = _wants_stream(request)
        wanted = read(asked, request.query.items(), request.headers, stream=stream)
        if request.method == "HEAD":
            return web.Response(headers={"Content-Type": _EVENTS if stream else _JSON})
        if stream:
            with self._clients.room("stream"):
                following = Stream(self._broker, asked, wanted, self._share, lambda: self._may_go_on(request))
                return await following.run(request, _STREAM)
        with self._clients.room("poll"):
            page = await poll(self._broker, asked, wanted, self._share)
        metrics.api_events.labels(asked.name).inc(len(page.events))
        response = _json(request, page.body())
        query = [(name, value) for name, value in request.query.items() if name != AFTER]
        target = f"{request.path}?{urlencode([*query, (AFTER, page.cursor)])}"
        response.headers["Link"] = f'<{target}>; rel="next"'
        return response

    def _may_go_on(self, request: web.Request) -> bool:
        return not self._clients.closing and self._knows(request)

    async def _article(self, request: web.Request) -> web.StreamResponse:
        uri = _uri_of(request)
        with self._clients.room("look_up"):
            async with self._looking:
                found = await self._look_up(uri)
        if found["readers"]["state"] == "unknown":
            raise Problem(404, f"nothing was found of {uri[:300]}: {found['looked']['words']}", "unknown")
        body = orjson.dumps(found, option=orjson.OPT_UTC_Z)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return _tagged(request, body, tag, "private, no-cache")

    async def _diff(self, request: web.Request) -> web.StreamResponse:
        assert self._compare is not None
        given = parameters(request, ("uri", "before", "after"))
        uri = named(given, "uri", LONGEST_URI)
        before, after = (named(given, name, LONGEST_RAW) for name in ("before", "after"))
        with self._clients.room("look_up"):
            async with self._looking:
                found = await self._compare(uri, before, after)
        return _json(request, orjson.dumps(found, option=orjson.OPT_UTC_Z))

    async def _document(self, request: web.Request) -> web.StreamResponse:
        return _tagged(request, DOCUMENT.body, DOCUMENT.tag, "no-cache")


async def _nothing(request: web.Request) -> web.StreamResponse:
    raise Problem(404, f"there is nothing at {request.path[:200]}: {ROOT}/openapi.json says what there is")


def _gone(request: web.Request, error: GoneError) -> Problem:
    begin = {each: f"{request.path}?{AFTER}={each}" for each in (EARLIEST, NOW)}
    detail = f"{error}; begin anew with {AFTER}={EARLIEST}, {AFTER}={NOW} or a time"
    return Problem(410, detail, "cursor", begin=begin)


def _wants_stream(request: web.Request) -> bool:
    """Whether server-sent events are asked for. Raises Problem 406 for what there is not."""
    accept = request.headers.get("Accept", "*/*").lower()
    kinds = {each.partition(";")[0].strip() for each in accept.split(",")}
    if _EVENTS in kinds:
        return True
    if kinds & {_JSON, "application/*", "*/*"}:
        return False
    raise Problem(406, f"there is {_JSON} and {_EVENTS}")


def _uri_of(request: web.Request) -> str:
    """The uri that is asked for, in the path or as a parameter. Raises Problem 400."""
    given = request.match_info.get("uri")
    if given is not None:
        raw = request.rel_url.raw_path.partition(f"{ROOT}/articles/")[2]
        uri, stray = unquote(raw), next(iter(request.query), None)
    else:
        uri, stray = (
            request.query.get("uri", ""),
            next((name for name in request.query if name != "uri"), None),
        )
    if stray is not None:
        raise Problem(
            400, f"{stray[:40]} means nothing here; in a path a uri is percent-encoded: {quote(uri, '')}"
        )
    if not uri.strip() or len(uri) > LONGEST_URI:
        raise Problem(400, "uri is to be that of an article")
    return uri.strip()


def _tagged(request: web.Request, body: bytes, tag: str, cache: str) -> web.Response:
    """The body, or that who asks has it already. Both say how it may be kept: what 304 says takes the place of that."""
    known = request.headers.get("If-None-Match") == tag
    response = web.Response(status=304) if known else _json(request, body)
    response.headers.update({"ETag": tag, "Cache-Control": cache})
    return response


def _json(request: web.Request, body: bytes) -> web.Response:
    response = web.Response(body=body, content_type=_JSON, charset="utf-8", zlib_executor_size=_LARGE)
    if len(body) > _SMALL and "gzip" in request.headers.get("Accept-Encoding", "").lower():
        response.enable_compression(web.ContentCoding.gzip)
    return response
