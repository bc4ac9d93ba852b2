"""What editors may do by the API, and what nobody else may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.embedded import HOST, free_port
from streams.errors import NoTextError, OrderError
from streams.events.codec import WITHHELD, read_event, to_event
from streams.history.versions import _compared, _Version
from streams.kinds import Disposition, Signal
from streams.runtime.bearer import Tokens
from streams.verdict import Verdict
from streams.web.api.editing import Editing
from streams.web.api.openapi import document
from streams.web.api.ordered import LONGEST_NOTE, MOST
from tests.waiting import until
from tests.web.api.desk import TOKEN, Answer, ApiDesk, serving
from tests.web.api.test_openapi import is_right
from tests.web.records import EMBARGO, NOON, article

EDITOR = "a-token-of-an-editor"
URI = "urn:test:dam"
LETTER = "articles.dead/0/12"
HELD = Verdict(Disposition.WITHHELD, Signal.NEW)
DOCUMENT = b"<script>alert(1)</script>" + bytes(200_000)


class Desk:
    """Does nothing, and remembers what was ordered."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, ...]] = []
        self.answers = True

    async def held(self) -> list[dict[str, Any]]:
        waits = {"uri": URI, "source": "quay", "headline": None, "language": "en", "reason": "embargo"}
        return [
            {**waits, "until": None, "words": "", "since": "2026-11-29T10:00:00Z", "raw": "articles.raw/0/1"}
        ]

    async def held_article(self, raw: str) -> dict[str, Any]:
        (waits,) = await self.held()
        if raw != waits["raw"]:
            raise NoTextError(f"nothing that came as {raw} is held")
        told = article(URI, paragraphs=("The dam leaks.",), hold=EMBARGO, verdict=HELD)
        return waits | {"event": to_event(told, WITHHELD)}

    async def held_diff(self, raw: str) -> dict[str, Any]:
        told = read_event((await self.held_article(raw))["event"])
        before = _Version(NOON, replace(told, paragraphs=("The dam holds.",)))
        return _compared(URI, before, _Version(NOON, told))

    async def release(self, uri: str, by: str) -> dict[str, Any]:
        if uri != URI:
            raise OrderError(f"nothing is held under {uri}")
        self.orders.append(("release", uri, by))
        return {"still_held": False}

    async def kill(self, uri: str, note: str, by: str, *, remember: bool) -> dict[str, Any] | None:
        if uri != URI and not remember:
            return None
        self.orders.append(("kill", uri, note, by))
        return {
            "raw": "articles.raw/0/2",
            "answered": self.answers,
            "canceled": [uri] if self.answers else [],
        }

    async def dead(self, reason: str, since: datetime) -> list[dict[str, Any]]:
        self.since = since
        died = {"reason": reason, "at": "2026-11-29T10:00:00Z", "stage": "clean", "source": "quay"}
        about = {"subject": "", "detail": "it took too long", "attempts": 1, "size": 9, "stays": None}
        return [{"letter": LETTER, "died": "articles.raw/0/9", **died, **about}]

    async def redrive(self, places: Sequence[str], by: str) -> dict[str, Any]:
        if LETTER not in places:
            raise OrderError(f"no dead letter lies at {places[0]}")
        self.orders.append(("redrive", *places, by))
        return {
            "sent": [{"letter": LETTER, "raw": "articles.raw/0/10"}],
            "stays": [{"letter": each, "why": "redriven before"} for each in places if each != LETTER],
        }

    async def raw(self, uri: str, raw: str) -> bytes:
        if uri != URI:
            raise NoTextError(f"readers have no text of {uri} now: it is canceled")
        return DOCUMENT


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[tuple[ApiDesk, Desk]]:
    """The API with an editor, where no broker answers."""
    tokens = tmp_path / "editors"
    tokens.write_text(f"anna = {EDITOR}\n")
    desk = Desk()
    editing = Editing(Tokens(tokens), desk, {"4711": URI}.get)
    async with serving(f"{HOST}:{free_port()}", tmp_path, editing=editing) as served:
        yield served, desk


