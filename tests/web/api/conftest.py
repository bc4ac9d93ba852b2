"""A broker that the tests of a module share: each begins behind what those before it have written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from streams.brokers.embedded import EmbeddedBroker, free_port
from tests.processes import shared
from tests.topics import make_topics
from tests.web.api.desk import ApiDesk, serving


@pytest.fixture(scope="module")
def api_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded broker with the topics of a desk."""
    broker = EmbeddedBroker(free_port(), tmp_path_factory.mktemp("api") / "broker.log")
    with shared(lambda: broker._process), broker:
        yield broker.address


@pytest.fixture
async def desk(api_broker: str, tmp_path: Path) -> AsyncIterator[ApiDesk]:
    """The API on that broker."""
    await make_topics(api_broker)
    async with serving(api_broker, tmp_path) as desk:
        yield desk
