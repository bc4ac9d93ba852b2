from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError

from streams.brokers import patches
from streams.brokers.check import stop
from streams.brokers.client import connection


class _Silent:
    """A connection to a broker that answers nothing."""

    def __init__(self) -> None:
        self.asked, self.closed = asyncio.Event(), False

    def connected(self) -> bool:
        return not self.closed

    async def send(self, _: object) -> None:
        self.asked.set()
        await asyncio.Event().wait()

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("client", [AIOKafkaConsumer, AIOKafkaProducer, AIOKafkaAdminClient])
async def test_a_client_that_is_cancelled_before_its_first_answer_leaves_no_connection(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = _Silent()

    async def connects(*_: object, **__: object) -> _Silent:
        return silent

    monkeypatch.setattr(patches, "create_conn", connects)
    made = client(**connection("127.0.0.1:9"))
    starting = asyncio.create_task(made.start())
    await silent.asked.wait()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert silent.closed
    await stop(made)


@pytest.mark.parametrize("closed", [True, False])
async def test_a_connection_that_is_made_when_its_client_was_closed_is_closed(
    closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, asked, stands = _Silent(), asyncio.Event(), asyncio.Event()

    async def connects(*_: object, **__: object) -> _Silent:
        asked.set()
        await stands.wait()
        return silent

    monkeypatch.setattr(patches, "create_conn", connects)
    client = AIOKafkaClient(**connection("127.0.0.1:9"))
    client._sync_task = asyncio.create_task(asyncio.Event().wait())  # as after its bootstrap
    making = asyncio.create_task(patches.connect("127.0.0.1", 9, on_close=client._on_connection_closed))
    await asked.wait()
    if closed:
        await client.close()
    stands.set()
    if closed:
        with pytest.raises(KafkaConnectionError):
            await making
    else:
        assert await making is silent
        await client.close()
    assert silent.closed is closed
