"""An editor at the API of a worker: sees what is held, lets it out, kills it, and his name stands with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import orjson

from streams.brokers.embedded import EmbeddedBroker
from streams.topology import NOTICES
from streams.web.entry import key_of_uri
from tests.e2e.desk import running_desk
from tests.e2e.test_life import item
from tests.e2e.topics import listening
from tests.waiting import until, when

TOKEN = "a-token-of-an-editor"


async def test_an_editor_releases_and_kills_by_the_api(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    uri = "urn:orders:1"
    (tmp_path / "editors").write_text(f"anna = {TOKEN}\n")
    async with (
        running_desk(embedded.address, tmp_path, COPYDESK_DESK_TOKENS=str(tmp_path / "editors")) as desk,
        listening(desk.broker) as topics,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session,
    ):
        root = (await desk.worker.ready()).removesuffix("/metrics") + "/v1"

        async def order(**order: str) -> Any:
            async with session.post(f"{root}/orders", json=order) as answer:
                return answer.status, await answer.json()

        await desk.send([item(uri, 901, embargoedUntil="when the minister rises")])
        await desk.complete()
        async with session.get(f"{root}/held") as answer:
            (waits,) = (await answer.json())["held"]
        assert (waits["uri"], waits["reason"], waits["words"]) == (
            uri,
            "unclear_embargo",
            "when the minister rises",
        )
        assert await order(kind="release", uri=uri) == (
            200,
            {"kind": "release", "uri": uri, "still_held": False},
        )
        await until(lambda: topics.statuses(uri) == [("usable", "new")])
        # The live page is read while somebody looks; then an editor is told which uri an entry has.
        async with session.get(root.removesuffix("/v1") + "/events"):

            async def uri_of_entry() -> Any:
                async with session.get(f"{root}/wire/{key_of_uri(uri)}") as answer:
                    return (await answer.json()).get("uri")

            assert await when(uri_of_entry, bool) == uri
        status, told = await order(kind="kill", uri=uri, note="forged letter")
        assert (status, told["canceled"]) == (200, [uri])
        await until(lambda: topics.statuses(uri)[-1:] == [("canceled", "kill")])
        await topics.caught_up()
        orders = [each.event for each in topics.on(NOTICES.name, uri) if "by" in each.event]
        assert [(each["kind"], each["by"]) for each in orders] == [("release", "anna"), ("kill", "anna")]
        assert orders[1]["note"] == "forged letter"
        assert orjson.dumps(told)
