"""The server of pushed documents: it listens, and bounds how many clients there are and how long each may take.

aiohttp parses and answers. It is used without its router, whose work on each request costs as much as ours.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

from aiohttp import web

from streams.errors import ConnectError, SettingsError
from streams.runtime.problem import Problem, busy

log = logging.getLogger(__name__)

#: A request's head must be there so many seconds after its first byte, or after the connection was made.
HEAD = 10.0
#: A connection that asks for nothing is kept for so long, in seconds.
IDLE = 75.0
#: So long what still comes of a request that is answered is thrown away, in seconds: else its sender may not hear.
_LINGERS = 1.0
#: Bytes of a body that wait in a connection until they are read.
_WAITING = 64 * 1024
#: So many clients at once are given that time when they are turned away; more are not.
_MOST_LEAVING = 64
#: How long requests get to end when the server stops, and a handshake of TLS may take, in seconds.
_ENDS, _HANDSHAKE = 6.0, 10.0
#: How often it is looked whether the certificate has changed, in seconds.
_LOOKS = 60.0
_BACKLOG = 512

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Server:
    """Listens on `host` and `port` (0: any free) and gives each request to `handler`, which raises nothing.

    `most` connections are held at once. One more takes the place of that which has asked for nothing for longest; where
    all of them work, it is told to come again.
    """

    def __init__(
        self, host: str, port: int, handler: Handler, most: int, certificate: Certificate | None = None
    ) -> None:
        self._host, self.port, self._handler, self._most = host, port, handler, most
        self._certificate = certificate
        self._server: asyncio.AbstractServer | None = None
        self._clients: _Listening | None = None
        self._looking: asyncio.Task[None] | None = None
        self.address = ""

    async def start(self) -> None:
        """Listens. Raises ConnectError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._clients = _Listening(self._handler, self._most)
        context = self._certificate.context if self._certificate else None
        try:
            self._server = await loop.create_server(
                self._clients,
                self._host,
                self.port,
                ssl=context,
                backlog=_BACKLOG,
                ssl_handshake_timeout=_HANDSHAKE if context else None,
            )
        except OSError as error:
            raise ConnectError(
                f"{self._host}:{self.port} cannot be listened on ({error.strerror}): set COPYDESK_INGEST_HOST and "
                "COPYDESK_INGEST_PORT"
            ) from error
        host, port, *_ = self._server.sockets[0].getsockname()
        self.address = f"{'https' if context else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
        if self._certificate:
            self._looking = asyncio.create_task(self._certificate.keep_fresh())
        log.info("documents are taken at %s/ingest/", self.address)

    async def stop(self) -> None:
        """Listens no more, lets the requests that are there end, and closes what is left."""
        if self._looking:
            self._looking.cancel()
        if self._server is None or self._clients is None:
            return
        self._server.close()
        self._clients.pre_shutdown()
        await self._clients.shutdown(_ENDS)
        self._server = self._clients = None

    @property
    def connections(self) -> int:
        """How many there are now."""
        return len(self._clients.connections) if self._clients else 0


class _Listening(web.Server):
    """aiohttp's server of our connections, and which of them ask for nothing: the longest first."""

    def __init__(self, handler: Handler, most: int) -> None:
        super().__init__(handler)
        self._most = most
        self.idle: dict[Client, None] = {}
        self.leaving: set[Client] = set()

    def __call__(self) -> web.RequestHandler:
        return Client(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,
            keepalive_timeout=IDLE,
            lingering_time=_LINGERS,
            read_bufsize=_WAITING,
            auto_decompress=False,
        )

    def has_room(self) -> bool:
        """Whether one more may come; one that asks for nothing goes for it."""
        if len(self.connections) < self._most:
            return True
        longest = next(iter(self.idle), None)
        if longest is None:
            return False
        del self.idle[longest]
        longest.force_close()
        return True


