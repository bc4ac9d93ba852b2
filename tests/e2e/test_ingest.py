"""Documents that are pushed by HTTP, on a real Kafka."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import aiohttp

from streams.brokers.embedded import free_port
from tests.e2e.connects import connecting, page_of, published, repeated
from tests.e2e.desk import running_desk
from tests.e2e.wire import text_of
from tests.machine import patience

MANY, CLIENTS = 120, 8
_TOKEN = "quay-token-0123456789"


class _Sender:
    """A client as it should be: what has no 202 is sent again."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._url = f"http://127.0.0.1:{port}/ingest/quay"
        self.taken = self.tries = 0

    async def send(self, number: int) -> None:
        headers = {"Authorization": f"Bearer {_TOKEN}", "Content-Type": "text/html"}
        url = {"url": f"https://quay.example/{number}"}
        while True:
            self.tries += 1
            try:
                body = page_of(number, text_of(number))
                async with self._session.post(self._url, data=body, headers=headers, params=url) as got:
                    if got.status == 202:
                        self.taken += 1
                        return
                    assert got.status == 503
            except aiohttp.ClientError:
                pass  # nobody listens
            await asyncio.sleep(0.2)  # before it is sent again


async def test_what_is_pushed_is_enriched_in_two_seconds_and_once_over_kill_9(
    real_kafka: str, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(_TOKEN)
    sources = f'[[source]]\nname = "quay"\n[source.http]\ntoken_file = "{tmp_path}/token"\n'
    port = free_port()
    environment = {"COPYDESK_INGEST_PORT": str(port)}
    async with running_desk(real_kafka, tmp_path) as desk, aiohttp.ClientSession() as session:
        sender = _Sender(session, port)
        numbers = iter(range(1, MANY))

        async def send_all() -> None:
            for number in numbers:
                await sender.send(number)

        async with connecting(desk, sources, "first", **environment) as connect:
            began = time.monotonic()
            await sender.send(0)
            await desk.until(lambda: published(desk)["Story number 0"])
            assert time.monotonic() - began < patience(2)
            sending = [asyncio.create_task(send_all()) for _ in range(CLIENTS)]
            await desk.until(lambda: sender.taken > MANY // 4)
            connect.kill()
            assert not all(task.done() for task in sending), (
                "all is sent before it was killed: nothing is proven"
            )
        async with connecting(desk, sources, "second", **environment):
            await asyncio.gather(*sending)
            await desk.until(lambda: len(published(desk)) == MANY)
            assert set(published(desk).values()) == {1}
            # What was sent and had no answer came twice, and was known.
            assert sum(repeated(desk).values()) <= CLIENTS
            assert sender.taken == MANY
