"""WebSub: the hub of a feed tells us of news, so that it need be polled only rarely (W3C Recommendation, 2018).

A subscription is asked for with a callback that nobody can guess, on the server to which documents are pushed. It
counts when the hub has asked back and was told that it is wanted; before its lease ends it is asked for again. What
comes later must be signed with a secret that only the hub knows. To a hub without TLS no secret is sent: what comes
from it is not read, and only lets the feed be polled now.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from streams.connect.addresses import shown
from streams.connect.connection import Connection
from streams.connect.desk import Desk
from streams.connect.http import Push, Shared
from streams.connect.ingest.access import Signatures, Tokens
from streams.connect.ingest.body import encoding_of, opened, read_body
from streams.connect.ingest.limits import Room
from streams.connect.ingest.service import Service
from streams.connect.outgoing import Manners
from streams.errors import ConnectError
from streams.runtime.problem import Problem, busy
from streams.settings import Settings

log = logging.getLogger(__name__)

#: For how long a subscription is asked for; a hub may give less. A lease is renewed when so much of it is over.
LEASE, _RENEWED_AT = 10 * 86_400, 0.8
#: A lease that is shorter is taken as this, longer ones as that, in seconds.
_SHORTEST, _LONGEST = 300, 90 * 86_400
#: A subscription that was not answered, or refused, is asked for again after so long, and at most, in seconds.
_AGAIN, _AGAIN_AT_MOST = 600.0, 86_400.0
#: While it counts the feed is polled so rarely, in seconds: a hub may lose something.
RARELY = 3 * 3600.0
#: The most bytes that a hub sends, and how long the taking in may last, in seconds.
_MOST, _PATIENCE = 16_000_000, 10.0
_METHODS = ("sha1", "sha256", "sha384", "sha512")

#: What is done with news: the body, its content type. Without a body the feed is to be polled.
TakeNews = Callable[[bytes, str | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is remembered of a subscription. Times are Unix time; `until` is 0 before the hub has asked back."""

    name: str
    secret: str
    hub: str = ""
    topic: str = ""
    until: float = 0.0
    lease: float = 0.0


