"""What a request is answered."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import logging
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import errors

from streams import metrics, series
from streams.connect import sender as sending
from streams.connect.ingest import documents, service
from streams.errors import ConnectError
from tests.connect.desks import Producer
from tests.connect.ingest.pushing import KEY, TOKENS, Answer, pushing
from tests.waiting import until, when

LINES = "application/x-ndjson"


def problem(got: Answer, status: int) -> str:
    """The sentence of a problem that is as RFC 9457 has it."""
    assert got.status == status, got.body
    assert got.headers["Content-Type"] == "application/problem+json"
    assert got.told["status"] == status
    assert got.told["type"] == "about:blank"
    assert got.told["title"]
    assert "\n" not in got.told["detail"]
    return str(got.told["detail"])


def sign(body: bytes, key: str = KEY) -> str:
    """As Superdesk does."""
    return "sha1=" + hmac.new(key.encode(), body, hashlib.sha1).hexdigest()


async def test_202_comes_when_the_broker_has_acknowledged(tmp_path: Path) -> None:
    producer = Producer()
    async with pushing(tmp_path, producer) as to:
        got = await to.post(b"<p>Hi</p>", "text/html", "/ingest/quay?url=https%3A%2F%2Fquay.example%2F1")
        assert got.status == 202
        (event,) = to.into.taken
        headers = dict(event.headers)
        assert got.told == {"accepted": 1, "ids": [headers["ce_id"].decode()]}
        assert (event.value, event.key, headers["ce_source"]) == (
            b"<p>Hi</p>",
            b"https://quay.example/1",
            b"quay",
        )
        assert got.headers["Server"] == "copydesk"
        again = await to.post(b"<p>Hi</p>", "text/html", "/ingest/quay?url=https%3A%2F%2Fquay.example%2F1")
        assert again.told == got.told  # the id is made of the content


async def test_nothing_is_said_to_be_taken_before(tmp_path: Path) -> None:
    producer = Producer()
    producer.holds = asyncio.Event()
    async with pushing(tmp_path, producer, patience=0.3) as to:
        assert "has not acknowledged within 0.3 s: send it again" in problem(got := await to.post(b"x"), 503)
        assert got.headers["Retry-After"] == "5"
        producer.holds = None
        assert (await to.post(b"x")).status == 202
        assert to.connections["quay"].shared.service.held == 0


async def test_a_broker_whose_disk_is_full_is_waited_for_by_the_sender(tmp_path: Path) -> None:
    async with pushing(tmp_path, Producer([errors.KafkaStorageError()] * 3), patience=0.3) as to:
        assert "send it again" in problem(await to.post(b"x"), 503)
        to.into.fails.clear()
        assert (await to.post(b"x")).status == 202


async def test_a_broker_that_comes_back_in_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BACKOFF", (0.01,))
    async with pushing(tmp_path, Producer([errors.KafkaConnectionError()] * 3)) as to:
        assert (await to.post(b"x")).status == 202
        assert to.into.values == [b"x"]


async def test_a_broker_that_refuses_for_good_is_told_to_whoever_runs_it(tmp_path: Path) -> None:
    async with pushing(tmp_path, Producer([errors.TopicAuthorizationFailedError()])) as to:
        fault = to.connections["quay"].door.fault
        assert "the broker does not take events" in problem(await to.post(b"x"), 503)
        assert fault is not None
        with pytest.raises(ConnectError, match=r"articles\.raw does not take events"):
            fault.result()
        await until(lambda: to.connections["quay"].door.desk is None)
        assert "not taken at the moment" in problem(await to.post(b"x"), 503)
        assert (await to.post(b"x", path="/ingest/mole", token="mole")).status == 202  # no other is held up


async def test_a_record_that_the_broker_never_takes_stops_no_source(tmp_path: Path) -> None:
    async with pushing(tmp_path, Producer([errors.MessageSizeTooLargeError()])) as to:
        assert problem(await to.post(b"x"), 413) == "Kafka takes no record of that size"
        assert (await to.post(b"x")).status == 202


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/ingest/quay", None, 401),
        ("/ingest/quay", "wrong-token-0123456789", 401),
        ("/ingest/nobody", None, 401),
        ("/ingest/nobody", "wrong-token-0123456789", 401),
        ("/ingest/mole", "quay", 403),
        ("/ingest/nobody", "quay", 403),
    ],
)
async def test_who_may_not_send_learns_nothing(
    tmp_path: Path, path: str, token: str | None, status: int
) -> None:
    async with pushing(tmp_path) as to:
        got = await to.post(b"x", path=path, token=token)
        says = problem(got, status)
        if status == 401:
            assert got.headers["WWW-Authenticate"].startswith("Bearer")
            assert says == "the token of a source is needed here: Authorization: Bearer …"
        else:
            assert says == "this token is not that of the source in the path"
        assert to.into.taken == []


async def test_a_stranger_need_not_send_the_body_to_hear_so(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        reader, writer = await asyncio.open_connection(*to.place)
        writer.write(b"POST /ingest/quay HTTP/1.1\r\nHost: x\r\nContent-Length: 15000000\r\n\r\n")
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 401")
        writer.close()


async def test_of_several_all_are_taken_or_none(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        wrong = b'{"url": "https://q.example/1", "text": "a"}\n{"nothing": 1}\n'
        got = await to.post(wrong, LINES)
        assert problem(got, 422).startswith("nothing was sent, for a document is wrong: line 2")
        assert got.told["wrong"] == ["line 2: it has no text, no html, no title and no summary"]
        assert to.into.taken == []
        right = b'{"url": "https://q.example/1", "text": "a"}\n{"url": "https://q.example/2", "text": "b"}\n'
        assert (await to.post(right, LINES)).told["accepted"] == 2
        assert [each.key for each in to.into.taken] == [b"https://q.example/1", b"https://q.example/2"]


async def test_compressed_bodies_and_bombs(tmp_path: Path) -> None:
    async with pushing(tmp_path, options={"max_bytes": 10_000}) as to:
        assert (await to.post(gzip.compress(b"HARWICH"), "text/plain", Content_Encoding="gzip")).status == 202
        assert to.into.values == [b"HARWICH"]
        bomb = gzip.compress(bytes(8 << 20), 9)
        assert len(bomb) < 10_000
        said = problem(await to.post(bomb, "text/plain", Content_Encoding="gzip"), 413)
        assert said == "the body holds more than 10000 bytes, the most that this source may send"
        problem(await to.post(b"no gzip", "text/plain", Content_Encoding="gzip"), 400)
        assert "'br' is not read; gzip, deflate, zstd are" in problem(
            await to.post(b"x", "text/plain", Content_Encoding="br"), 415
        )
        assert to.connections["quay"].shared.service.held == 0


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large_is_not_read(tmp_path: Path, chunked: bool) -> None:
    async def parts() -> Any:
        for _ in range(20):
            yield b"x" * 100

    async with pushing(tmp_path, options={"max_bytes": 1000}) as to:
        got = await to.post(parts() if chunked else b"x" * 2000, "text/plain")
        assert "more than 1000 bytes" in problem(got, 413)
        assert (await to.post(b"x" * 2000, path="/ingest/mole", token="mole")).status == 202


async def test_a_document_that_no_record_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGEST", 1000)
    async with pushing(tmp_path) as to:
        assert "more than the 1000 of a record" in problem(await to.post(b"x" * 900, "text/plain"), 413)


async def test_who_sends_too_much_waits_and_nobody_else(tmp_path: Path) -> None:
    async with pushing(tmp_path, options={"rate": 0.5, "burst": 2}) as to:
        assert [(await to.post(b"x")).status for _ in range(2)] == [202, 202]
        got = await to.post(b"x")
        assert problem(got, 429) == "this source sends more than it may"
        assert got.headers["Retry-After"] in ("1", "2")
        assert (await to.post(b"x", path="/ingest/mole", token="mole")).status == 202


async def test_where_requests_hold_too_much_one_more_is_told_to_come_again(tmp_path: Path) -> None:
    producer = Producer()
    producer.holds = asyncio.Event()
    async with pushing(tmp_path, producer, patience=600, ingest_mb=1) as to:
        first = asyncio.create_task(to.post(b"x" * 200_000))
        await until(lambda: to.connections["quay"].shared.service.held == 200_000)
        got = await to.post(b"x" * 100_000)
        assert "hold 200000 bytes already" in problem(got, 503)
        assert got.headers["Retry-After"] == "1"
        producer.holds = None
        assert (await to.post(b"x" * 100_000, path="/ingest/mole", token="mole")).status == 202
        first.cancel()


async def test_superdesk_signs_what_it_pushes(tmp_path: Path) -> None:
    item = {
        "guid": "urn:newsml:1",
        "type": "text",
        "headline": "Boats",
        "body_html": "<p>Boats run again.</p>",
    }
    body = orjson.dumps(item)
    async with pushing(tmp_path) as to:
        got = await to.post(
            body,
            "application/json",
            "/ingest/mole",
            None,
            x_superdesk_signature=sign(body),
            Accept="application/json",
        )
        assert got.status == 202
        (event,) = to.into.taken
        assert (event.key, dict(event.headers)["ce_source"]) == (b"urn:newsml:1", b"mole")
        assert event.value == body
        large = orjson.dumps(item | {"body_html": "<p>Boats run.</p>" * 20_000})
        got = await to.post(
            large, "application/json", "/ingest/mole", None, x_superdesk_signature=sign(large)
        )
        assert got.status == 202


@pytest.mark.parametrize(
    ("source", "signature"),
    [
        ("mole", sign(b"another body")),
        ("mole", sign(b"body", "another key")),
        ("mole", "sha1="),
        ("mole", ""),
        ("quay", sign(b"body")),  # which has no key
        ("nobody", sign(b"body")),
    ],
)
async def test_a_wrong_signature_learns_nothing(tmp_path: Path, source: str, signature: str) -> None:
    async with pushing(tmp_path) as to:
        for path in (f"/ingest/{source}", f"/ingest/{source}/push_binary"):
            got = await to.post(b"body", "application/json", path, None, x_superdesk_signature=signature)
            assert problem(got, 401) == "the token of a source is needed here: Authorization: Bearer …"
        assert to.into.taken == []


async def test_strangers_bodies_fill_a_part_of_the_room_alone(tmp_path: Path) -> None:
    async with pushing(tmp_path, ingest_mb=1) as to:
        held = to.connections["quay"].shared.service
        head = "POST /ingest/mole HTTP/1.1\r\nHost: x\r\nX-Superdesk-Signature: sha1=00\r\nContent-Length: {}\r\n\r\n"
        _, one = await asyncio.open_connection(*to.place)
        one.write(head.format(60_000).encode() + b"half of it")
        await until(lambda: held.held == 60_000)
        reader, two = await asyncio.open_connection(*to.place)
        two.write(head.format(60_000).encode())
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 503")
        assert (await to.post(b"x" * 200_000)).status == 202
        one.close()
        two.close()


async def test_pictures_of_superdesk_are_answered_and_not_kept(tmp_path: Path) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="media"\r\n\r\n' + bytes(300_000) + b"\r\n--b--\r\n"
    async with pushing(tmp_path) as to:
        path = "/ingest/mole/push_binary"
        got = await to.post(
            body, "multipart/form-data; boundary=b", path, None, x_superdesk_signature=sign(body)
        )
        assert (got.status, got.told) == (201, {"stored": False})
        assert (await to.post(body, "multipart/form-data; boundary=b", path, "mole")).status == 201
        assert problem(await to.post(body, "multipart/form-data; boundary=b", path, None), 401)
        asked = await to.get(f"{path}/5ab0c3")
        assert (asked.status, asked.told) == (200, {"stored": False})
        assert to.into.taken == []


async def test_what_it_is_it_says_in_a_sentence(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        for path in ("/", "/ingest", "/ingest/quay", "/ingest/nobody"):
            got = await to.get(path)
            assert got.status == 200
            assert got.body.startswith(b"copydesk takes articles here: POST them to /ingest/{source}")
        assert (await to.get("/ingest/quay", "HEAD")).body == b""
        got = await to.get("/ingest/quay", "PUT")
        assert problem(got, 405) == "PUT means nothing here"
        assert got.headers["Allow"] == "GET, HEAD, POST"
        problem(await to.get("/admin"), 404)
        problem(await to.post(b"x", path="/elsewhere"), 404)


@pytest.mark.parametrize("query", ["uri=x", "url=", "url=a&url=b", "url"])
async def test_a_query_that_means_nothing_is_said(tmp_path: Path, query: str) -> None:
    async with pushing(tmp_path) as to:
        problem(await to.post(b"x", path=f"/ingest/quay?{query}"), 400)
        assert to.into.taken == []


async def test_answers_are_counted_and_what_is_refused_is_told_at_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    series.list_sources(["quay"])

    def counted() -> list[float]:
        return [
            metrics.connect_answers.labels(source, answer)._value.get()
            for source in ("quay", "other")
            for answer in metrics.ANSWERS
        ]

    def refused() -> float:
        return float(metrics.connect_refused.labels("quay", "http")._value.get())

    before, had = counted(), refused()
    async with pushing(tmp_path, options={"burst": 1, "rate": 0.001}) as to:
        await to.post(b"", "text/plain")
        await to.post(b"a=b", "application/x-www-form-urlencoded")
        await to.post(b"x", token=None)
        await to.post(b"x", path="/ingest/nobody", token=None)
        await to.post(b"x", path="/ingest/mole", token="mole")
        assert (await to.post(b"x")).status == 202
        assert (await to.post(b"x")).status == 429
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1, 1, 1, 2, 0, 1, 1, 0, 0, 0]
    assert refused() - had == 2
    told = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert told == ["quay: answered 400, the body is empty"]


async def test_a_fault_of_ours_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setattr(service, "documents", fails)
    async with pushing(tmp_path) as to:
        assert problem(await to.post(b"x"), 500) == "a fault of copydesk: its log tells more"
    assert "never thought of" in caplog.text


async def test_tokens_are_exchanged_while_it_runs(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        (tmp_path / "quay.token").write_text(f"{TOKENS['quay']}\na-new-token-0123456789\n")

        async def new() -> int:
            return (await to.post(b"x", token="a-new-token-0123456789")).status

        await when(new, lambda status: status == 202)  # within a second
        assert (await to.post(b"x")).status == 202
