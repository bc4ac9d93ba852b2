from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from streams.brokers.check import check, connected, stop
from streams.errors import SettingsError

#: The connections that were closed.
closed: list[bool] = []


class _Ends:
    """A client whose end lets out the cancellation of a task of its own."""

    def __init__(self, **_: Any) -> None:
        self._client = self
        closed.clear()

    async def start(self) -> None: ...

    async def stop(self) -> None:
        raise asyncio.CancelledError

    async def close(self) -> None:
        closed.append(True)


async def test_what_a_client_cancels_at_its_end_hides_nothing_and_cancels_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def answers(_: Any) -> None: ...

    monkeypatch.setattr("streams.brokers.check.check", answers)
    async with connected("127.0.0.1:1", _Ends):
        pass
    assert closed
    with pytest.raises(ZeroDivisionError):
        async with connected("127.0.0.1:1", _Ends):
            raise ZeroDivisionError
    assert closed

    inside = asyncio.Event()

    async def until_cancelled() -> None:
        async with connected("127.0.0.1:1", _Ends):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(until_cancelled())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_is_cancelled_while_a_client_ends_is_cancelled() -> None:
    ending = asyncio.Event()

    class Slow(_Ends):
        async def stop(self) -> None:
            ending.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stop(Slow()))
    await ending.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed


async def test_who_is_cancelled_while_a_client_ends_is_cancelled_even_if_the_client_keeps_it_to_itself() -> (
    None
):
    ending = asyncio.Event()

    class Keeps(_Ends):
        async def stop(self) -> None:
            ending.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    task = asyncio.create_task(stop(Keeps()))
    await ending.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_end_that_fails_closes_the_connections_too() -> None:
    class Fails(_Ends):
        async def stop(self) -> None:
            raise KafkaError("the fetcher had failed")

    with pytest.raises(KafkaError):
        await stop(Fails())
    assert closed


@pytest.mark.parametrize("address", ["kafka:0", "kafka:70000", "kafka:port", "::::"])
async def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(SettingsError, match=f"COPYDESK_BROKER: {address} is not host:port"):
        await check(address)
