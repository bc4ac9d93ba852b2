"""Who may ask, and what is said to whom. No broker is needed for that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streams.brokers.embedded import HOST, free_port
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.runtime.problem import Problem
from streams.web.api import service
from streams.web.api.clients import Clients
from streams.web.api.service import Api
from streams.web.http import Http
from tests.web.api.desk import ApiDesk, serving
from tests.web.test_http import Server


@pytest.fixture
async def lonely(tmp_path: Path) -> AsyncIterator[ApiDesk]:
    """The API where no broker answers."""
    async with serving(f"{HOST}:{free_port()}", tmp_path) as desk:
        yield desk


async def problem(desk: ApiDesk, status: int, path: str, method: str = "GET", **headers: str) -> str:
    answer = await desk.get(path, method, **headers)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json["status"] == status
    return str(answer.json["detail"])


async def test_without_a_token_nobody_reads(lonely: ApiDesk) -> None:
    for given in ("", "Bearer a-token-of-nobody-here", "Basic eDp5"):
        answer = await lonely.get("/v1/articles", Authorization=given)
        assert (answer.status, answer.json["detail"]) == (401, "a token is needed: Authorization: Bearer …")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="copydesk"')
    assert await problem(lonely, 401, "/v1/nothing", Authorization="")
    assert await problem(lonely, 401, "/v1/articles/urn%3Aa", Authorization="")


async def test_without_a_file_of_tokens_the_api_is_off(tmp_path: Path) -> None:
    async def never(_: str) -> dict[str, object]:
        raise AssertionError

    http = Http(HOST, 0, Health(60), api=Api(f"{HOST}:{free_port()}", None, never, LoopShare()))
    await http.start()
    server = Server(Health(60), http)
    for path in ("/v1/articles", "/v1/articles/urn:a", "/v1/x"):
        status, kind, text = await server.get(path)
        assert (status, kind) == (403, "application/problem+json")
        assert "the API is off: COPYDESK_API_TOKENS names the file of those who may read" in text
    assert (await server.get("/v1/openapi.json"))[0] == 200
    assert (await server.get("/healthz"))[0] == 200
    await http.stop()


async def test_another_name_for_this_worker_is_refused_before_anything_else(lonely: ApiDesk) -> None:
    for path in ("/v1/articles", "/v1/openapi.json"):
        assert "not known by that name" in await problem(lonely, 403, path, Host="evil.example")


async def test_what_is_not_there(lonely: ApiDesk) -> None:
    assert "/v1/openapi.json says what there is" in await problem(lonely, 404, "/v1/authors")
    assert await problem(lonely, 405, "/v1/articles", "POST") == "POST means nothing here"
    assert await problem(lonely, 405, "/v1/articles", "PUT", Authorization="")
    assert "there is application/json and text/event-stream" in await problem(
        lonely, 406, "/v1/articles", Accept="text/html"
    )


async def test_what_can_be_done_is_said(lonely: ApiDesk) -> None:
    answer = await lonely.get("/v1/articles", "OPTIONS", Authorization="", Origin="https://evil.example")
    assert (answer.status, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    # Pages of other sites may not read: nothing allows them to.
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/event-stream", "text/event-stream"),
        ("application/json;q=1", "application/json"),
    ],
)
async def test_the_head_of_a_list_is_given_without_reading(lonely: ApiDesk, accept: str, kind: str) -> None:
    answer = await lonely.get("/v1/articles", "HEAD", Accept=accept)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, kind, b"")


async def test_no_broker_is_said_to_be_so(lonely: ApiDesk) -> None:
    assert "no broker answers" in await problem(lonely, 503, "/v1/stories?after=earliest")
    assert "no broker answers" in await problem(lonely, 503, "/v1/articles", Accept="text/event-stream")


async def test_a_fault_of_ours_is_said_to_be_one(
    lonely: ApiDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def wrong(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service, "poll", wrong)
    assert await problem(lonely, 500, "/v1/articles") == "a fault of copydesk, see the worker's log"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/v1/article", "uri is to be that of an article"),
        ("/v1/article?uri=%20", "uri is to be that of an article"),
        ("/v1/article?uri=a&colour=red", "colour means nothing here"),
        (
            "/v1/articles/https://a.example/b?c=d",
            "in a path a uri is percent-encoded: https%3A%2F%2Fa.example%2Fb",
        ),
        ("/v1/articles?topic=9", "topic '9' is no IPTC Media Topic"),
    ],
)
async def test_what_cannot_be_asked(lonely: ApiDesk, path: str, why: str) -> None:
    assert why in await problem(lonely, 400, path)


async def test_the_document_has_a_tag(lonely: ApiDesk) -> None:
    first = await lonely.get("/v1/openapi.json", Authorization="")
    assert first.status == 200
    again = await lonely.get("/v1/openapi.json", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


async def test_what_is_large_is_compressed_for_those_who_can(lonely: ApiDesk) -> None:
    assert (await lonely.get("/v1/openapi.json")).headers["Content-Encoding"] == "gzip"
    assert (
        "Content-Encoding" not in (await lonely.get("/v1/openapi.json", Accept_Encoding="identity")).headers
    )
    assert "Content-Encoding" not in (await lonely.get("/v1/x")).headers


def test_only_so_many_are_served() -> None:
    clients = Clients(2)
    full = pytest.raises(Problem, match="2 readers are served, which is the most")
    with clients.room("poll"), clients.room("stream"), full, clients.room("poll"):
        pass
    with clients.room("poll"):
        pass
    clients.closing = True
    with pytest.raises(Problem, match="this worker ends"), clients.room("poll"):
        pass
