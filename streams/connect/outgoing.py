"""The one client by which `copydesk connect` asks for feeds and pages: polite, bounded, and guarded.

It asks one host one thing at a time, obeys robots.txt and Retry-After, says who it is, follows at most five redirects
by hand, each checked as if it were the first url, and takes no more bytes than it was told, packed or not.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
)
from multidict import CIMultiDictProxy
from yarl import URL

from streams import __version__
from streams.connect.addresses import PUBLIC_ONLY, AddressRefused, Guard, check_url, connector, refused, shown
from streams.connect.decoding import ACCEPTED, BodyError, decoded
from streams.connect.hosts import Hosts
from streams.connect.robots import MOST_BYTES, Known, Rules, read_rules
from streams.connect.state import State
from streams.errors import ConnectError

#: The most bytes of a feed or a sitemap, and of a page.
LARGEST_FEED, LARGEST_PAGE = 50 * 1024 * 1024, 8 * 1024 * 1024
#: In seconds: to connect, without a byte, and for a request with its redirects in all.
_CONNECT, _SILENT, WHOLE = 10.0, 20.0, 60.0
MOST_REDIRECTS = 5
_REDIRECTS, _PERMANENT = (301, 302, 303, 307, 308), (301, 308)
#: Of answers larger than this at most so many are read at a time: they stand in memory.
_LARGE, _LARGE_AT_ONCE = 4 * 1024 * 1024, 3
_CHUNK = 64 * 1024
#: Bytes of what is answered to a form: it may say what was wrong.
_REASON = 2_000
#: Statuses of a server that has no time now.
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Manners:
    """How the hosts of a source are asked. `delay` is the least pause between two requests, in seconds."""

    guard: Guard = PUBLIC_ONLY
    robots: bool = True
    delay: float = 1.0
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; the body is decoded, and empty for other statuses than 200.

    `url` is where it stood in the end. `moved` is the address that the asked one has moved to for good, if it has.
    """

    status: int
    url: str
    headers: CIMultiDictProxy[str]
    body: bytes = b""
    moved: str | None = None

    @property
    def content_type(self) -> str | None:
        """As the server says it."""
        return self.said("Content-Type")

    def said(self, name: str) -> str | None:
        """A header, if it is there. What is no ASCII in it is "?": nobody knows what it means (RFC 9110, 5.5)."""
        value = self.headers.get(name)
        return None if value is None else value.encode("ascii", "replace").decode()


class ForbiddenError(ConnectError):
    """It may not be asked for: robots.txt does not allow it, or its address is refused."""


