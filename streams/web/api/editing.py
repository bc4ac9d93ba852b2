"""What editors may do by the API: see what is held and what died, let out, kill and redrive.

They have tokens of their own. A token is a header that no page of another site can send, and there are no cookies: so
nobody can order through an editor's browser.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
from aiohttp import web

from streams.errors import OrderError
from streams.kinds import Reason
from streams.runtime.bearer import Tokens
from streams.runtime.problem import Problem, stranger
from streams.web.api.asked import LONGEST_RAW, LONGEST_URI, named, parameters
from streams.web.api.ordered import Ordered, body_of, read_order

EDITOR_NEEDED = "an editor's token is needed: one of those in COPYDESK_DESK_TOKENS"
#: What may be asked of `orders`.
ORDER_METHODS = "POST, OPTIONS"
#: Dead letters, and raw events, that are read for editors at once: each reads in the topics for seconds.
_READ_AT_ONCE = 2
#: Of what died the list goes back so far, unless more is asked for.
_USUAL = timedelta(hours=1)
#: A raw event is what somebody sent: a browser is to keep it, and to do nothing else with it.
_RAW = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Authorization",
}
#: Bytes that are written at once, and the longest that this may take, in seconds.
_PART, _SLOW = 64 * 1024, 10.0


class Desk(Protocol):
    """What is done for them: see streams.history.editors_desk."""

    async def held(self) -> list[dict[str, Any]]: ...

    async def held_article(self, raw: str) -> dict[str, Any]: ...

    async def held_diff(self, raw: str) -> dict[str, Any]: ...

    async def release(self, uri: str, by: str) -> dict[str, Any]: ...

    async def kill(self, uri: str, note: str, by: str, *, remember: bool) -> dict[str, Any] | None: ...

    async def dead(self, reason: str, since: datetime) -> list[dict[str, Any]]: ...

    async def redrive(self, places: Sequence[str], by: str) -> dict[str, Any]: ...

    async def raw(self, uri: str, raw: str) -> bytes: ...


class Editing:
    """The routes. `tokens` are the editors'; each has a name, which stands on desk.notices with what he orders.

    `uri_of` says which uri the live page means by a key: to others it tells none.
    """

    def __init__(
        self, tokens: Tokens, desk: Desk, uri_of: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._tokens, self._desk, self._uri_of = tokens, desk, uri_of
        self._reading = asyncio.Semaphore(_READ_AT_ONCE)
        self._carrying: set[asyncio.Future[web.Response]] = set()

    def knows(self, request: web.Request) -> bool:
        """Whether an editor asks."""
        return self._tokens.name_of(request.headers.get("Authorization")) is not None

    async def held(self, request: web.Request) -> web.StreamResponse:
        """What is held now."""
        self._editor(request)
        return _json({"held": await self._desk.held()})

    async def held_article(self, request: web.Request) -> web.StreamResponse:
        """What is held, in full: whoever lets it out has to read it first."""
        self._editor(request)
        raw = named(parameters(request, ("raw",)), "raw", LONGEST_RAW)
        async with self._reading:
            return _json(await self._desk.held_article(raw))

    async def held_diff(self, request: web.Request) -> web.StreamResponse:
        """What would change for readers, if it were let out."""
        self._editor(request)
        raw = named(parameters(request, ("raw",)), "raw", LONGEST_RAW)
        async with self._reading:
            return _json(await self._desk.held_diff(raw))

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """The uri of an entry of the live page."""
        self._editor(request)
        uri = self._uri_of(request.match_info["key"])
        if uri is None:
            raise Problem(404, "it is no longer on the live page of this worker", "unknown")
        return _json({"uri": uri})

    async def order(self, request: web.Request) -> web.StreamResponse:
        """Carries out an order, and answers when it is done, or when nobody has answered it for long.

        Who goes away meanwhile has ordered it all the same: it comes to its end, with the record of who gave it.
        """
        by = self._editor(request)
        ordered = read_order(await body_of(request))
        carrying = asyncio.ensure_future(self._carry_out(ordered, by))
        self._carrying.add(carrying)
        carrying.add_done_callback(self._carrying.discard)
        return await asyncio.shield(carrying)

    async def _carry_out(self, ordered: Ordered, by: str) -> web.Response:
        try:
            if ordered.kind == "release":
                done = await self._desk.release(ordered.uri, by)
                return _json({"kind": ordered.kind, "uri": ordered.uri, **done})
            if ordered.kind == "redrive":
                return _json({"kind": ordered.kind, **await self._desk.redrive(ordered.letters, by)})
        except OrderError as error:
            raise Problem(409, str(error), "order") from error
        killed = await self._desk.kill(ordered.uri, ordered.note, by, remember=ordered.remember)
        if killed is None:
            detail = f"nothing was found of {ordered.uri[:300]}; with remember it is killed when it comes"
            raise Problem(404, detail, "unknown")
        # Nobody has answered yet: it stands on articles.raw, and is carried out as soon as a worker runs.
        status = 200 if killed["answered"] else 202
        return _json({"kind": ordered.kind, "uri": ordered.uri, **killed}, status=status)

    async def dead(self, request: web.Request) -> web.StreamResponse:
        """The dead letters of a reason."""
        self._editor(request)
        given = parameters(request, ("reason", "since"))
        reason = given.get("reason", "")
        if reason not in set(Reason):
            raise Problem(400, f"reason is to be one of {', '.join(sorted(Reason))}")
        since = _time(given["since"]) if "since" in given else datetime.now(UTC) - _USUAL
        async with self._reading:
            letters = await self._desk.dead(reason, since)
        return _json({"reason": reason, "since": since, "letters": letters})

    async def raw(self, request: web.Request) -> web.StreamResponse:
        """The bytes that a version came as: for the disk, and for nothing that would show or run them."""
        self._editor(request)
        given = parameters(request, ("uri", "raw"))
        uri, raw = named(given, "uri", LONGEST_URI), named(given, "raw", LONGEST_RAW)
        async with self._reading:
            body = await self._desk.raw(uri, raw)
        name = re.sub(r"[^\w.-]", "-", raw.partition("#")[0], flags=re.ASCII)
        headers = {**_RAW, "Content-Disposition": f'attachment; filename="{name}.bin"'}
        if request.method == "HEAD":
            return web.Response(headers=headers)
        response = web.StreamResponse(headers={**headers, "Content-Length": str(len(body))})
        await response.prepare(request)
        try:
            for at in range(0, len(body), _PART):
                async with asyncio.timeout(_SLOW):
                    await response.write(body[at : at + _PART])
            await response.write_eof()
        except TimeoutError:
            if request.transport:
                request.transport.abort()  # whoever does not read does not keep the bytes in our memory
        return response

    def _editor(self, request: web.Request) -> str:
        name = self._tokens.name_of(request.headers.get("Authorization"))
        if name is None:
            raise stranger(request, EDITOR_NEEDED)
        return name


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not encoded
    except ValueError as error:
        raise Problem(400, "since is no time such as 2026-11-29T10:00:00Z") from error
    # No record is older than that.
    return max(time if time.tzinfo else time.replace(tzinfo=UTC), datetime.fromtimestamp(86_400, UTC))


def _json(value: Any, status: int = 200) -> web.Response:
    body = orjson.dumps(value, option=orjson.OPT_UTC_Z)
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")
