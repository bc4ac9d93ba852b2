"""A real Kafka for tests. Without Java or Maven, tests that need it are skipped; under CI they fail."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from streams.brokers.embedded import free_port
from streams.brokers.jars import missing_parts, resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.settings import settings
from tests.processes import shared

#: Settings of a Kafka that notices in three seconds that a broker has gone.
QUICK = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}


def kafka_jars() -> Path:
    """The folder with Kafka's jars; skips the test if they cannot be had or run."""
    if missing := missing_parts(settings().data):
        pytest.skip(missing)
    return resolve_jars(settings().data)


@pytest.fixture(scope="session")
def kafka_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """One Kafka for the whole session, which a test may stop and start again."""
    server = KafkaServer(free_port(), tmp_path_factory.mktemp("kafka"), kafka_jars(), properties=QUICK)
    with shared(lambda: server._process), server:
        yield server


@pytest.fixture
def real_kafka(kafka_server: KafkaServer) -> Iterator[str]:
    """The address (host:port) of the session's Kafka, which has no topics yet."""
    yield kafka_server.address
    # Also after a test that failed in the midst of its work: the next one would have to wait for that.
    if kafka_server._process is not None and kafka_server.exit_code() is None:
        threaded(empty(kafka_server.address))
    else:
        kafka_server.kill()
        kafka_server.wipe()
        kafka_server.start()


async def empty(address: str) -> None:
    """Deletes all topics, and with them what groups have committed of them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        while topics := [name for name in await admin.list_topics() if not name.startswith("__")]:
            await admin.delete_topics(topics)
    finally:
        await admin.close()


def threaded(work: Coroutine[Any, Any, None]) -> None:
    """Does `work` in a thread of its own: the one of the tests may have an event loop, which asyncio.run() would end."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
