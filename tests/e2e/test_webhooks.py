"""`copydesk webhooks` as a process on a real Kafka: killed in the midst of its work, it loses nothing."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from streams.brokers.topics import ensure_topics
from streams.topology import all_topics
from tests.connect.test_posting import Subscriber, subscriber, subscription
from tests.connect.test_signature import SECRET
from tests.connect.test_webhook import running
from tests.processes import fork
from tests.topics import writing
from tests.waiting import until
from tests.web.records import published

CONCURRENCY, EVENTS = 2, 30


@pytest.fixture
async def told() -> AsyncIterator[Subscriber]:
    async with subscriber() as told:
        yield told


def start(broker: str, folder: Path, url: str) -> subprocess.Popen[bytes]:
    """A process that runs one subscription, of all that there is."""
    text = f"""
    [[subscription]]
    name = "radio"
    url = "{url}"
    secret = "{SECRET}"
    begin = "earliest"
    concurrency = {CONCURRENCY}
    allow_private = true
    """
    variables = {
        "COPYDESK_BROKER": broker,
        "COPYDESK_DATA": str(folder),
        "COPYDESK_SUBSCRIPTIONS": text,
        "COPYDESK_WEBHOOKS_PORT": "0",
        "COPYDESK_PARTITIONS": "2",
    }
    with (folder / "webhooks.log").open("ab") as log:
        return fork(["streams", "webhooks"], os.environ | variables, log.fileno())


async def test_killed_in_the_midst_it_loses_nothing_and_repeats_what_was_in_flight(
    real_kafka: str, told: Subscriber, tmp_path: Path
) -> None:
    await ensure_topics(real_kafka, all_topics("copydesk"), 2, 1)
    await send(real_kafka, range(EVENTS))
    told.holds = asyncio.Event()
    told.most = EVENTS // 2  # so many are answered
    first = start(real_kafka, tmp_path, told.url)
    await until(
        lambda: len(told.got) == EVENTS // 2 and told.open == CONCURRENCY, moves=lambda: len(told.got)
    )
    first.kill()
    first.wait()
    told.holds.set()
    second = start(real_kafka, tmp_path, told.url)
    await until(lambda: len(ids(told)) == EVENTS, moves=lambda: len(told.got))
    second.terminate()
    assert await asyncio.to_thread(second.wait, 20) == 0
    # Those that were under way, and fewer than as many whose answer was not committed yet.
    assert len(told.got) < EVENTS + 2 * CONCURRENCY
    seen: dict[str, list[int]] = {}
    for _, body in told.got:
        event = json.loads(body)
        versions = seen.setdefault(event["subject"], [])
        if (version := int(event["data"]["item"]["version"])) not in versions:
            versions.append(version)
    assert all(versions == sorted(versions) and len(versions) == 3 for versions in seen.values())


async def test_two_share_the_partitions_and_one_takes_over_what_the_other_had(
    real_kafka: str, told: Subscriber, tmp_path: Path
) -> None:
    await ensure_topics(real_kafka, all_topics("copydesk"), 4, 1)
    asked = subscription(told.url, concurrency=2)
    first = running(real_kafka, "shared", tmp_path / "1", [asked], alone=False, instance="1", session=6.0)
    second = running(real_kafka, "shared", tmp_path / "2", [asked], alone=False, instance="2", session=6.0)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(first)
        await send(real_kafka, range(EVENTS))
        await until(lambda: len(ids(told)) == EVENTS, moves=lambda: len(told.got))
        told.holds = asyncio.Event()
        await send(real_kafka, range(EVENTS, 2 * EVENTS))
        await until(lambda: told.open == 2)
        # Some of its partitions are taken from the first while their events are under way.
        await stack.enter_async_context(second)
        await until(lambda: told.open >= 3)
        told.holds.set()
        await until(lambda: len(ids(told)) == 2 * EVENTS, moves=lambda: len(told.got))
    assert len(told.got) <= 2 * EVENTS + 2 * CONCURRENCY


async def send(broker: str, numbers: range) -> None:
    async with writing(broker) as producer:
        for number in numbers:
            each = published(f"urn:{number % 10}", number, version=str(number))
            await producer.send(each.topic, each.value, key=each.key, headers=each.headers)


def ids(told: Subscriber) -> set[str]:
    return {headers["webhook-id"] for headers, _ in told.got}
