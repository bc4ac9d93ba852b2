"""A real schema registry: what is registered there, and a worker whose events carry the ids."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers import batches
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.brokers.registry import Registry
from streams.errors import SettingsError
from streams.events.bundle import DRAFT, bundled
from streams.events.framing import framed, schema_of
from streams.events.schema import NAMES
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, STORIES
from tests.cli.run import copydesk
from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.registry import apicurio
from tests.waiting import when


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with apicurio(tmp_path_factory.mktemp("registry") / "log") as url:
        yield Registry(url)


def send(method: str, url: str, body: Any) -> Any:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, orjson.dumps(body), headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        return orjson.loads(response.read())


async def as_written(broker: str, topic: str) -> list[bytes]:
    """The values of a topic as the broker has them."""
    records = read_ranges(broker, await offset_ranges(broker, [topic]))
    return [record.value async for record in records if record.value is not None]


async def test_a_worker_registers_its_schemas_and_frames_its_events_and_all_of_ours_read_them(
    embedded: EmbeddedBroker, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avro = {"type": "record", "name": "Article", "fields": [{"name": "id", "type": "long"}]}
    body = {"schemaType": "AVRO", "schema": orjson.dumps(avro).decode()}
    foreign = send("POST", f"{registry.url}/subjects/avro-value/versions", body)["id"]
    known = registry.register("raw-json-value", {"$schema": DRAFT, "type": "object"})
    copied = replace(story(1, uri="urn:test:copy"), name="copy", key=story(1).key)
    in_json = replace(story(2), name="framed", value=framed(story(2).value, known))
    in_avro = replace(story(3), name="avro", value=framed(story(3).value, foreign))
    async with running_desk(embedded.address, tmp_path, COPYDESK_REGISTRY=registry.url) as desk:
        await desk.send([story(1), copied, in_json, in_avro])
        await desk.complete()
        assert desk.end("copy").topic == DUPLICATES.name
        enriched = orjson.loads(desk.end("framed").value)
        assert enriched["desk"]["cleaning"]["repairs"] == ["confluent"]
        dead = desk.end("avro")
        assert dead.headers["dead-reason"] == b"unknown_format"
        assert (
            dead.headers["dead-detail"]
            .decode()
            .startswith(f"Avro in Confluent's wire format, schema {foreign}")
        )
        assert dead.value == in_avro.value  # as it came

        async def told() -> list[bytes]:
            return await as_written(embedded.address, STORIES.name)

        await when(told, lambda found: len(found) >= 2)
        read = ("tail", ENRICHED.name, "--from-beginning", "--count", "2", "--json")
        tail = await asyncio.to_thread(copydesk, *read, broker=embedded.address)
        assert {orjson.loads(line)["item"]["uri"] for line in tail.out.splitlines()} == {
            "urn:test:story-1",
            "urn:test:story-2",
        }
        # From here on this process sees what others do.
        monkeypatch.setattr(batches, "FRAMED", frozenset())
        for topic, name in ((CLEAN, "article.clean.v1"), (ENRICHED, "article.enriched.v1")):
            values = await as_written(embedded.address, topic.name)
            wanted = registry.register(f"{topic.name}-value", bundled(name))
            assert [schema_of(value) for value in values] == [wanted] * len(values) and values
        stories = {schema_of(value) for value in await told()}
        assert stories == {registry.register("stories-value", bundled("story.v1"))}
        assert [schema_of(value) for value in await as_written(embedded.address, DEAD.name)] == [foreign]


def test_it_takes_all_schemas_and_refuses_a_change_that_breaks_readers(registry: Registry) -> None:
    ids = [registry.register(f"{name}-value", bundled(name)) for name in NAMES]
    assert len(set(ids)) == len(NAMES)
    assert [registry.register(f"{name}-value", bundled(name)) for name in NAMES] == ids
    assert registry.type_of(ids[0]) == "JSON"
    assert registry.type_of(4711) is None
    send("PUT", f"{registry.url}/config", {"compatibility": "BACKWARD"})
    grown: dict[str, Any] = bundled("story.v1")
    grown["properties"]["mood"] = {"type": "string"}
    assert registry.register("story.v1-value", grown) not in ids
    grown["properties"]["articles"] = {"type": "string"}
    with pytest.raises(SettingsError, match=r"refuses the schema of story\.v1-value.*409.*articles"):
        registry.register("story.v1-value", grown)


@pytest.mark.parametrize(
    ("command", "subject"),
    [(("worker",), "articles.withheld-value"), (("stories", "--serve"), "stories-copydesk.story.merged.v1")],
    ids=["worker", "stories"],
)
async def test_nothing_starts_where_a_schema_is_refused(
    embedded: EmbeddedBroker, registry: Registry, tmp_path: Path, command: tuple[str, ...], subject: str
) -> None:
    with contextlib.suppress(urllib.error.HTTPError):  # where there is no rule, there is none to take back
        send("PUT", f"{registry.url}/config", {"compatibility": "NONE"})
    with contextlib.suppress(urllib.error.HTTPError):  # a test before this one may have registered it
        send("DELETE", f"{registry.url}/subjects/{subject}", None)
    other = {
        "$schema": DRAFT,
        "type": "object",
        "properties": {key: {"type": "integer"} for key in ("item", "into")},
    }
    registry.register(subject, other)
    send("PUT", f"{registry.url}/config", {"compatibility": "BACKWARD"})
    run = partial(copydesk, broker=embedded.address, registry=registry.url, data=str(tmp_path))
    ran = await asyncio.to_thread(partial(run, *command, timeout=60, metrics_port="0", processes="1"))
    assert ran.code == 1
    assert f"refuses the schema of {subject}" in ran.err
