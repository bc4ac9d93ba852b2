"""Fixtures that several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.engine.broker import EmbeddedBroker, free_port
from tests.brokers import kafka_server, real_kafka

__all__ = ["embedded", "kafka_server", "real_kafka"]


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    """An embedded broker of the test's own."""
    with EmbeddedBroker(free_port(), tmp_path / "broker.log") as broker:
        yield broker
