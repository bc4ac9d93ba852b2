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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for clocks and brokers comes first: begun last, it would be waited for alone."""
    items.sort(
        key=lambda item: next(
            (rank for rank, room in enumerate(("tests/ops/", "tests/e2e/")) if room in item.nodeid), 2
        )
    )
