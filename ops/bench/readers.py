"""What a reader costs: the API's share of the worker's time for an event, and webhooks for one that is sent.

Run: `.venv/bin/python ops/bench/readers.py`. An embedded broker holds EVENTS copies of the contract's example of an
enriched article; all times are CPU time of this process, with aiokafka's part, without the broker and the subscriber.
"""

from __future__ import annotations

import argparse
import asyncio
import http.server
import multiprocessing
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
from aiokafka import AIOKafkaProducer
from rich.console import Console
from rich.table import Table

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.topics import ensure_topics
from streams.connect.addresses import PRIVATE, Guard
from streams.connect.posting import posting
from streams.connect.subscriptions import Subscription
from streams.datafiles import shipped
from streams.events import codec
from streams.events.cloudevents import headers_of
from streams.events.filters import Filter
from streams.events.structured import structured
from streams.runtime.loop_share import LoopShare
from streams.topology import ENRICHED, TOPICS
from streams.web.api.asked import LISTS, Asked
from streams.web.api.cursor import decode
from streams.web.api.poll import poll

FILTERS = {
    "nothing": {},
    "language, which the header tells, and which fits": {"language": "en"},
    "language, which does not fit": {"language": "fr"},
    "words of the text, which fit": {"text": "barrier storm"},
}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def events(many: int) -> list[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    """Key, value and headers of so many articles, each the first of its uri."""
    event = orjson.loads((shipped("schemas/examples/article.enriched.v1.json")).read_bytes())
    # The example is a correction, which no filter keeps back.
    event["desk"]["verdict"] |= {"signal": "new", "supersedes": None, "changes": []}
    made = []
    for number in range(many):
        event["item"]["uri"] = f"urn:bench:{number}"
        value = orjson.dumps(event)
        made.append(
            (event["item"]["uri"].encode(), value, headers_of(codec.ENRICHED, codec.decode(value), NOW))
        )
    return made


class _Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # the name that http.server calls
        """Takes everything."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def serve(port: int) -> None:
    """A subscriber, in a process of its own."""
    http.server.ThreadingHTTPServer(("127.0.0.1", port), _Server).serve_forever()


async def cost_of_pages(broker: str, asked: Filter, many: int) -> float:
    """Microseconds for each event that is read, over all pages from the first one on."""
    began, start, share = time.process_time(), "earliest", LoopShare(0.99)
    page = await poll(broker, LISTS[0], Asked(start, 0.0, 1000, asked), share)
    while page.more:
        page.body()
        offsets = Asked(decode(ENRICHED.name, page.cursor), 0.0, 1000, asked)
        page = await poll(broker, LISTS[0], offsets, share)
    page.body()
    return (time.process_time() - began) / many * 1e6


async def cost_of_webhooks(url: str, made: list[tuple[bytes, bytes, list[tuple[str, bytes]]]]) -> float:
    """Microseconds for each event that is made, signed and sent, and its answer read."""
    subscription = Subscription(
        "bench", url, lambda: (b"k" * 32,), (ENRICHED,), Filter(), guard=Guard(PRIVATE)
    )
    async with posting(subscription) as poster:
        await poster.post("warm", b"{}")
        began = time.process_time()
        for key, value, headers in made:
            answer = await poster.post(key.decode(), structured(dict(headers), value))
            assert answer.words == "204", answer
        return (time.process_time() - began) / len(made) * 1e6


async def main(many: int) -> None:
    """Prints the table."""
    made = events(many)
    table = Table("what", "µs an event", title=f"{many} events of {len(made[0][1])} bytes")
    with tempfile.TemporaryDirectory() as folder, EmbeddedBroker(free_port(), Path(folder) / "log") as broker:
        await ensure_topics(broker.address, TOPICS, 8, 1)
        async with AIOKafkaProducer(bootstrap_servers=broker.address) as producer:
            for key, value, headers in made:
                await producer.send(ENRICHED.name, value, key=key, headers=headers)
        for name, filter_ in FILTERS.items():
            cost = await cost_of_pages(broker.address, Filter.from_table(filter_), many)
            table.add_row(f"API, filter: {name}", f"{cost:.0f}")
    port = free_port()
    subscriber = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    subscriber.start()
    await asyncio.sleep(2)  # it begins; the first request is not measured
    cost = await cost_of_webhooks(f"http://127.0.0.1:{port}/", made[:2000])
    subscriber.terminate()
    table.add_row("webhooks: made, signed, sent, answered", f"{cost:.0f}")
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int, nargs="?", default=5000, help="how many (5000)")
    asyncio.run(main(parser.parse_args().events))
