"""Certificates that change under a client, at a server of TLS that wants one."""

from __future__ import annotations

import asyncio
import logging
import shutil
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from streams.brokers.client import client_options
from streams.settings import Settings
from tests.tls import Certificates


class Server:
    """Takes connections of clients with a certificate, and remembers the serial number of each."""

    def __init__(self, own: Certificates, trusted: Certificates) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=own.ca)
        self.context.load_verify_locations(trusted.ca)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.load_cert_chain(own.server)
        self.seen: list[str] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.append(writer.get_extra_info("peercert")["serialNumber"])
        writer.write(b"x")
        await writer.drain()
        writer.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Certificates, Certificates]:
    """What is there at first, and what takes its place."""
    first, second = (Certificates.make(tmp_path_factory.mktemp(name)) for name in ("first", "second"))
    return first, second


@pytest.fixture
async def places(made: tuple[Certificates, Certificates]) -> AsyncIterator[list[tuple[Server, int]]]:
    """A server with the first certificate, and one with the second; each takes clients of either CA."""
    first, second = made
    servers = [Server(first, second), Server(second, first)]
    listening = [await asyncio.start_server(each.take, "127.0.0.1", 0, ssl=each.context) for each in servers]
    yield [
        (each, listen.sockets[0].getsockname()[1]) for each, listen in zip(servers, listening, strict=True)
    ]
    for listen in listening:
        listen.close()
        await listen.wait_closed()


@pytest.fixture
def mounted(made: tuple[Certificates, Certificates], tmp_path: Path) -> tuple[Path, Path]:
    """The files that the settings name: CA, and certificate with its key."""
    ca, client = tmp_path / "ca.pem", tmp_path / "client.pem"
    shutil.copy(made[0].ca, ca)
    shutil.copy(made[0].client, client)
    return ca, client


@pytest.fixture
def context(mounted: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {
        "SECURITY_PROTOCOL": "SSL",
        "SSL_CAFILE": mounted[0],
        "SSL_CERTFILE": mounted[1],
    }.items():
        monkeypatch.setenv(f"COPYDESK_{name}", str(value))
    return client_options(Settings())["ssl_context"]


def put(new: Path | bytes, path: Path) -> None:
    """As secrets are mounted: the new file takes the place of the old one at once."""
    beside = path.with_suffix(".new")
    beside.write_bytes(new if isinstance(new, bytes) else new.read_bytes())
    beside.replace(path)


async def connect(context: ssl.SSLContext, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    assert await reader.read(1) == b"x"
    writer.close()
    await writer.wait_closed()


async def test_a_new_certificate_is_shown_to_the_next_connection(
    context: Any, mounted: tuple[Path, Path], made: Any, places: Any
) -> None:
    server, port = places[0]
    await connect(context, port)
    await connect(context, port)
    put(made[1].client, mounted[1])
    await connect(context, port)
    assert len(server.seen) == 3
    assert server.seen[0] == server.seen[1] != server.seen[2]


async def test_a_new_ca_is_trusted_and_the_old_one_no_longer(
    context: Any, mounted: tuple[Path, Path], made: Any, places: Any
) -> None:
    (_, old), (_, new) = places
    await connect(context, old)
    with pytest.raises(ssl.SSLCertVerificationError):
        await connect(context, new)
    put(made[1].ca, mounted[0])
    await connect(context, new)
    with pytest.raises(ssl.SSLCertVerificationError):
        await connect(context, old)


@pytest.mark.parametrize("broken", [b"", b"-----BEGIN CERTIFICATE-----\nhalf", None])
async def test_what_cannot_be_used_is_told_once_and_the_old_one_is_used(
    context: Any,
    mounted: tuple[Path, Path],
    made: Any,
    places: Any,
    broken: bytes | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server, port = places[0]
    await connect(context, port)
    if broken is None:
        mounted[1].unlink()
    else:
        put(broken, mounted[1])
    caplog.clear()
    await connect(context, port)
    await connect(context, port)
    (warning,) = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert warning.startswith("COPYDESK_SSL_CERTFILE and COPYDESK_SSL_KEYFILE are no certificate")
    assert warning.endswith("what was read before is used on")
    put(made[1].client, mounted[1])
    await connect(context, port)
    assert len(set(server.seen)) == 2


def test_other_threads_wrap_sockets_with_it_too(context: Any, mounted: tuple[Path, Path], made: Any) -> None:
    assert context._current() is None
    put(made[1].ca, mounted[0])
    newest = context._current()
    assert newest is not None
    assert newest.get_ca_certs() != context.get_ca_certs()
    assert newest.verify_mode is ssl.CERT_REQUIRED
    assert newest.check_hostname
