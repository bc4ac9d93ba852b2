"""Clocks on a real Kafka: no sender moves the desk's, and a worker knows how far its own is from the broker's."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from streams.brokers.reader import read_topic
from streams.brokers.send import producing
from streams.kinds import Disposition
from streams.topology import CLEAN, RAW
from tests.e2e.desk import running_desk
from tests.e2e.wire import NINJS, story, text_of

_APPENDED = 1


async def test_no_sender_moves_a_clock_and_the_worker_s_is_compared_with_the_broker_s(
    real_kafka: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    item = {
        "uri": "urn:clock:1",
        "type": "text",
        "headline": "Harwich quay",
        "body_text": text_of(9000),
        "embargoed": (now + timedelta(minutes=30)).isoformat(),
    }
    async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="2") as desk:
        await desk.send(map(story, range(5)))
        async with producing(real_kafka) as producer:
            # As any producer may, where the topic takes its word for it.
            sent = await producer.send_and_wait(
                RAW.name,
                orjson.dumps(item),
                headers=[("content-type", NINJS.encode())],
                timestamp_ms=int((now + timedelta(minutes=59)).timestamp() * 1000),
            )
        place = (sent.topic, sent.partition, sent.offset)
        desk.names[place] = "dated ahead"
        desk.account.receive(place)
        await desk.complete()
        assert desk.end("dated ahead").outcome.disposition is Disposition.WITHHELD
        offset = (await desk.metrics())["copydesk_clock_offset_seconds"]
        assert not math.isnan(offset)
        assert abs(offset) < 1
    async for record in read_topic(real_kafka, CLEAN.name, from_beginning=True, follow=False):
        assert record.timestamp_type == _APPENDED
        assert record.timestamp / 1000 < time.time() + 5
