from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError
from faust.transport.drivers.aiokafka import Consumer

from streams.engine import app as app_module
from streams.engine.app import Copydesk
from streams.engine.consumer import CarefulConsumer
from streams.engine.pool import Pool
from streams.engine.window import Output
from streams.settings import Settings


@pytest.fixture
async def copydesk(tmp_path: Path) -> AsyncIterator[Any]:
    yield Copydesk(Settings(data=tmp_path), "127.0.0.1:1", Pool(1, 1, 900))


class Producer:
    """Refuses the first `faults` attempts, half of them at once, half of them later."""

    def __init__(self, faults: int) -> None:
        self.faults, self.sent = faults, 0

    async def send(self, *_: object, **__: object) -> asyncio.Future[None]:
        self.sent += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.sent > self.faults:
            future.set_result(None)
        elif self.sent % 2:
            future.set_exception(KafkaTimeoutError())
        else:
            raise KafkaTimeoutError
        return future


async def test_an_output_that_the_broker_refuses_is_sent_again(
    copydesk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "BACKOFF", (0.0,))
    copydesk.app = SimpleNamespace(producer=Producer(faults=4))
    await (await copydesk.send(Output("t", None, b"x")))
    assert copydesk.app.producer.sent == 5


@pytest.mark.parametrize(
    ("taken", "active", "counts"), [(7, True, True), (6, True, False), (7, False, False)]
)
async def test_an_event_of_before_a_rebalance_is_outdated_and_not_acknowledged(
    copydesk: Any, monkeypatch: pytest.MonkeyPatch, taken: int, active: bool, counts: bool
) -> None:
    app = SimpleNamespace(consumer_generation_id=7, flow_control=SimpleNamespace(is_active=lambda: active))
    message = SimpleNamespace(generation_id=taken)
    copydesk.app = app
    assert copydesk._outdated(SimpleNamespace(message=message)) is not counts
    monkeypatch.setattr(Consumer, "ack", lambda *_: True)
    consumer: Any = CarefulConsumer.__new__(CarefulConsumer)
    consumer.app = app
    assert consumer.ack(message) is counts
