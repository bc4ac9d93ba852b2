"""What 500 feeds cost `copydesk connect`, with a thousand entries an hour in all.

Run: `.venv/bin/python ops/bench/feeds.py [--feeds 500] [--entries 1000] [--seconds 120] [--words 120]`. This program is
the server of the feeds, each on an address of its own; connect polls them, and sends to the embedded broker. An hour is
run in so many seconds: feeds get their entries, and connect makes its pauses, so many times faster. Each feed holds
thirty entries; four in five of the feeds have an ETag. Printed are the polls, the entries, how long after an entry was
in its feed it was with the broker, in time of the hour, and the CPU time of connect as a share of a core in that hour.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections import Counter, deque
from hashlib import blake2b
from pathlib import Path

from aiohttp import web

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.reader import read_topic
from streams.cli.processes import WorkerProcess
from streams.topology import RAW

_KEPT = 30
_WORDS = (
    "harbour",
    "council",
    "tuesday",
    "boats",
    "storm",
    "passed",
    "over",
    "the",
    "said",
    "again",
    "quay",
    "run",
)
#: The pauses of a connection as they are where nothing else is set, in seconds.
_LEAST, _MOST = 60.0, 1800.0


class Feeds:
    """The feeds, and who asks for them."""

    def __init__(self, count: int, words: int) -> None:
        self._words = words
        self._number = 0
        self.items: list[deque[str]] = [deque(maxlen=_KEPT) for _ in range(count)]
        self.asked = Counter[str]()
        for feed in range(count):
            for _ in range(_KEPT):
                self.put(feed)

    def put(self, feed: int) -> int:
        """One more entry; its number."""
        self._number += 1
        text = " ".join(random.choices(_WORDS, k=self._words))
        self.items[feed].appendleft(
            f"<item><title>Bench {self._number} of the day</title><link>https://bench.example/{self._number}-bench</link>"
            f'<guid isPermaLink="false">bench-{self._number}</guid><dc:creator>Jane Roe</dc:creator>'
            f"<category>Harbour</category><description><![CDATA[<p>{text}</p>]]></description></item>"
        )
        return self._number

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A feed, or 304."""
        if request.path == "/robots.txt":
            return web.Response(status=404)
        feed = int(request.path[1:])
        self.asked["polls"] += 1
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>Bench {feed}</title><link>https://bench.example/</link><language>en</language>"
            f"{''.join(self.items[feed])}</channel></rss>"
        ).encode()
        if feed % 5:
            etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            if request.headers.get("If-None-Match") == etag:
                self.asked["unchanged"] += 1
                return web.Response(status=304)
            return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})
        return web.Response(body=body, content_type="application/rss+xml")


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sources(count: int, port: int, speed: float) -> str:
    """The sources.toml, each feed on another address of this machine."""
    return "".join(
        f'[[source]]\nname = "bench-{feed}"\nmetrics = false\n[source.feed]\n'
        f'url = "http://127.0.{1 + feed // 250}.{1 + feed % 250}:{port}/{feed}"\nallow_private = ["127.0.0.0/8"]\n'
        f'backlog = "none"\nleast = {_LEAST / speed}\nmost = {_MOST / speed}\n'
        for feed in range(count)
    )


async def sent(broker: EmbeddedBroker) -> dict[int, float]:
    """When each entry was with the broker, by its number, in Unix time."""
    found: dict[int, float] = {}
    async for record in read_topic(broker.address, RAW.name, from_beginning=True, follow=False):
        number = bytes(record.value).partition(b"<item><title>Bench ")[2].partition(b" ")[0]
        found[int(number)] = record.timestamp / 1000
    return found


async def main(count: int, entries: int, seconds: float, words: int) -> None:
    """Measures and prints."""
    speed = 3600 / seconds
    feeds = Feeds(count, words)
    server = web.ServerRunner(web.Server(feeds.answer, access_log=None))
    await server.setup()
    port = free_port()
    await web.TCPSite(server, "0.0.0.0", port).start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources.toml").write_text(sources(count, port, speed))
        with EmbeddedBroker(free_port(), folder / "broker.log") as broker:
            environment = {
                "COPYDESK_SOURCES": str(folder / "sources.toml"),
                "COPYDESK_DATA": str(folder / "data"),
                "COPYDESK_CONNECT_PORT": "0",
            }
            with WorkerProcess(
                broker.address, folder / "connect.log", environment=environment, command=("connect",)
            ) as connect:
                await connect.ready()
                assert connect.process is not None
                while feeds.asked["polls"] < count:  # noqa: ASYNC110 - a poll of a bench
                    await asyncio.sleep(0.2)
                await asyncio.sleep(_MOST / speed)  # until the pauses have found their lengths
                put: dict[int, float] = {}
                before, cpu, began = feeds.asked.copy(), cpu_seconds(connect.process.pid), time.monotonic()
                for each in range(entries):
                    await asyncio.sleep(max(0.0, began + seconds * each / entries - time.monotonic()))
                    put[feeds.put(random.randrange(count))] = time.time()
                await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
                took, elapsed = cpu_seconds(connect.process.pid) - cpu, time.monotonic() - began
                after = feeds.asked - before
                await asyncio.sleep(_MOST / speed)  # until the last one is there
            found = await sent(broker)
    await server.cleanup()
    late = sorted((found[number] - at) * speed / 60 for number, at in put.items() if number in found)
    half, all_of_them = late[len(late) // 2], late[-1]
    hour = elapsed * speed
    print(f"{count} feeds, {entries} entries in an hour that took {elapsed:.0f} s")
    print(f"{after['polls']} polls, of which {after['unchanged']} were answered with 304")
    print(f"{len(late)} of {len(put)} entries sent: half in {half:.0f} min, all in {all_of_them:.0f} min")
    print(f"CPU of connect: {took:.1f} s, {100 * took / hour:.2f} % of a core in the hour")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--words", type=int, default=120)
    known = parser.parse_args()
    asyncio.run(main(known.feeds, known.entries, known.seconds, known.words))
