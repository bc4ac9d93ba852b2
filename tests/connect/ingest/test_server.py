"""What a client may do to the server: come too slowly, hold connections, speak something else."""

from __future__ import annotations

import asyncio
import os
import ssl
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from streams.connect.ingest import body, server
from streams.connect.ingest.server import Certificate
from streams.errors import ConnectError, SettingsError
from tests.connect.desks import Producer
from tests.connect.ingest.pushing import TOKENS, pushing
from tests.tls import Certificates
from tests.waiting import until

HEAD = f"POST /ingest/quay HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKENS['quay']}\r\n".encode()


async def said(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the server closes."""
    async with asyncio.timeout(20):
        return await reader.read()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The head of one answer."""
    async with asyncio.timeout(20):
        return await reader.readuntil(b"\r\n\r\n")


@pytest.mark.parametrize("sent", [b"", b"POST /ingest/quay HTTP/1.1\r\nX-Slow: ", HEAD])
async def test_a_head_that_comes_too_slowly_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(server, "HEAD", 0.2)
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        drip = asyncio.create_task(_drip(writer, sent))
        try:
            assert (await said(reader)).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        finally:
            drip.cancel()
            writer.close()


async def _drip(writer: asyncio.StreamWriter, sent: bytes) -> None:
    """Each part of it is soon followed by the next; together they take for ever."""
    writer.write(sent)
    while sent:
        await asyncio.sleep(0.05)  # what a slow client does
        writer.write(b"X: y\r\n")


async def test_the_next_head_on_a_connection_has_its_time_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD", 0.3)
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + b"Content-Length: 2\r\n\r\nHi")
        assert (await answer(reader)).startswith(b"HTTP/1.1 202")
        await asyncio.sleep(0.6)  # to ask for nothing is no fault
        writer.write(HEAD)
        assert b"HTTP/1.1 408" in await said(reader)
        writer.close()


@pytest.mark.parametrize("head", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_a_body_that_comes_too_slowly_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(body, "GRACE", 0.2)
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + head)
        if b"chunked" in head:
            writer.write(b"1\r\nx\r\n")
        text = await said(reader)
        assert text.startswith(b"HTTP/1.1 408")
        assert b"the body came too slowly" in text
        assert to.connections["quay"].shared.service.held == 0
        writer.close()


async def test_a_body_that_drips_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(body, "GRACE", 0.2)
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        drip = asyncio.create_task(_drip(writer, HEAD + b"Content-Length: 1000\r\n\r\n"))
        # A drop that comes after the end of the connection takes the answer with it: so is TCP.
        with suppress(ConnectionResetError):
            assert (await said(reader)).startswith(b"HTTP/1.1 408")
        assert "answered 408, the body came too slowly" in caplog.text
        drip.cancel()
        writer.close()


async def test_a_body_that_breaks_off_holds_nothing(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        service = to.connections["quay"].shared.service
        _, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
        await until(lambda: service.held == 1000)
        writer.close()
        await until(lambda: service.held == 0)
        assert to.into.taken == []
        assert (await to.post(b"whole")).status == 202


async def test_a_body_that_is_asked_for_is_sent(tmp_path: Path) -> None:
    async with pushing(tmp_path, options={"max_bytes": 1000}) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert await answer(reader) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"Hi")
        assert (await answer(reader)).startswith(b"HTTP/1.1 202 Accepted\r\n")
        writer.close()
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + b"Expect: 100-continue\r\nContent-Length: 2000\r\n\r\n")
        assert (await answer(reader)).startswith(b"HTTP/1.1 413")  # and never a byte of it
        writer.close()


async def test_one_connection_more_takes_the_place_of_the_one_that_asks_for_nothing(tmp_path: Path) -> None:
    async with pushing(tmp_path, ingest_connections=2) as to:
        first, one = await asyncio.open_connection(*to.place)
        second, two = await asyncio.open_connection(*to.place)
        one.write(HEAD + b"Content-Length: 2\r\n\r\nHi")
        assert (await answer(first)).startswith(b"HTTP/1.1 202")  # it asked last
        third, three = await asyncio.open_connection(*to.place)
        three.write(HEAD + b"Content-Length: 2\r\n\r\nHo")
        assert (await answer(third)).startswith(b"HTTP/1.1 202")
        assert await said(second) == b""
        one.write(HEAD + b"Content-Length: 2\r\n\r\nHi")
        await first.readexactly(57)  # the body of its answer
        assert (await answer(first)).startswith(b"HTTP/1.1 202")
        for each in (one, two, three):
            each.close()


async def test_where_all_connections_work_one_more_is_told_to_come_again(tmp_path: Path) -> None:
    producer = Producer()
    producer.holds = asyncio.Event()
    async with pushing(tmp_path, producer, patience=600, ingest_connections=2) as to:
        service = to.connections["quay"].shared.service
        writers = []
        for _ in range(2):
            _, writer = await asyncio.open_connection(*to.place)
            writer.write(HEAD + b"Content-Length: 2\r\n\r\nHi")
            writers.append(writer)
        await until(lambda: service.held == 4)
        reader, writer = await asyncio.open_connection(*to.place)
        text = await said(reader)
        assert text.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert b"Retry-After: 1\r\n" in text
        for each in (*writers, writer):
            each.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60),
        b"HELO mail.example\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /ingest/quay HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /ingest/quay HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_told_so_and_the_log_stays_quiet(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(sent)
        text = await said(reader)
        assert text.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 ")), text
        assert b"this is no request of HTTP/1.1" in text
        assert caplog.text == ""
        writer.close()


async def test_a_chunked_body_that_is_none_is_refused(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n")
        assert b" 400 " in (await said(reader))[:20]
        writer.close()
        assert to.into.taken == []


async def test_at_the_end_requests_get_their_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_ENDS", 60.0)
    producer = Producer()
    producer.holds = asyncio.Event()
    async with pushing(tmp_path, producer, patience=2.0) as to:
        service = to.connections["quay"].shared.service
        posted = asyncio.create_task(to.post(b"late"))
        await until(lambda: service.held == 4)
        stopped = asyncio.create_task(to.connections["quay"].shared.server.stop())
        assert (await posted).status == 503
        await stopped
        with pytest.raises(OSError):
            await asyncio.open_connection(*to.place)


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        shared = to.connections["quay"].shared
        other = server.Server(*to.place, shared.service.answer, 10)
        with pytest.raises(ConnectError, match="set COPYDESK_INGEST_HOST and COPYDESK_INGEST_PORT"):
            await other.start()


async def test_with_a_certificate_it_speaks_tls(tmp_path: Path) -> None:
    made = Certificates.make(tmp_path)
    async with pushing(tmp_path, ingest_certfile=made.server) as to:
        assert to.address.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=made.ca)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as session:
            assert (await replace(to, session=session).post(b"sealed")).status == 202


def test_a_new_certificate_is_used_and_a_broken_one_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = Certificates.make(tmp_path)
    file = tmp_path / "cert.pem"
    file.write_bytes(made.server.read_bytes())
    certificate = Certificate(file, None)
    file.write_bytes(b"half written")
    os.utime(file, (1, 1))
    certificate.refresh()
    assert "the one before is used on" in caplog.text
    file.write_bytes(made.client.read_bytes())
    os.utime(file, (2, 2))
    certificate.refresh()
    assert caplog.text.count("used on") == 1
    for wrong in (tmp_path / "none", made.ca):
        with pytest.raises(SettingsError, match="COPYDESK_INGEST_CERTFILE"):
            Certificate(wrong, None)
    with pytest.raises(SettingsError, match="must not be locked"):
        Certificate(made.client, made.locked_key)
