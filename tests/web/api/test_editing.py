"""What editors may do by the API, and what nobody else may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.embedded import HOST, free_port
from streams.errors import OrderError
from streams.runtime.bearer import Tokens
from streams.web.api.editing import LONGEST_NOTE, MOST, Editing
from streams.web.api.openapi import document
from tests.web.api.desk import TOKEN, Answer, ApiDesk, serving
from tests.web.api.test_openapi import is_right

EDITOR = "a-token-of-an-editor"
URI = "urn:test:dam"


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
    for token in ("", "Bearer a-token-of-the-tests"):  # that of a reader
        answer = await served.get("/v1/held", Authorization=token)
        assert (answer.status, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")


async def test_only_editors_are_told_the_uri_of_an_entry_of_the_page(asked: tuple[ApiDesk, Desk]) -> None:
    served, _ = asked
    for key, token, status in (("4711", EDITOR, 200), ("4712", EDITOR, 404), ("4711", TOKEN, 401)):
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
    for token in ("a-token-of-the-tests", "", "x" * 20):
        assert (await order(served, {"kind": "kill", "uri": URI}, token)).status == 401
    reader = await order(served, {"kind": "kill", "uri": URI}, "a-token-of-the-tests")
    assert "editor's token" in reader.json["detail"]
    assert (await served.get("/v1/orders", Authorization=f"Bearer {EDITOR}")).status == 405
    assert desk.orders == []


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
        ({"kind": "promote", "uri": URI}, 400, "kind is to be one of kill, release"),
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