@dataclass(slots=True)
class Outgoing:
    """The client. `contact` is how the owner of a site reaches who runs this: an address of mail or of a page."""

    state: State | None = None
    contact: str = ""
    _sessions: dict[Guard, ClientSession] = field(default_factory=dict)
    _robots: Known = field(default_factory=Known)
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))
    hosts: Hosts = field(init=False)

    def __post_init__(self) -> None:
        self.hosts = Hosts(self.state)

    async def get(
        self,
        url: str,
        manners: Manners,
        *,
        limit: int = LARGEST_PAGE,
        headers: Mapping[str, str] | None = None,
        seconds: float = WHOLE,
    ) -> Answer:
        """Asks for a url, and follows where it leads. Any status but 429 and 503 is an answer.

        Raises, each in one sentence that names the address: LaterError when the host wants to be asked later,
        ForbiddenError when robots.txt or the guard does not allow it, ConnectError for all else.
        """
        asked, moved, for_good = url, None, True
        for _ in range(MOST_REDIRECTS + 1):
            parsed = _checked(asked, manners.guard)
            delay = manners.delay
            if manners.robots:
                rules = await self._rules(parsed, manners)
                if not rules.allows(str(parsed)):
                    raise ForbiddenError(f"{shown(asked)}: robots.txt of {parsed.host} does not allow it")
                delay = max(delay, rules.delay)
            answer = await self._once(parsed, manners, delay, limit, headers or {}, seconds)
            if answer.status not in _REDIRECTS:
                return Answer(answer.status, answer.url, answer.headers, answer.body, moved)
            asked = _target(parsed, answer.headers)
            for_good = for_good and answer.status in _PERMANENT
            moved = asked if for_good else moved
        raise ConnectError(f"{shown(url)}: more than {MOST_REDIRECTS} redirects")

    async def post(
        self, url: str, form: Mapping[str, str], manners: Manners, seconds: float = WHOLE
    ) -> Answer:
        """Sends a form to a url, and follows nothing; of what is answered the first bytes are the body.

        Raises ConnectError, as `get` does.
        """
        parsed = _checked(url, manners.guard)
        async with self.hosts.turn(parsed.host or "", 0.0):
            try:
                async with (
                    asyncio.timeout(seconds),
                    self._session(manners.guard).post(
                        parsed,
                        data=form,
                        headers={"User-Agent": self._agent(manners)},
                        allow_redirects=False,
                    ) as response,
                ):
                    body = await self._body(response, _REASON, cut=True)
                    return Answer(response.status, url, response.headers, body)
            except TimeoutError:
                raise ConnectError(f"{shown(url)} has not answered in time") from None
            except BodyError as error:
                raise ConnectError(f"{shown(url)}: {error}") from None
            except (ClientError, OSError, ValueError) as error:
                raise _failure(parsed, error) from error

    async def close(self) -> None:
        """Ends all connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _rules(self, url: URL, manners: Manners) -> Rules:
        """What robots.txt of a url's origin says. Raises ConnectError when it cannot be known now."""
        origin = str(url.origin())
        if (known := self._robots.get(origin)) is not None:
            return known
        asked = URL(origin) / "robots.txt"
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._once(asked, manners, 0.0, MOST_BYTES, {}, WHOLE, cut=True)
            if answer.status in _REDIRECTS:
                asked = _checked(_target(asked, answer.headers), manners.guard)
                continue
            if answer.status >= 500:
                # RFC 9309, 2.3.1.4: what cannot be known counts as a refusal, for now.
                raise ConnectError(
                    f"{shown(str(url))}: robots.txt of {url.host} is answered with {answer.status}; it is asked later"
                )
            rules = await asyncio.to_thread(read_rules, answer.status, answer.body)
            return self._robots.put(origin, rules)
        return self._robots.put(origin, Rules())  # RFC 9309, 2.3.1.2: as if there were none

    async def _once(
        self,
        url: URL,
        manners: Manners,
        delay: float,
        limit: int,
        headers: Mapping[str, str],
        seconds: float,
        *,
        cut: bool = False,
    ) -> Answer:
        """One request, when it is the host's turn. `cut`: of a body that is too large the beginning counts."""
        host = url.host or ""
        async with self.hosts.turn(host, delay):
            try:
                async with (
                    asyncio.timeout(seconds),
                    self._session(manners.guard).get(
                        url,
                        headers={"User-Agent": self._agent(manners), **headers},
                        allow_redirects=False,
                    ) as response,
                ):
                    if response.status in _BUSY:
                        raise self.hosts.put_off(host, response.headers.get("Retry-After"))
                    body = await self._body(response, limit, cut) if response.status == 200 else b""
                    return Answer(response.status, str(url), response.headers, body)
            except TimeoutError:
                raise ConnectError(f"{shown(str(url))} has not answered in time") from None
            except BodyError as error:
                raise ConnectError(f"{shown(str(url))}: {error}") from None
            except (ClientError, OSError, ValueError) as error:
                raise _failure(url, error) from error

    async def _body(self, response: ClientResponse, limit: int, cut: bool) -> bytes:
        if not cut and response.content_length is not None and response.content_length > limit:
            raise BodyError(f"the body has {response.content_length} bytes, more than {limit}")
        coding = response.headers.get("Content-Encoding", "")
        return await decoded(self._chunks(response), coding, limit, cut=cut)

    async def _chunks(self, response: ClientResponse) -> AsyncIterator[bytes]:
        size = 0
        stream = response.content.iter_chunked(_CHUNK)
        async for chunk in stream:
            size += len(chunk)
            yield chunk
            if size > _LARGE:
                break
        else:
            return
        async with self._large:
            async for chunk in stream:
                yield chunk

    def _session(self, guard: Guard) -> ClientSession:
        if (session := self._sessions.get(guard)) is None:
            session = self._sessions[guard] = ClientSession(
                connector=connector(guard),
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
                timeout=ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENT),
                headers={"Accept-Encoding": ACCEPTED},
            )
        return session

    def _agent(self, manners: Manners) -> str:
        contact = manners.contact or self.contact
        return f"copydesk/{__version__}" + (f" (+{contact})" if contact else "")


def _checked(url: str, guard: Guard) -> URL:
    try:
        return check_url(url, guard)
    except AddressRefused as error:
        raise ForbiddenError(f"{shown(url)}: {error}") from None


def _target(url: URL, headers: Mapping[str, str]) -> str:
    location = headers.get("Location", "").strip()
    try:
        if location:
            return str(url.join(URL(location)).with_fragment(None))
    except ValueError:
        pass
    raise ConnectError(f"{shown(str(url))}: a redirect that leads nowhere ({location[:100]!r})")


def _failure(url: URL, error: Exception) -> ConnectError:
    """What went wrong, for people."""
    where = shown(str(url))
    if (why := refused(error)) is not None:
        return ForbiddenError(f"{where}: {why}")
    if isinstance(error, ssl.SSLError | ClientSSLError):
        return ConnectError(f"{where}: its certificate or its TLS is not good ({str(error)[:200]})")
    inner: Any = getattr(error, "os_error", error)
    text = str(getattr(inner, "strerror", None) or inner or type(inner).__name__)[:200]
    return ConnectError(f"{where} cannot be reached or read ({text.encode('utf-8', 'replace').decode()})")
