"""The API of a real worker: from the wire to a reader, and what is killed or held shows nothing of its text."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp

from streams.brokers.embedded import EmbeddedBroker, free_port
from tests.e2e.desk import running_desk
from tests.e2e.test_live_page import item
from tests.web.api.desk import TOKEN, ApiDesk


async def test_what_comes_in_is_read_and_what_is_killed_or_held_is_not(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    port, tokens = free_port(), tmp_path / "tokens"
    tokens.write_text(f"reader = {TOKEN}\n")
    settings = {
        "COPYDESK_METRICS_PORT": str(port),
        "COPYDESK_PARTITIONS": "2",
        "COPYDESK_STORIES": "off",
        "COPYDESK_API_TOKENS": str(tokens),
    }
    async with (
        running_desk(embedded.address, tmp_path, **settings) as desk,
        aiohttp.ClientSession() as session,
    ):
        api = ApiDesk(f"http://127.0.0.1:{port}", embedded.address, session, tokens)
        assert (await api.get("/v1/articles", Authorization="Bearer none")).status == 401
        async with api.stream("/v1/articles?language=en&text=ferries") as events:
            await desk.send(
                [
                    item("urn:api:1", 1, "Ferries stay in port"),
                    item("urn:api:2", 2, "A quiet day elsewhere"),
                    item("urn:api:3", 3, "A secret report", embargoedUntil="2099-01-01T00:00:00Z"),
                ]
            )
            first = await events.next(60)
            assert first is not None
            assert (first.data["subject"], first.data["why"]) == ("urn:api:1", "match")
            await desk.complete()
            assert (await api.get("/v1/article?uri=urn:api:1")).json["event"] == first.data["data"]
            await desk.send([item("urn:api:1", 1, "Kill", version=2, pubStatus="canceled")])
            kill = await events.next(60)
            assert kill is not None
            assert (kill.data["subject"], kill.data["pubstatus"]) == ("urn:api:1", "canceled")
        await desk.complete()
        killed = (await api.get("/v1/articles/urn%3Aapi%3A1")).json
        assert (killed["readers"]["state"], killed["event"]) == ("canceled", None)
        assert "Ferries" not in json.dumps(killed)
        held = (await api.get("/v1/articles/urn%3Aapi%3A3")).json
        assert held["readers"]["state"] == "nothing"
        assert "held until 2099-01-01" in held["readers"]["words"]
        assert "secret" not in json.dumps(held)
        page = await api.get("/v1/articles?after=earliest")
        assert page.uris.count("urn:api:1") == 2
        assert "urn:api:3" not in page.uris
