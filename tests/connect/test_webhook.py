"""Subscriptions on an embedded broker, with real subscribers: in order, once, and nothing lost over a restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from aiohttp import web
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner

from streams import metrics
from streams.brokers.embedded import free_port
from streams.brokers.send import producing
from streams.brokers.topics import ensure_topics
from streams.connect import deliveries, webhook_work
from streams.connect.desk import Desk
from streams.connect.group import behind
from streams.connect.runner import Runner
from streams.connect.sender import Sender
from streams.connect.state import State
from streams.connect.subscriptions import Subscription
from streams.connect.waiting import Waiting
from streams.connect.webhook import KIND, OFF, Webhook
from streams.errors import ConnectError
from streams.events.filters import Filter
from streams.events.schema import HEADERS, load
from streams.topology import WEBHOOKS_DEAD, all_topics
from tests.connect.test_posting import Subscriber, subscriber, subscription
from tests.topics import read, write_records
from tests.waiting import until, when
from tests.web.records import canceled, published


@pytest.fixture(scope="module")
def broker(shared_broker: str) -> str:
    """With the topics of a desk; each test has an app id, and so groups, of its own."""
    asyncio.run(ensure_topics(shared_broker, all_topics("desk"), 2, 1))
    return shared_broker


@pytest.fixture
async def told() -> AsyncIterator[Subscriber]:
    async with subscriber() as told:
        yield told


@asynccontextmanager
async def running(
    broker: str, app_id: str, folder: Path, subscriptions: Sequence[Subscription], **how: Any
) -> AsyncIterator[State]:
    """`copydesk webhooks` in this process, until the end of the block. `how` are fields of Webhook."""
    state = State(folder / "webhooks")
    async with producing(broker) as producer:
        sender = Sender(producer)
        hooks = [Webhook(each, broker, app_id, sender, **({"alone": True} | how)) for each in subscriptions]
        runner = Runner(hooks, lambda each: Desk(each.source, each.kind, sender, state, Waiting(state, 0)))
        task = asyncio.ensure_future(runner.run())
        try:
            # A subscription that begins now must have begun.
            await until(lambda: all(each.has_begun or each.is_off for each in hooks), every=0.05)
            yield state
        finally:
            task.cancel()
            await asyncio.wait([task])
            state.close()


def subjects(told: Subscriber) -> list[str]:
    return [json.loads(body)["subject"] for _, body in told.got]


def versions(told: Subscriber, uri: str) -> list[str]:
    events = [json.loads(body) for _, body in told.got]
    return [each["data"]["item"].get("version", "") for each in events if each["subject"] == uri]


async def test_each_event_comes_once_and_each_uri_in_its_order(
    broker: str, told: Subscriber, tmp_path: Path
) -> None:
    async with running(broker, "order", tmp_path, [subscription(told.url)]):
        records = [published(f"urn:{n}", n, version=str(version)) for version in (1, 2, 3) for n in range(6)]
        await write_records(broker, *records)
        await until(lambda: len(told.got) >= 18, moves=lambda: len(told.got))
    assert len(told.got) == 18
    assert len({headers["webhook-id"] for headers, _ in told.got}) == 18
    for n in range(6):
        assert versions(told, f"urn:{n}") == ["1", "2", "3"]
    radio = subscription(told.url)
    assert await behind(broker, "order-webhook-radio", radio) == {"articles.enriched": 0}
    assert await behind(broker, "nobody-webhook-radio", radio) is None
    # What was answered is committed: a second run has nothing to say.
    async with running(broker, "order", tmp_path, [subscription(told.url)]):
        await write_records(broker, published("urn:after", 50))
        await until(lambda: len(told.got) > 18)
    assert subjects(told)[18:] == ["urn:after"]


async def test_a_kill_comes_although_it_does_not_fit(broker: str, told: Subscriber, tmp_path: Path) -> None:
    asked = subscription(told.url, filter=Filter.from_table({"language": "fr"}))
    async with running(broker, "kills", tmp_path, [asked]):
        await write_records(
            broker,
            published("urn:k:fr", language="fr"),
            published("urn:k:en"),
            canceled("urn:k:en"),
            canceled("urn:k:fr", language="und"),
        )
        await until(lambda: len(told.got) >= 2)
    events = [json.loads(body) for _, body in told.got]
    assert [(each["subject"], each["why"]) for each in events] == [
        ("urn:k:fr", "match"),
        ("urn:k:fr", "followed"),
    ]
    assert events[1]["pubstatus"] == "canceled"


async def test_what_was_not_answered_is_sent_again_after_a_restart(
    broker: str, told: Subscriber, tmp_path: Path
) -> None:
    told.holds = asyncio.Event()
    asked = subscription(told.url, concurrency=1)
    async with running(broker, "crash", tmp_path, [asked]):
        await write_records(broker, *(published(f"urn:c:{n}", n) for n in range(5)))
        await until(lambda: metrics.webhook_waiting._value.get() == 5)
    # It was killed while one was under way, and four waited.
    told.holds.set()
    async with running(broker, "crash", tmp_path, [asked]):
        await until(lambda: len(set(subjects(told))) == 5)
    assert len(subjects(told)) <= 6  # at most what was in flight, with the same id
    assert len({headers["webhook-id"] for headers, _ in told.got}) == 5


async def test_what_is_not_committed_is_not_run_ahead_of(
    broker: str, told: Subscriber, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, tries = AIOKafkaConsumer.commit, 0

    async def fails(self: AIOKafkaConsumer, *given: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= 30:
            raise KafkaError
        await commit(self, *given)

    monkeypatch.setattr(webhook_work, "_AGAIN", 0.02)
    asked = subscription(told.url, concurrency=2)
    async with running(broker, "ahead", tmp_path, [asked]):
        monkeypatch.setattr(AIOKafkaConsumer, "commit", fails)
        await write_records(broker, *(published(f"urn:a:{n}", n) for n in range(12)))
        await until(lambda: tries >= 30)
        assert len(told.got) in (2, 3)  # after a crash they would come once more
        await until(lambda: len(told.got) == 12)


async def test_one_that_is_down_holds_up_no_other(broker: str, told: Subscriber, tmp_path: Path) -> None:
    down = subscription(f"http://127.0.0.1:{free_port()}/hooks")
    down = replace(down, name="down")
    before = metrics.webhook_down._value.get()
    async with running(broker, "down", tmp_path, [down, subscription(told.url)]):
        await write_records(broker, *(published(f"urn:d:{n}", n) for n in range(4)))
        await until(lambda: len(told.got) == 4)
        await until(lambda: metrics.webhook_down._value.get() == before + 1)
    assert metrics.webhook_down._value.get() == before


async def test_what_fails_is_tried_again_with_the_same_id(
    broker: str, told: Subscriber, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_FIRST", 0.05)
    monkeypatch.setattr(deliveries, "SCHEDULE", (0.05,) * 9)
    told.answer = lambda _, __: 503 if len(told.got) < 3 else 204
    async with running(broker, "again", tmp_path, [subscription(told.url)]):
        await write_records(broker, published("urn:again"))
        await until(lambda: len(told.got) >= 3)
    assert len({headers["webhook-id"] for headers, _ in told.got}) == 1


async def test_what_is_never_taken_ends_on_webhooks_dead_and_the_next_goes_on(
    broker: str, told: Subscriber, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SCHEDULE", (0.02, 0.02))

    def answer(_: web.Request, body: bytes) -> int:
        return 422 if json.loads(body)["data"]["item"].get("version") == "bad" else 204

    told.answer = answer
    async with running(broker, "dead", tmp_path, [subscription(told.url)]):
        await write_records(
            broker, published("urn:dead", 1, version="bad"), published("urn:dead", 2, version="good")
        )
        await until(lambda: versions(told, "urn:dead")[-1:] == ["good"])
    assert versions(told, "urn:dead") == ["bad"] * 3 + ["good"]

    async def letters() -> list[Any]:
        return [each for each in await read(broker, WEBHOOKS_DEAD.name) if each.key == b"urn:dead"]

    (letter,) = await when(letters, lambda found: len(found) == 1)
    headers = {name: value.decode() for name, value in letter.headers}
    assert letter.value == published("urn:dead", 1, version="bad").value
    assert headers["dead-subscription"] == "radio"
    assert headers["dead-detail"] == "it answers 422; it was tried for long enough"
    assert headers["dead-attempts"] == "3"
    assert headers["dead-topic"] == "articles.enriched"
    assert headers["ce_subject"] == "urn:dead"
    schema = {**load(HEADERS)["$defs"]["webhook_dead"], "$schema": load(HEADERS)["$schema"]}  # type: ignore[index]
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(headers)


async def test_what_is_always_refused_does_not_take_the_room_of_all_others(
    broker: str, told: Subscriber, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_work, "WINDOW", 3)
    monkeypatch.setattr(deliveries, "SCHEDULE", (0.02, 0.02, *(3600.0,) * 7))
    told.answer = lambda _, body: 422 if b"urn:bad" in body else 204

    async def reasons() -> list[str]:
        letters = [dict(each.headers) for each in await read(broker, WEBHOOKS_DEAD.name)]
        return [each["dead-detail"].decode() for each in letters if b"urn:bad" in each["ce_subject"]]

    # All on one partition: what is read first is known.
    one = [uri for n in range(60) for uri in (f"urn:bad:{n}", f"urn:good:{n}") if partition_of(uri) == 0]
    bad, good = ([uri for uri in one if kind in uri] for kind in ("bad", "good"))
    async with running(broker, "room", tmp_path, [subscription(told.url)]):
        await write_records(broker, *map(published, (*bad[:2], *good[:6], *bad[2:4], *good[6:8])))
        assert "it answers 422; there is no room for it to wait longer" in await when(reasons, bool)
        await until(lambda: sum("good" in each for each in subjects(told)) == 8, moves=lambda: len(told.got))


def partition_of(uri: str) -> int:
    """Where a producer puts it, of two."""
    return int(DefaultPartitioner()(uri.encode(), [0, 1], [0, 1]))


async def test_who_is_gone_is_left_alone_until_somebody_turns_him_on(
    broker: str, told: Subscriber, tmp_path: Path
) -> None:
    told.answer = lambda _, __: 410
    asked = subscription(told.url)
    off = metrics.webhook_off._value.get()
    async with running(broker, "gone", tmp_path, [asked]) as state:
        await write_records(broker, published("urn:gone:1"), published("urn:gone:1", 2, version="2"))
        await until(lambda: state.mark("radio", KIND, OFF) is not None)
    assert len(told.got) == 1
    assert metrics.webhook_off._value.get() == off + 1
    told.answer = lambda _, __: 204
    async with running(broker, "gone", tmp_path, [asked]) as state:
        state.put("radio", KIND, OFF, None)
    assert len(told.got) == 1
    # What he was not told goes out now.
    async with running(broker, "gone", tmp_path, [asked]):
        await until(lambda: len(told.got) == 3)
    assert subjects(told) == ["urn:gone:1"] * 3


async def test_a_failure_that_may_pass_is_told_and_begun_anew(
    broker: str,
    told: Subscriber,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when the broker takes no dead letter."""

    async def refused(*_: object) -> None:
        raise ConnectError("webhooks.dead does not take events")

    monkeypatch.setattr(deliveries, "SCHEDULE", ())
    monkeypatch.setattr(Sender, "send", refused)
    told.answer = lambda _, __: 422
    async with running(broker, "refused", tmp_path, [subscription(told.url)]):
        await write_records(broker, published("urn:refused"))
        await until(lambda: "radio: webhooks.dead does not take events" in caplog.text)
    assert "a fault of copydesk" not in caplog.text
