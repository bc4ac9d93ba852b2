"""The API on a broker that the tests of a module share: each begins behind what those before it have written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.topics import make_topics
from tests.web.api.desk import ApiDesk, serving


@pytest.fixture
async def desk(shared_broker: str, tmp_path: Path) -> AsyncIterator[ApiDesk]:
    """The API on that broker."""
    await make_topics(shared_broker)
    async with serving(shared_broker, tmp_path) as desk:
        yield desk