class Subscription:
    """That of one feed. `base` is the public address of the server, `take` what is done with news."""

    def __init__(self, desk: Desk, url: str, manners: Manners, base: str, take: TakeNews) -> None:
        self.desk, self._url, self._manners, self._base, self.take = desk, url, manners, base, take
        self._changed = asyncio.Event()
        self._asked = self._missed = False
        self.agreed = self._recall()

    @property
    def counts(self) -> bool:
        """Whether the hub has promised to tell of news, and has missed none of late."""
        return self._lasts and not self._missed

    @property
    def _lasts(self) -> bool:
        return self.agreed.until > time.time()

    def missed(self) -> None:
        """A poll has found news of which the hub had not told: until it tells of some again, it does not count."""
        if self.counts:
            log.info("%s: %s has not told of news", self.desk.source, shown(self.agreed.hub))
            self._missed = True

    def told(self) -> None:
        """The hub has told of news."""
        self._missed = False

    def discovered(self, hub: str, topic: str) -> None:
        """The feed names this hub, and by this name it is known there."""
        if (hub, topic) != (self.agreed.hub, self.agreed.topic):
            self._know(Agreed(secrets.token_hex(16), secrets.token_hex(32), hub, topic))
            self._changed.set()

    async def run(self) -> None:
        """Asks for the subscription, and again before its lease ends, until it is cancelled."""
        pause = _AGAIN
        while True:
            self._changed.clear()
            if not self.agreed.hub:
                await self._changed.wait()
                continue
            renewed = self.agreed.until - (1 - _RENEWED_AT) * self.agreed.lease
            if self._lasts and time.time() < renewed:
                pause = _AGAIN
                await self._wait(renewed - time.time())
                continue
            self._asked = True
            problem = await self._ask()
            if problem:
                log.info("%s: no subscription at the hub: %s", self.desk.source, problem)
            # The hub asks back while it is waited here.
            await self._wait(pause)
            pause = min(_AGAIN_AT_MOST, 2 * pause)

    def confirmed(self, topic: str, lease: str) -> bool:
        """The hub asks whether it is wanted; whether it is."""
        if not self._asked or topic != self.agreed.topic:
            return False
        seconds = float(lease) if lease.isascii() and lease.isdigit() and len(lease) < 12 else LEASE
        seconds = min(_LONGEST, max(_SHORTEST, seconds))
        self._asked = False
        self._know(replace(self.agreed, until=time.time() + seconds, lease=seconds))
        log.info("%s: %s tells of news of %s", self.desk.source, shown(self.agreed.hub), shown(self._url))
        self._changed.set()
        return True

    def denied(self, why: str) -> None:
        """The hub does not tell us of news, or no longer: the feed is polled as before."""
        log.warning("%s: %s refuses to tell of news: %s", self.desk.source, shown(self.agreed.hub), why[:200])
        self._asked = False
        self._know(replace(self.agreed, until=0.0))

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether a body was signed with the secret."""
        method, _, given = signature.partition("=")
        if method not in _METHODS:
            return False
        wanted = hmac.new(self.agreed.secret.encode(), body, getattr(hashlib, method)).hexdigest()
        return hmac.compare_digest(wanted.encode(), given.strip().lower().encode("utf-8", "replace"))

    @property
    def has_secret(self) -> bool:
        """Whether the hub was told the secret."""
        return keeps_secrets(self.agreed.hub)

    async def _ask(self) -> str | None:
        """What went wrong, if anything did."""
        form = {
            "hub.callback": f"{self._base}/websub/{self.agreed.name}",
            "hub.mode": "subscribe",
            "hub.topic": self.agreed.topic,
            "hub.lease_seconds": str(LEASE),
        }
        if self.has_secret:
            form["hub.secret"] = self.agreed.secret
        try:
            answer = await self.desk.outgoing.post(self.agreed.hub, form, self._manners)
        except ConnectError as error:
            return str(error)
        if 200 <= answer.status < 300:
            return None
        return f"{shown(self.agreed.hub)} answers {answer.status}: {answer.body.decode('utf-8', 'replace')[:200]}"

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _recall(self) -> Agreed:
        try:
            return Agreed(**orjson.loads(self.desk.mark(self._mark) or b""))
        except (orjson.JSONDecodeError, TypeError):
            return Agreed(secrets.token_hex(16), secrets.token_hex(32))

    def _know(self, agreed: Agreed) -> None:
        self.agreed = agreed
        self.desk.remember(self._mark, orjson.dumps(asdict(agreed)).decode())

    @property
    def _mark(self) -> str:
        return f"websub {self._url}"


class Callbacks:
    """The subscriptions of all feeds, and the server on which their hubs call back."""

    def __init__(self, known: Settings) -> None:
        self.shared = Shared(Service({}, Tokens({}), Signatures({}), known.ingest_mb * 1024 * 1024), known)
        self.shared.service.websub = self.answer
        self._subscriptions: list[Subscription] = []

    def put(self, subscription: Subscription) -> None:
        """One more whose hub may call."""
        self._subscriptions.append(subscription)

    def drop(self, subscription: Subscription) -> None:
        """This one's may not any more."""
        self._subscriptions.remove(subscription)

    async def answer(self, request: web.BaseRequest, name: str, query: str, room: Room) -> web.Response:
        """What a hub gets. Raises Problem."""
        given = name.encode("utf-8", "replace")
        found = [
            each for each in self._subscriptions if hmac.compare_digest(each.agreed.name.encode(), given)
        ]
        if not found:
            raise Problem(404, "no subscription has this callback")
        if request.method == "POST":
            return await self._news(request, found[0], room)
        if request.method != "GET":
            raise Problem(405, "hubs send GET and POST", headers={"Allow": "GET, POST"})
        said = {key: values[0] for key, values in parse_qs(query).items()}
        if said.get("hub.mode") == "denied":
            found[0].denied(said.get("hub.reason", "without a reason"))
            return web.Response(text="")
        challenge = said.get("hub.challenge", "")
        is_ours = said.get("hub.mode") == "subscribe" and challenge
        if not is_ours or not found[0].confirmed(
            said.get("hub.topic", ""), said.get("hub.lease_seconds", "")
        ):
            raise Problem(404, "this is not what was asked for")
        # As bytes of no kind that a browser shows: it is the hub's word.
        return web.Response(body=challenge.encode(), content_type="application/octet-stream")

    async def _news(self, request: web.BaseRequest, of: Subscription, room: Room) -> web.Response:
        encoding = encoding_of(request)
        with room.held("") as held:
            body = await read_body(request, _MOST, held)
            if not of.has_secret:
                of.told()
                await of.take(b"", None)
                return web.Response(status=202)
            if not of.is_signed(body, request.headers.get("X-Hub-Signature", "")):
                # By the recommendation it is received, and not believed.
                of.desk.refused(
                    "what came in the name of a hub is not signed with its secret, and was not taken"
                )
                return web.Response(status=202)
            if encoding:
                body = await asyncio.to_thread(opened, body, encoding, _MOST)
                held.grow(len(body))
            of.told()
            try:
                async with asyncio.timeout(_PATIENCE):
                    await of.take(body, request.headers.get("Content-Type"))
            except TimeoutError:
                raise busy("it could not be taken in within the time: send it again", 30) from None
            except ConnectError as error:
                of.desk.refused(str(error))
        return web.Response(status=202)


def keeps_secrets(hub: str) -> bool:
    """Whether a secret may be sent to a hub."""
    return hub.startswith("https://")


def join(connections: Sequence[Connection], callbacks: Sequence[Callbacks]) -> None:
    """Where sources push documents, their server is that of the hubs, too: it is one port."""
    shared = next((each.shared for each in connections if isinstance(each, Push)), None)
    for each in callbacks:
        if shared is not None:
            each.shared = shared
            shared.service.websub = each.answer