class Client(web.RequestHandler):
    """A client. Between its requests it is idle; a request begins with its first byte and ends with the answer."""

    __slots__ = ("_head", "_listening", "_turned_away", "_works")

    def __init__(self, listening: _Listening, **options: Any) -> None:
        super().__init__(listening, **options)
        self._listening = listening
        self._head: asyncio.TimerHandle | None = None
        self._works = self._turned_away = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As aiohttp does, if there is room."""
        if not self._listening.has_room():
            self.transport = cast(asyncio.Transport, transport)
            self._turn_away(busy("too many connections are open"))
            return
        super().connection_made(transport)
        self._listening.idle[self] = None
        self._await_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        """As aiohttp does."""
        self._listening.idle.pop(self, None)
        self._listening.leaving.discard(self)
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As aiohttp does; with the first byte of a request its time begins."""
        if self._turned_away:
            return
        if not self._works and self._head is None:
            self._await_head()
        super().data_received(data)

    def works(self) -> None:
        """The head of a request is there, and it is being answered."""
        self._works = True
        self._head_came()
        self._listening.idle.pop(self, None)

    def rests(self) -> None:
        """The answer is made."""
        self._works = False
        if self.transport is not None:
            self._listening.idle[self] = None

    def give_up(self) -> None:
        """What may still come of the request is not waited for."""
        self._lingering_time = 0.0

    def _await_head(self) -> None:
        self._head = self._loop.call_later(HEAD, self._too_slow)

    def _head_came(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_slow(self) -> None:
        if not self._works:
            self._turn_away(Problem(408, "the head of the request came too slowly"))

    def _turn_away(self, problem: Problem) -> None:
        """Says why, and closes: not at once, for where bytes of the client are not read yet it would not hear it."""
        transport = self.transport
        if transport is None:
            return
        self._turned_away = True
        self._listening.idle.pop(self, None)
        transport.write(problem.bare())
        if len(self._listening.leaving) >= _MOST_LEAVING:
            transport.close()
            return
        self._listening.leaving.add(self)
        if transport.can_write_eof():
            transport.write_eof()
        self._loop.call_later(_LINGERS, transport.close)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP, and faults of ours. The one is a client's affair, the other goes into the log."""
        if status >= 500:
            log.error("a request could not be answered: a fault of copydesk", exc_info=exc)
            return Problem(status, "a fault of copydesk: its log tells more", ends=True).response()
        return Problem(
            status, f"this is no request of HTTP/1.1: {message or exc}"[:200], ends=True
        ).response()


class Certificate:
    """The certificate of the server and its key, in PEM. A new one is used for new connections, without a restart.

    Raises SettingsError for files that cannot be used.
    """

    def __init__(self, certfile: Path, keyfile: Path | None) -> None:
        self._files = (certfile, keyfile)
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._seen = self._print()
        self._load()

    async def keep_fresh(self) -> None:
        """Reads the files again when they have changed, until it is cancelled."""
        while True:
            await asyncio.sleep(_LOOKS)
            self.refresh()

    def refresh(self) -> None:
        """Reads the files again if they have changed; of those that cannot be used the log tells."""
        seen = self._print()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._load()
        except SettingsError as error:
            log.error("%s; the one before is used on", error)

    def _load(self) -> None:
        certfile, keyfile = self._files
        try:
            # With a password of our own OpenSSL does not ask for one on the terminal.
            self.context.load_cert_chain(certfile, keyfile, password="")
        except (OSError, ValueError) as error:
            raise SettingsError(
                "COPYDESK_INGEST_CERTFILE and COPYDESK_INGEST_KEYFILE are no certificate in PEM with its key, which "
                f"must not be locked with a password ({error})"
            ) from error

    def _print(self) -> tuple[tuple[int, int] | None, ...]:
        found: list[tuple[int, int] | None] = []
        for path in self._files:
            try:
                stat = path.stat() if path else None
            except OSError:
                stat = None
            found.append((stat.st_mtime_ns, stat.st_ino) if stat else None)
        return tuple(found)
