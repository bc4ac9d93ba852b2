"""[source.http]: documents that a source pushes. One server takes those of all such sources; see `ingest`."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from streams import series
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.ingest.access import Signatures, Tokens
from streams.connect.ingest.limits import Bucket
from streams.connect.ingest.server import Certificate, Server
from streams.connect.ingest.service import Door, Service
from streams.settings import Settings
from streams.topology import BACKFILL, RAW

log = logging.getLogger(__name__)

#: The most bytes of a request and documents a second, where nothing else is set.
LARGEST, RATE = 16_000_000, 1_000


class Shared:
    """The server of all pushing sources. It listens while one of their connections runs."""

    def __init__(self, service: Service, known: Settings, certificate: Certificate | None = None) -> None:
        self.service = service
        self.server = Server(
            known.ingest_host, known.ingest_port, service.answer, known.ingest_connections, certificate
        )
        self._lock = asyncio.Lock()
        self._users = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listens inside. Raises ConnectError when the port is taken."""
        async with self._lock:
            if not self._users:
                await self.server.start()
            self._users += 1
        try:
            yield
        finally:
            # The last one waits until the requests that are there have their answers.
            async with self._lock:
                self._users -= 1
                if not self._users:
                    await self.server.stop()


@dataclass(frozen=True, slots=True)
class Push:
    """The connection of one source."""

    source: str
    door: Door
    shared: Shared
    kind: str = "http"

    async def run(self, desk: Desk) -> None:
        """Takes what is pushed until it is cancelled. Raises ConnectError."""
        async with self.shared.listening():
            self.door.fault = asyncio.get_running_loop().create_future()
            self.door.desk = desk
            desk.reached()
            try:
                await self.door.fault
            finally:
                self.door.desk = None


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The pushing sources of sources.toml. Raises SourcesError, and SettingsError for a certificate."""
    doors: dict[str, Door] = {}
    tokens: dict[str, Path] = {}
    signatures: dict[str, Path] = {}
    for each in given:
        options = each.options
        for key, files in (("token_file", tokens), ("signature_file", signatures)):
            if options.has(key):
                files[each.source] = options.path(key)
        if each.source not in tokens and each.source not in signatures:
            options.refuse(
                "token_file", "is missing, and so is signature_file: one of them says who may send"
            )
        rate = options.number("rate", RATE, 0.001, 1_000_000)
        doors[each.source] = Door(
            each.source,
            round(options.number("max_bytes", LARGEST, 1_000, 256 * 1024 * 1024)),
            Bucket(rate, options.number("burst", max(1.0, 2 * rate), 1, 10_000_000)),
            BACKFILL if options.flag("backfill", False) else RAW,
        )
        options.done()
    return _connections(doors, Tokens(tokens), Signatures(signatures), known)


def _connections(
    doors: Mapping[str, Door], tokens: Tokens, signatures: Signatures, known: Settings
) -> list[Connection]:
    certificate = Certificate(known.ingest_certfile, known.ingest_keyfile) if known.ingest_certfile else None
    if certificate is None and not _is_loopback(known.ingest_host):
        log.warning(
            "tokens come to %s unencrypted: set COPYDESK_INGEST_CERTFILE, or put a proxy with TLS before it",
            known.ingest_host,
        )
    service = Service(dict(doors), tokens, signatures, known.ingest_mb * 1024 * 1024)
    shared = Shared(service, known, certificate)
    for source in doors:
        series.start_answers(series.source_label(source))
    return [Push(source, door, shared) for source, door in doors.items()]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
