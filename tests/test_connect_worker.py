from __future__ import annotations

from typing import Any

from streams.connect.runner import Standing
from streams.connect_worker import _Telling
from streams.events.framing import schema_of, unframed
from streams.events.source_connection import decode
from streams.runtime.framing import Registration
from streams.settings import Settings
from streams.topology import SOURCES
from tests.brokers.test_registry import server
from tests.waiting import until


class Producer:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send(self, topic: str, value: bytes, **_: Any) -> None:
        assert topic == SOURCES.name
        self.sent.append(value)


async def test_what_is_told_of_connections_is_framed_where_a_registry_is_named() -> None:
    producer: Any = Producer()
    standing = Standing("harbour", "folder")
    with server(200, {"id": 12}) as answers:
        for registry, schema in ((answers.url, 12), ("", None)):
            telling = _Telling(producer, [standing], Registration(Settings(registry=registry), (SOURCES,)))
            async with telling.running():
                await until(lambda: producer.sent)
            (value,) = producer.sent
            assert schema_of(value) == schema
            assert decode(unframed(value)).source == "harbour"
            producer.sent.clear()
