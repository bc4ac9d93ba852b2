"""What a request gets: who sends is asked first, then how much, then what; 202 when Kafka has acknowledged it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import orjson
from aiohttp import web

from streams import metrics, series
from streams.connect.desk import Desk
from streams.connect.ingest import openapi
from streams.connect.ingest.access import Signatures, Signed, Tokens
from streams.connect.ingest.body import check_size, encoding_of, opened, read_body, read_parts
from streams.connect.ingest.documents import documents
from streams.connect.ingest.limits import Bucket, Held, Room
from streams.connect.ingest.server import Client
from streams.connect.seldom import Seldom
from streams.connect.sender import RecordRefusedError
from streams.errors import BrokerError, ConnectError, FeedError
from streams.events.raw_event import RawEvent
from streams.runtime.problem import Problem, busy
from streams.topology import RAW, Topic

log = logging.getLogger(__name__)

#: The broker gets so long to acknowledge what a request has brought, in seconds.
PATIENCE = 10.0
#: A body from this size on, in bytes, is unpacked and read in a thread, one at a time.
LARGE = 64 * 1024
#: The largest picture of Superdesk's that is read and thrown away, in bytes.
_LARGEST_ASSET = 256 * 1024 * 1024
#: The share of the room for bodies whose signature is not known yet: anybody can send these.
_UNKNOWN = 4
_ROOT, _ASSETS, _SIGNATURE = "ingest", "push_binary", "X-Superdesk-Signature"
_JSON = "application/json"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="copydesk"'}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Server": "copydesk"}
_ABOUT = (
    "copydesk takes articles here: POST them to /ingest/{source} with the token of that source; "
    "/openapi.json tells more.\n"
)


@dataclass
class Door:
    """How one source may send. `desk` is there while its connection runs, `fault` hears why it cannot go on."""

    source: str
    most: int
    bucket: Bucket
    to: Topic = RAW
    desk: Desk | None = None
    fault: asyncio.Future[None] | None = None
    told: Seldom = field(default_factory=Seldom)


class Service:
    """Answers requests for the sources of `doors`. `limit` is the most bytes of requests that are held at once."""

    def __init__(
        self,
        doors: dict[str, Door],
        tokens: Tokens,
        signatures: Signatures,
        limit: int,
        patience: float = PATIENCE,
    ) -> None:
        self._doors, self._tokens, self._signatures, self.patience = doors, tokens, signatures, patience
        self._room, self._unknown = Room(limit), Room(limit // _UNKNOWN)
        #: Answers what the hubs of feeds send, by the last part of the path; see `connect.websub`.
        self.websub: Callable[[web.BaseRequest, str, str, Room], Awaitable[web.Response]] | None = None
        self._large = asyncio.Lock()

    @property
    def held(self) -> int:
        """The bytes of requests that are held now."""
        return self._room.used + self._unknown.used

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to a request. Raises nothing but its cancellation."""
        connection = request.protocol
        if isinstance(connection, Client):
            connection.works()
        path, _, query = request.raw_path.partition("?")
        parts = [unquote(each) for each in path.split("/")[1:]]
        source = parts[1] if len(parts) > 1 and parts[0] == _ROOT else ""
        try:
            response = await self._answer(request, parts, source, query)
        except Problem as problem:
            response = problem.response()
            if problem.ends and isinstance(connection, Client):
                connection.give_up()
        except Exception:
            log.exception("a request could not be answered: a fault of copydesk")
            response = Problem(500, "a fault of copydesk: its log tells more").response()
        finally:
            if isinstance(connection, Client):
                connection.rests()
        label = series.source_label(source) if source in self._doors else series.OTHER
        metrics.connect_answers.labels(label, _class(response.status)).inc()
        response.headers.update(_HEADERS)
        return response

    async def _answer(
        self, request: web.BaseRequest, parts: list[str], source: str, query: str
    ) -> web.Response:
        post = request.method == "POST"
        match parts:
            case ["ingest", _] if post:
                return await self._take(request, source, query)
            case ["ingest", _, "push_binary"] if post:
                return await self._asset(request, source)
            case ["ingest", _, "push_binary", _] if not post:
                # Superdesk asks whether a picture is here already. It is told so: then it does not send it.
                allowed, body, kind = "GET, HEAD", b'{"stored":false}', _JSON
            case ["websub", name] if self.websub is not None:
                return await self.websub(request, name, query, self._unknown)
            case ["openapi.json"] if not post:
                allowed, body, kind = "GET, HEAD", openapi.body(), _JSON
            case [""] | ["ingest"] | ["ingest", _] | ["ingest", _, "push_binary"]:
                allowed, body, kind = (
                    "GET, HEAD, POST" if source else "GET, HEAD",
                    _ABOUT.encode(),
                    "text/plain",
                )
            case _:
                raise Problem(404, "there is nothing here: POST articles to /ingest/{source}")
        if request.method not in ("GET", "HEAD"):
            raise Problem(405, f"{request.method[:20]} means nothing here", headers={"Allow": allowed})
        return web.Response(body=body, content_type=kind)

    async def _take(self, request: web.BaseRequest, source: str, query: str) -> web.Response:
        """Takes what a request brings: all of it, or nothing."""
        signature = self._identify(request, source)
        if signature is not None:
            return await self._take_signed(request, source, query, signature)
        door, desk = self._open(source)
        with self._told(door), self._room.held(source) as held:
            encoding = encoding_of(request)
            body = await read_body(request, door.most, held)
            events = await self._read(request, door, body, encoding, held, query)
            return await self._send(door, desk, events)

    async def _take_signed(
        self, request: web.BaseRequest, source: str, query: str, signature: str
    ) -> web.Response:
        """The same where the body must be there before it is known who sends: a stranger may send much, too."""
        encoding = encoding_of(request)
        most = max(each.most for each in self._doors.values())
        signed = self._signatures.begin(source)
        with self._unknown.held("") as unknown:
            body = await read_body(request, most, unknown)
        signed.add(body)
        _check(signed, signature)
        door, desk = self._open(source)
        with self._told(door), self._room.held(source) as held:
            check_size(len(body), door.most)
            held.grow(len(body))
            events = await self._read(request, door, body, encoding, held, query)
            return await self._send(door, desk, events)

    async def _read(
        self,
        request: web.BaseRequest,
        door: Door,
        body: bytes,
        encoding: str,
        held: Held,
        query: str,
    ) -> list[RawEvent]:
        """The raw events of a body. Raises Problem."""
        url, now = (_url(query) if query else None), datetime.now(UTC)
        if not encoding and len(body) <= LARGE:
            return documents(body, request.headers, url, door.source, now)
        async with self._large:
            if encoding:
                body = await asyncio.to_thread(opened, body, encoding, door.most)
                held.grow(len(body))
            return await asyncio.to_thread(documents, body, request.headers, url, door.source, now)

    async def _send(self, door: Door, desk: Desk, events: list[RawEvent]) -> web.Response:
        """202 when the broker has acknowledged all of them. Raises Problem."""
        door.bucket.spend(len(events))
        try:
            await desk.send(events, door.to, self.patience)
        except FeedError as error:
            raise Problem(413, str(error)) from error
        except BrokerError as error:
            raise busy(f"{error}: send it again, which does no harm", 5) from error
        except RecordRefusedError as error:
            raise Problem(413, "Kafka takes no record of that size") from error
        except ConnectError as error:
            if door.fault is not None and not door.fault.done():
                door.fault.set_exception(error)
            raise busy("the broker does not take events: whoever runs copydesk is told", 30) from error
        desk.reached()
        told = {"accepted": len(events), "ids": [each.id for each in events]}
        return web.Response(status=202, body=orjson.dumps(told), content_type=_JSON)

    async def _asset(self, request: web.BaseRequest, source: str) -> web.Response:
        """Reads a picture of Superdesk's and throws it away: it would not publish the item without."""
        signature = self._identify(request, source)
        signed = self._signatures.begin(source)
        size = 0

        def take(part: bytes) -> None:
            nonlocal size
            size += len(part)
            if size > _LARGEST_ASSET:
                raise Problem(413, f"a picture has at most {_LARGEST_ASSET} bytes", ends=True)
            signed.add(part)

        await read_parts(request, take)
        if signature is not None:
            _check(signed, signature)
        self._open(source)
        return web.Response(status=201, body=b'{"stored":false}', content_type=_JSON)

    def _identify(self, request: web.BaseRequest, source: str) -> str | None:
        """The signature that is to be checked, or None where a token has said that it is `source`. Raises Problem."""
        authorization = request.headers.get("Authorization")
        if authorization is None:
            signature = request.headers.get(_SIGNATURE)
            if signature is not None and self._signatures:
                return signature
            raise _denied()
        sender = self._tokens.source_of(authorization)
        if sender is None:
            raise _denied()
        if sender != source:
            raise Problem(403, "this token is not that of the source in the path")
        return None

    def _open(self, source: str) -> tuple[Door, Desk]:
        """The way in of a source that is known. Raises Problem 503 and 429."""
        door = self._doors[source]
        if door.desk is None:
            raise busy("this source is not taken at the moment: it is tried again", 5)
        if wait := door.bucket.wait():
            again = {"Retry-After": str(math.ceil(wait))}
            raise Problem(429, "this source sends more than it may", headers=again)
        return door, door.desk

    @contextmanager
    def _told(self, door: Door) -> Iterator[None]:
        """Counts what a known source sent and is none, and tells the log of it; not of each."""
        try:
            yield
        except Problem as problem:
            if problem.status < 500 and door.desk is not None:
                door.told.refused(door.desk, f"answered {problem.status}, {problem.detail[:300]}")
            raise


def _denied() -> Problem:
    return Problem(401, "the token of a source is needed here: Authorization: Bearer …", headers=_CHALLENGE)


def _check(signed: Signed, signature: str) -> None:
    if not signed.is_right(signature):
        raise _denied()


def _url(query: str) -> str | None:
    """The url of the document in the query. Raises Problem 400 for anything else in it."""
    given: dict[str, Any] = parse_qs(query, keep_blank_values=True)
    if stray := next((name for name in given if name != "url"), None):
        raise Problem(400, f"{stray[:40]!r} means nothing here; url does")
    if len(given.get("url", ())) != 1 or not given["url"][0].strip():
        raise Problem(400, "url is to be given once, and not empty")
    return str(given["url"][0]).strip()


def _class(status: int) -> str:
    """Which of metrics.ANSWERS an answer is."""
    if status < 400:
        return "accepted"
    if status >= 500:
        return "failed"
    return {401: "denied", 403: "denied", 429: "limited"}.get(status, "refused")
