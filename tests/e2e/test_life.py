"""The life of stories on real brokers: kills that reach every copy, and embargoes that hold, also over a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.cli.handles import handle_of
from streams.cli.held import who
from streams.events.raw_event import RawEvent, binary_event
from streams.events.schema import problem
from streams.history.held import status_event
from streams.topology import DUPLICATES, NOTICES, WITHHELD
from tests.cli.run import copydesk
from tests.e2e.desk import Desk, running_desk
from tests.e2e.topics import Listener, listening
from tests.e2e.wire import NINJS, text_of
from tests.machine import patience
from tests.waiting import until


def item(uri: str, number: int | None, *, source: str = "wire", version: int = 1, **fields: Any) -> RawEvent:
    """A ninjs item with the text of story `number`; None: a message without one."""
    document: dict[str, Any] = {
        "uri": uri,
        "type": "text",
        "version": str(version),
        "versionCreated": datetime.now(UTC).isoformat(),
        "pubStatus": "usable",
    }
    if number is not None:
        document["language"] = "en"
        document["headlines"] = [{"role": "main", "value": f"Story {number}"}]
        document["bodies"] = [{"role": "main", "contentType": "text/plain", "value": text_of(number)}]
    document |= fields
    name = f"{uri} v{version} {document['pubStatus']}"
    value = orjson.dumps(document)
    return binary_event(name, value, source=source, subject=uri, time=datetime.now(UTC), content_type=NINJS)


@pytest.fixture
async def desk(embedded: EmbeddedBroker, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(embedded.address, tmp_path, COPYDESK_PARTITIONS="3") as running:
        yield running


@pytest.fixture
async def real_desk(real_kafka: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(real_kafka, tmp_path) as running:
        yield running


async def check_kill(desk: Desk, topics: Listener, run: str) -> None:
    uri = f"urn:life:{run}"
    copies = [f"urn:copy-{number}:{run}" for number in range(4)]
    await desk.send([item(uri, 900)])
    await desk.complete()
    await desk.send([item(copy, 900, source=f"paper-{copy}") for copy in copies])
    await desk.complete()
    await desk.send(
        [item(uri, None, version=2, pubStatus="canceled", edNote="Kill: the source withdrew it.")]
    )
    await desk.complete()
    await until(
        lambda: all(topics.statuses(each)[-1:] == [("canceled", "kill")] for each in (uri, *copies)),
        moves=lambda: len(topics.told),
    )
    (killed,) = (place for place, name in desk.names.items() if name == f"{uri} v2 canceled")
    place = "/".join(map(str, killed))
    raw = desk.ends[killed][0].outcome.event
    assert raw is not None
    arrived = datetime.fromisoformat(raw["desk"]["raw"]["timestamp"]).timestamp()
    for each in (uri, *copies):
        told = topics.enriched(each)[-1]
        assert problem("article.enriched.v1", told.event) is None
        assert "bodies" not in told.event["item"]
        kill = told.event["desk"]["verdict"]["kill"]
        assert (kill["uri"], kill["raw"], told.headers["raw"]) == (uri, place, place)
        assert told.headers["pubstatus"] == "canceled"
        assert told.at >= arrived
    metrics = await desk.metrics()
    assert metrics["copydesk_kill_seconds_count"] >= 5


async def test_a_kill_reaches_the_article_and_its_copies(desk: Desk) -> None:
    async with listening(desk.broker) as topics:
        await check_kill(desk, topics, "embedded")


async def test_a_kill_reaches_them_on_a_real_kafka(real_desk: Desk) -> None:
    async with listening(real_desk.broker) as topics:
        await check_kill(real_desk, topics, "kafka")


async def test_an_embargo_is_released_on_time_although_the_worker_was_killed_while_it_held(
    real_desk: Desk,
) -> None:
    uri = "urn:life:embargo"
    until_then = datetime.now(UTC) + timedelta(seconds=patience(18))
    async with listening(real_desk.broker) as topics:
        await real_desk.send([item(uri, 901, embargoedUntil=until_then.isoformat())])
        await until(lambda: topics.on(WITHHELD.name, uri))
        await real_desk.committed()
        real_desk.worker.kill()
        real_desk.worker.start()
        await real_desk.worker.ready()
        assert topics.enriched(uri) == []
        await until(lambda: bool(topics.enriched(uri)), 60, moves=lambda: len(topics.told))
        (told,) = topics.enriched(uri)
        # Not a moment too early; the benchmark and the metric say how late.
        assert told.at >= until_then.timestamp() - 0.001
        assert told.event["desk"]["hold"]["reason"] == "embargo"
        await until(lambda: topics.on(WITHHELD.name)[-1].event is None)
        assert problem("article.withheld.v1", topics.on(WITHHELD.name, uri)[0].event) is None
        metrics = await real_desk.metrics()
        assert metrics["copydesk_embargo_late_seconds_count"] == 1
        assert metrics['copydesk_held_articles{until="embargo"}'] == 0
    assert real_desk.account.dispositions()["enriched"] >= 1
    assert real_desk.account.adds_up()


async def test_a_release_that_a_crash_cut_short_is_made_by_the_next_worker(real_desk: Desk) -> None:
    uris = [f"urn:life:cut-{number}" for number in range(40)]
    then = (datetime.now(UTC) + timedelta(seconds=patience(12))).isoformat()
    async with listening(real_desk.broker) as topics:
        await real_desk.send(item(uri, 1000 + number, embargoedUntil=then) for number, uri in enumerate(uris))
        await until(lambda: len(topics.on(WITHHELD.name)) >= len(uris))
        await real_desk.committed()
        await until(lambda: any(topics.enriched(uri) for uri in uris), 60)
        real_desk.worker.kill()
        real_desk.worker.start()
        await until(lambda: all(topics.enriched(uri) for uri in uris), 60, moves=lambda: len(topics.told))
        for uri in uris:
            assert len({told.headers["ce_id"] for told in topics.enriched(uri)}) == 1


async def test_the_desk_sees_releases_and_kills_what_waits(desk: Desk) -> None:
    unclear, withheld = "urn:life:unclear", "urn:life:withheld"
    async with listening(desk.broker) as topics:
        await desk.send(
            [
                item(unclear, 902, embargoedUntil="when the minister rises"),
                item(withheld, 903, pubStatus="withheld"),
            ]
        )
        await desk.complete()
        ran = await asyncio.to_thread(copydesk, "held", broker=desk.broker)
        assert ran.code == 0, ran.err
        assert unclear in ran.out
        assert "unclear embargo" in ran.out
        assert "when the minister rises" in ran.out
        assert withheld in ran.out
        await topics.caught_up()
        (notice,) = topics.on(NOTICES.name, unclear)
        assert problem("notice.v1", notice.event) is None
        assert notice.event["kind"] == "unclear_embargo"

        by = handle_of(unclear)
        ran = await asyncio.to_thread(copydesk, "held", "release", by, broker=desk.broker)
        assert (ran.code, ran.err, ran.out) == (0, "", f"Released: {unclear}\n")
        await until(lambda: topics.statuses(unclear) == [("usable", "new")])
        await topics.caught_up()
        ordered = topics.on(NOTICES.name, unclear)[-1].event
        assert problem("order.v1", ordered) is None
        assert (ordered["kind"], ordered["uri"], ordered["by"]) == ("release", unclear, who())
        traced = await asyncio.to_thread(copydesk, "trace", unclear, broker=desk.broker)
        assert f"{who()} ordered a release" in traced.out
        typed = withheld.replace("withheld", "witheld")
        ran = await asyncio.to_thread(copydesk, "held", "kill", "--yes", typed, broker=desk.broker)
        assert ran.code == 1
        assert f"the nearest is {withheld}" in ran.err
        ran = await asyncio.to_thread(copydesk, "held", "kill", "--yes", withheld, broker=desk.broker)
        assert ran.code == 0, ran.err
        assert f"Canceled: 1\n  {withheld}\n" in ran.out
        await until(lambda: topics.statuses(withheld) == [("canceled", "kill")])
        shown = await asyncio.to_thread(copydesk, "held", broker=desk.broker)
        assert shown.out.strip() == "Nothing is held back."
        ran = await asyncio.to_thread(copydesk, "held", "release", unclear, broker=desk.broker)
        assert ran.code == 1
        assert "nothing is held under" in ran.err
        told = await asyncio.to_thread(copydesk, "account", "--json", "--wait", "20", broker=desk.broker)
        assert told.code == 0, told.out
        assert orjson.loads(told.out)["dispositions"]["withheld"] == 0


async def test_the_desk_lets_out_what_was_published_and_then_withdrawn(desk: Desk) -> None:
    uri = "urn:life:withdrawn"
    async with listening(desk.broker) as topics:
        await desk.send([item(uri, 906)])
        await until(lambda: topics.statuses(uri) == [("usable", "new")])
        await desk.send([status_event(uri, "withheld", datetime.now(UTC), "wait")])
        await until(lambda: topics.statuses(uri)[-1:] == [("withheld", "hold")])
        ran = await asyncio.to_thread(copydesk, "held", "release", uri, broker=desk.broker)
        assert ran.code == 0, ran.err
        await until(lambda: topics.statuses(uri)[-1:] == [("usable", "new")])
        ran = await asyncio.to_thread(copydesk, "held", "release", uri, broker=desk.broker)
        assert ran.code == 1
        assert "nothing is held under" in ran.err


async def test_a_doubtful_version_waits_until_an_editor_lets_it_out(desk: Desk) -> None:
    uri = "urn:life:wall"
    wall = [{"value": "Move the piece of the puzzle to its place to go on. It takes a few seconds."}]
    async with listening(desk.broker) as topics:
        await desk.send([item(uri, 904)])
        await desk.complete()
        await desk.send([item(uri, None, version=2, language="en", headline="One moment", bodies=wall)])
        await desk.complete()
        await topics.caught_up()
        assert topics.statuses(uri) == [("usable", "new")]
        assert problem("article.withheld.v1", topics.on(WITHHELD.name, uri)[0].event) is None
        (notice,) = topics.on(NOTICES.name, uri)
        assert problem("notice.v1", notice.event) is None
        assert notice.event["kind"] == "doubtful_version"
        shown = await asyncio.to_thread(copydesk, "held", broker=desk.broker)
        assert "doubtful" in shown.out
        assert "% of the text that stands" in shown.out
        ran = await asyncio.to_thread(copydesk, "held", "release", uri, broker=desk.broker)
        assert (ran.code, ran.err, "doubtful" in ran.out) == (0, "", False)
        await until(lambda: topics.statuses(uri) == [("usable", "new"), ("usable", "update")])


async def test_a_broken_embargo_is_told(desk: Desk) -> None:
    uri, other = "urn:life:early", "urn:life:leak"
    then = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    async with listening(desk.broker) as topics:
        await desk.send([item(uri, 904, embargoedUntil=then)])
        await desk.complete()
        await desk.send([item(other, 904, source="elsewhere")])
        await desk.complete()
        await until(lambda: topics.on(NOTICES.name, uri))
        await topics.caught_up()
        (notice,) = topics.on(NOTICES.name, uri)
        assert (notice.event["kind"], notice.event["of"]) == ("embargo_broken", other)
        assert [each.event["item"]["uri"] for each in topics.on(DUPLICATES.name)] == [other]
        assert topics.enriched(uri) == topics.enriched(other) == []
