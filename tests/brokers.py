"""A real Kafka for tests. Without Java or Maven, tests that need it are skipped; under CI they fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.engine.broker import free_port
from streams.engine.kafka_jars import missing_parts, resolve_jars
from streams.engine.kafka_server import KafkaServer
from streams.settings import settings
from tests.processes import failed, shared

#: Settings of a Kafka that notices in three seconds that a broker has gone, and lets workers have short sessions.
QUICK = {
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "group.min.session.timeout.ms": "1000",
}


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
def real_kafka(kafka_server: KafkaServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address (host:port) of the session's Kafka; take uris, and where it matters topics, of your own.

    A test that fails may leave work behind, for which the next one would have to wait: it gets an empty Kafka.
    """
    yield kafka_server.address
    if failed(request.node):
        kafka_server.kill()
        kafka_server.wipe()
        kafka_server.start()