async def order(served: ApiDesk, body: Any, token: str = EDITOR, kind: str = "application/json") -> Answer:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    async with served.session.post(served.address + "/v1/orders", data=data, headers=headers) as response:
        answer = Answer(response.status, response.headers, await response.read())
    is_right(answer, document()["paths"]["/v1/orders"]["post"])
    return answer


async def test_only_editors_see_what_is_held(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    answer = await served.get("/v1/held", Authorization=f"Bearer {EDITOR}")
    is_right(answer, document()["paths"]["/v1/held"]["get"])
    assert [each["uri"] for each in answer.json["held"]] == [URI]
    answer = await served.get("/v1/held", Authorization="")
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (
        401,
        'Bearer realm="copydesk", error="invalid_token"',
    )


async def test_a_reader_is_known_and_told_that_this_is_not_for_him(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    paths = document()["paths"]
    for path in ("/v1/held", "/v1/held/article", "/v1/held/diff", "/v1/wire/4711", "/v1/dead", "/v1/raw"):
        answer = await served.get(path, Authorization=f"Bearer {TOKEN}")
        assert (answer.status, answer.json["type"]) == (403, "urn:copydesk:problem:role"), path
        assert "this token reads articles" in answer.json["detail"]
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
        is_right(answer, paths[path.replace("4711", "{key}")]["get"])


@pytest.mark.parametrize(
    ("path", "says"), [("/v1/held/article", b"The dam leaks."), ("/v1/held/diff", b'"text":"leaks')]
)
async def test_what_is_held_is_read_in_full_by_an_editor_alone(
    asked: tuple[ApiDesk, Desk], path: str, says: bytes
) -> None:
    served, _ = asked
    operation = document()["paths"][path]["get"]
    for query, token, status in (
        ("raw=articles.raw/0/1", EDITOR, 200),
        ("raw=articles.raw/0/2", EDITOR, 404),
        *(("", EDITOR, 400), ("raw=articles.raw/0/1&uri=x", EDITOR, 400)),
        *(("raw=articles.raw/0/1", TOKEN, 403), ("raw=articles.raw/0/1", "x" * 20, 401)),
    ):
        answer = await served.get(f"{path}?{query}", Authorization=f"Bearer {token}")
        is_right(answer, operation)
        assert (answer.status, says in answer.body) == (status, status == 200), query


async def test_only_editors_are_told_the_uri_of_an_entry_of_the_page(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    for key, token, status in (("4711", EDITOR, 200), ("4712", EDITOR, 404), ("4711", TOKEN, 403)):
        answer = await served.get(f"/v1/wire/{key}", Authorization=f"Bearer {token}")
        is_right(answer, document()["paths"]["/v1/wire/{key}"]["get"])
        assert answer.status == status
        assert (URI in answer.body.decode()) == (status == 200)


async def test_an_editor_also_reads_what_others_may(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    assert (await served.get("/v1/articles", "HEAD", Authorization=f"Bearer {EDITOR}")).status == 200


async def test_orders_are_carried_out_under_the_name_of_the_token(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    answer = await order(served, {"kind": "release", "uri": URI})
    assert (answer.status, answer.json) == (200, {"kind": "release", "uri": URI, "still_held": False})
    answer = await order(served, {"kind": "kill", "uri": f" {URI} ", "note": "forged letter"})
    assert (answer.status, answer.json["canceled"]) == (200, [URI])
    assert desk.orders == [("release", URI, "anna"), ("kill", URI, "forged letter", "anna")]


async def test_nobody_else_orders(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    for token, status in ((TOKEN, 403), ("", 401), ("x" * 20, 401)):
        answer = await order(served, {"kind": "kill", "uri": URI}, token)
        assert (answer.status, "editor's" in answer.json["detail"]) == (status, True)
    assert (await served.get("/v1/orders", Authorization=f"Bearer {EDITOR}")).status == 405
    assert desk.orders == []


async def test_letters_are_redriven_under_the_name_of_the_token(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    answer = await order(served, {"kind": "redrive", "letters": [LETTER, LETTER, "articles.dead/1/0"]})
    assert answer.status == 200
    assert answer.json["sent"] == [{"letter": LETTER, "raw": "articles.raw/0/10"}]
    assert answer.json["stays"] == [{"letter": "articles.dead/1/0", "why": "redriven before"}]
    assert desk.orders == [("redrive", LETTER, "articles.dead/1/0", "anna")]
    answer = await order(served, {"kind": "redrive", "letters": ["articles.dead/0/1"]})
    assert (answer.status, answer.json["detail"]) == (409, "no dead letter lies at articles.dead/0/1")
    for token, status in ((TOKEN, 403), ("", 401), ("x" * 20, 401)):
        assert (await order(served, {"kind": "redrive", "letters": [LETTER]}, token)).status == status
    assert len(desk.orders) == 1


async def test_an_order_comes_to_its_end_although_the_editor_goes_away(
    asked: tuple[ApiDesk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    served, desk = asked
    came, goes_on, kill = asyncio.Event(), asyncio.Event(), desk.kill

    async def slowly(*order: str, remember: bool) -> dict[str, Any] | None:
        came.set()
        await goes_on.wait()
        return await kill(*order, remember=remember)

    monkeypatch.setattr(desk, "kill", slowly)
    ordering = asyncio.ensure_future(order(served, {"kind": "kill", "uri": URI, "note": "forged"}))
    await came.wait()
    ordering.cancel()
    await asyncio.wait([ordering])
    # The server has seen it: another request of that connection would be answered by now.
    assert (await served.get("/v1/held", Authorization=f"Bearer {EDITOR}")).status == 200
    goes_on.set()
    await until(lambda: desk.orders == [("kill", URI, "forged", "anna")])


async def test_only_editors_see_what_died(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    operation = document()["paths"]["/v1/dead"]["get"]
    for query, status in (
        ("?reason=deadline", 200),
        ("?reason=deadline&since=2026-11-29T10:00:00", 200),
        ("?reason=deadline&since=0001-01-01T00:00:00Z", 200),
        *(("", 400), ("?reason=age", 400), ("?reason=deadline&since=noon", 400), ("?colour=red", 400)),
        ("?reason=deadline&reason=empty", 400),
    ):
        answer = await served.get("/v1/dead" + query, Authorization=f"Bearer {EDITOR}")
        assert answer.status == status, query
        is_right(answer, operation)
        if query == "?reason=deadline":
            assert [each["letter"] for each in answer.json["letters"]] == [LETTER]
            assert timedelta(minutes=59) < datetime.now(UTC) - desk.since < timedelta(minutes=61)
    assert desk.since.year == 1970
    answer = await served.get("/v1/dead?reason=deadline", Authorization=f"Bearer {TOKEN}")
    is_right(answer, operation)
    assert (answer.status, LETTER in answer.body.decode()) == (403, False)


async def test_raw_bytes_are_for_the_disk_of_an_editor_alone(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    operation = document()["paths"]["/v1/raw"]["get"]
    path = f"/v1/raw?uri={URI}&raw=articles.raw/0/9%231"
    answer = await served.get(path, Authorization=f"Bearer {EDITOR}")
    assert (answer.status, answer.body) == (200, DOCUMENT)
    said = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="articles.raw-0-9.bin"',
        "Content-Length": str(len(DOCUMENT)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    assert {name: answer.headers.get(name) for name in said} == said
    answer = await served.get(path, "HEAD", Authorization=f"Bearer {EDITOR}")
    assert (answer.status, answer.body) == (200, b"")
    wrong = "%22%0D%0A;x=.html"
    answer = await served.get(f"/v1/raw?uri={URI}&raw={wrong}", Authorization=f"Bearer {EDITOR}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="----x-.html.bin"'
    for query, token, status in (
        (f"uri={URI}&raw=articles.raw/0/9", TOKEN, 403),
        (f"uri={URI}&raw=articles.raw/0/9", "", 401),
        ("uri=urn:killed&raw=articles.raw/0/9", EDITOR, 404),
        *((f"uri={URI}", EDITOR, 400), ("raw=articles.raw/0/9", EDITOR, 400)),
        (f"uri={URI}&raw=articles.raw/0/9&x=1", EDITOR, 400),
        (f"uri={URI}&raw={'x' * 301}", EDITOR, 400),
    ):
        answer = await served.get(f"/v1/raw?{query}", Authorization=f"Bearer {token}")
        assert (answer.status, DOCUMENT[:9] in answer.body) == (status, False), query
        is_right(answer, operation)


async def test_a_kill_of_what_is_not_known_must_be_meant_so(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    answer = await order(served, {"kind": "kill", "uri": "urn:test:dma"})
    assert (answer.status, "with remember it is killed when it comes" in answer.json["detail"]) == (404, True)
    assert desk.orders == []
    assert (await order(served, {"kind": "kill", "uri": "urn:test:dma", "remember": True})).status == 200


async def test_a_kill_that_nobody_has_answered_is_no_success(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    desk.answers = False
    answer = await order(served, {"kind": "kill", "uri": URI})
    assert (answer.status, answer.json["answered"]) == (202, False)


async def test_a_release_of_what_is_not_held(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    answer = await order(served, {"kind": "release", "uri": "urn:test:other"})
    assert (answer.status, answer.json["detail"]) == (409, "nothing is held under urn:test:other")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "the body is not JSON"),
        ([], 400, "an order is an object"),
        ({"kind": "kill", "uri": URI, "urgency": 1}, 400, "urgency means nothing here"),
        ({"kind": "promote", "uri": URI}, 400, "kind is to be one of kill, release, redrive"),
        ({"kind": "kill", "uri": URI, "letters": [LETTER]}, 400, "letters go with a redrive"),
        ({"kind": "redrive"}, 400, "letters are places such as articles.dead/0/12"),
        ({"kind": "redrive", "letters": []}, 400, "letters are places"),
        ({"kind": "redrive", "letters": ["articles.raw/0/1"]}, 400, "letters are places"),
        ({"kind": "redrive", "letters": [LETTER, 7]}, 400, "letters are places"),
        ({"kind": "redrive", "letters": [f"articles.dead/0/{n}" for n in range(201)]}, 400, "200 at most"),
        ({"kind": "redrive", "letters": [LETTER], "uri": URI}, 400, "uri means nothing for a redrive"),
        ({"kind": "kill"}, 400, "uri is to be that of an article"),
        ({"kind": "kill", "uri": "x" * 5000}, 400, "uri is to be"),
        ({"kind": "release", "uri": URI, "note": "x"}, 400, "note is what readers are told of a kill"),
        ({"kind": "kill", "uri": URI, "note": "x" * (LONGEST_NOTE + 1)}, 400, "note is what"),
        ({"kind": "kill", "uri": URI, "remember": "yes"}, 400, "remember is true or false"),
        (b" " * (MOST + 1), 413, "bytes at most"),
    ],
)
async def test_what_cannot_be_ordered(asked: tuple[ApiDesk, Desk], body: Any, status: int, says: str) -> None:
    served, desk = asked
    answer = await order(served, body)
    assert (answer.status, says in answer.json["detail"]) == (status, True), answer.json
    assert desk.orders == []


async def test_a_form_of_another_site_orders_nothing(asked: tuple[ApiDesk, Desk]) -> None:
    served, desk = asked
    assert (await order(served, {"kind": "kill", "uri": URI}, kind="text/plain")).status == 415
    assert desk.orders == []


async def test_without_editors_nothing_is_held_or_ordered(tmp_path: Path) -> None:
    async with serving(f"{HOST}:{free_port()}", tmp_path) as served:
        assert (await served.get("/v1/held")).status == 404
        assert (await served.get("/v1/orders", "POST")).status == 405
