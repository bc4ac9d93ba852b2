"""What editors may do by the API: see what is held, let it out, and kill. They have tokens of their own.

A token is a header that no page of another site can send, and there are no cookies: so nobody can order through an
editor's browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import orjson
from aiohttp import web

from streams.errors import OrderError
from streams.runtime.bearer import Tokens
from streams.runtime.problem import Problem, stranger

#: What may be asked of `orders`.
ORDER_METHODS = "POST, OPTIONS"
KINDS = ("kill", "release")
#: The most bytes of an order, and characters of a uri and of what readers are told.
MOST, LONGEST_URI, LONGEST_NOTE = 16_384, 4_000, 1_000
_KEYS = ("kind", "uri", "note", "remember")


class Desk(Protocol):
    """What is done for them: see streams.history.editors_desk."""

    async def held(self) -> list[dict[str, Any]]: ...

    async def release(self, uri: str, by: str) -> dict[str, Any]: ...

    async def kill(self, uri: str, note: str, by: str, *, remember: bool) -> dict[str, Any] | None: ...


class Editing:
    """The routes. `tokens` are the editors'; each has a name, which stands on desk.notices with what he orders.

    `uri_of` says which uri the live page means by a key: to others it tells none.
    """

    def __init__(
        self, tokens: Tokens, desk: Desk, uri_of: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._tokens, self._desk, self._uri_of = tokens, desk, uri_of

    def knows(self, request: web.Request) -> bool:
        """Whether an editor asks."""
        return self._tokens.name_of(request.headers.get("Authorization")) is not None

    async def held(self, request: web.Request) -> web.StreamResponse:
        """What is held now."""
        self._editor(request)
        return _json({"held": await self._desk.held()})

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """The uri of an entry of the live page."""
        self._editor(request)
        uri = self._uri_of(request.match_info["key"])
        if uri is None:
            raise Problem(404, "it is no longer on the live page of this worker", "unknown")
        return _json({"uri": uri})

    async def order(self, request: web.Request) -> web.StreamResponse:
        """Carries out an order, and answers when it is done, or when nobody has answered it for long."""
        by = self._editor(request)
        kind, uri, note, remember = _read(await _body(request))
        if kind == "release":
            try:
                done = await self._desk.release(uri, by)
            except OrderError as error:
                raise Problem(409, str(error), "order") from error
            return _json({"kind": kind, "uri": uri, **done})
        killed = await self._desk.kill(uri, note, by, remember=remember)
        if killed is None:
            detail = f"nothing was found of {uri[:300]}; with remember it is killed when it comes"
            raise Problem(404, detail, "unknown")
        # Nobody has answered yet: it stands on articles.raw, and is carried out as soon as a worker runs.
        return _json({"kind": kind, "uri": uri, **killed}, status=200 if killed["answered"] else 202)

    def _editor(self, request: web.Request) -> str:
        name = self._tokens.name_of(request.headers.get("Authorization"))
        if name is None:
            raise stranger(request, "an editor's token is needed: one of those in COPYDESK_DESK_TOKENS")
        return name


async def _body(request: web.Request) -> Any:
    """The body as JSON. Raises Problem for what is none, or too much."""
    if request.content_type != "application/json":
        raise Problem(415, "an order is application/json")
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST:
            raise Problem(413, f"an order has {MOST} bytes at most")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error}") from error


def _read(order: Any) -> tuple[str, str, str, bool]:
    """Kind, uri, note, and whether it counts for what has not come yet. Raises Problem 400."""
    if not isinstance(order, dict):
        raise Problem(400, 'an order is an object, such as {"kind": "release", "uri": "urn:…"}')
    if stray := next((key for key in order if key not in _KEYS), None):
        raise Problem(400, f"{stray[:40]} means nothing here; known are {', '.join(_KEYS)}")
    kind, uri, note, remember = (order.get(key) for key in _KEYS)
    if kind not in KINDS:
        raise Problem(400, f"kind is to be one of {', '.join(KINDS)}")
    if not isinstance(uri, str) or not uri.strip() or len(uri) > LONGEST_URI:
        raise Problem(400, "uri is to be that of an article")
    if note is not None and (kind != "kill" or not isinstance(note, str) or len(note) > LONGEST_NOTE):
        raise Problem(400, f"note is what readers are told of a kill, in {LONGEST_NOTE} characters at most")
    if remember is not None and (kind != "kill" or not isinstance(remember, bool)):
        raise Problem(400, "remember is true or false, and goes with a kill")
    return str(kind), uri.strip(), (note or "").strip(), bool(remember)


def _json(value: Any, status: int = 200) -> web.Response:
    body = orjson.dumps(value, option=orjson.OPT_UTC_Z)
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")
