"""A real Kafka for tests. Without Java or Maven, tests that need it are skipped; under CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.engine.broker import free_port
from streams.engine.kafka_jars import missing_parts, resolve_jars
from streams.engine.kafka_server import KafkaServer
from streams.settings import settings


def kafka_jars() -> Path:
    """The folder with Kafka's jars; skips the test, or fails it under CI, if they cannot be had or run."""
    missing = missing_parts(settings().data)
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return resolve_jars(settings().data)


@pytest.fixture(scope="session")
def kafka_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """One Kafka for the whole session, which a test may stop and start again. A dead one is noticed in 3 s."""
    jars = kafka_jars()
    quick = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}
    with KafkaServer(free_port(), tmp_path_factory.mktemp("kafka"), jars, properties=quick) as server:
        yield server


@pytest.fixture
def real_kafka(kafka_server: KafkaServer) -> str:
    """The address (host:port) of the session's Kafka; take uris, and where it matters topics, of your own."""
    return kafka_server.address
