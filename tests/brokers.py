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
def real_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address (host:port) of one running Kafka for the whole session; take topic names of your own."""
    jars = kafka_jars()
    with KafkaServer(free_port(), tmp_path_factory.mktemp("kafka"), jars) as server:
        yield server.address
