from __future__ import annotations

import pytest

from streams.errors import BrokerError
from streams.web import tried
from streams.web.tried import tried_again


async def test_it_is_tried_until_it_can_be_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tried, "AGAIN", 0.0)
    fails: list[Exception] = [BrokerError("no answer"), OSError("gone")]

    async def read() -> str:
        if fails:
            raise fails.pop(0)
        return "read"

    assert await tried_again("the kills", read) == "read"
    assert [each.getMessage() for each in caplog.records] == [
        "the live page could not read the kills, and tries again: no answer",
        "the live page could not read the kills, and tries again: gone",
    ]


async def test_a_fault_of_ours_is_not_tried_again_and_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def read() -> str:
        raise ValueError("a fault")

    assert await tried_again("the kills", read) is None
    assert "a fault" in caplog.text
