"""How many documents a second `copydesk connect` takes by HTTP, on a real Kafka.

Run: `.venv/bin/python ops/bench/ingest.py [COUNT] [--connections N] [--size BYTES] [--lines N]`. Clients with kept
connections each send a document, wait for its 202, and send the next; with `--lines` a request has so many documents
(NDJSON). The broker, connect and this program share the machine. Printed are documents a second, how long an answer
took, and on Linux the CPU time of a document by process, which is steadier than the clock where others use the machine,
too: what two cores would take follows from it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from functools import partial
from pathlib import Path

import orjson

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.cli.processes import WorkerProcess
from streams.settings import settings

_TOKEN = "bench-token-0123456789"
_WORDS = (
    "the harbour council said on tuesday that boats would run again after the storm had passed over the bay "
)
_ENDS = b"\r\n\r\n"


def document(number: int, size: int) -> dict[str, str]:
    """An article as JSON of about that size."""
    text = (_WORDS * (size // len(_WORDS) + 1))[: max(1, size - 150)]
    return {"url": f"https://bench.example/{number}", "title": f"Bench {number} of the day", "text": text}


def request(body: bytes, media: str) -> bytes:
    """A whole request."""
    head = (
        f"POST /ingest/bench HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {_TOKEN}\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client(asyncio.Protocol):
    """A connection that sends `requests`, each when the one before has its answer."""

    def __init__(self, requests: list[bytes], took: list[float]) -> None:
        self._requests, self._took, self._at = requests, took, 0
        self._answer = b""
        self._since = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Sends the first."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Fails, if it was not the end."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the connection was closed"))

    def data_received(self, data: bytes) -> None:
        """Looks whether the answer is whole, and is 202."""
        self._answer += data
        head, found, body = self._answer.partition(_ENDS)
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        if not head.startswith(b"HTTP/1.1 202"):
            self.done.set_exception(ValueError(self._answer.decode()))
            self._transport.close()
            return
        self._took.append(time.monotonic() - self._since)
        self._answer = b""
        self._next()

    def _next(self) -> None:
        if self._at == len(self._requests):
            self.done.set_result(None)
            self._transport.close()
            return
        self._since = time.monotonic()
        self._transport.write(self._requests[self._at])
        self._at += 1


async def load(port: int, requests: list[bytes], connections: int) -> list[float]:
    """Sends all; how long each answer took, in seconds."""
    loop, took = asyncio.get_running_loop(), list[float]()
    shares = [requests[number::connections] for number in range(connections)]
    clients = []
    for share in shares:
        if share:
            _, client = await loop.create_connection(partial(Client, share, took), "127.0.0.1", port)
            clients.append(client.done)
    await asyncio.gather(*clients)
    return took


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process so far; 0.0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def requests_of(start: int, count: int, size: int, lines: int) -> list[bytes]:
    """The requests with documents from number `start` on."""
    bodies = [orjson.dumps(document(start + number, size)) for number in range(count)]
    if lines <= 1:
        return [request(body, "application/json") for body in bodies]
    return [
        request(b"\n".join(bodies[at : at + lines]), "application/x-ndjson") for at in range(0, count, lines)
    ]


async def main(count: int, connections: int, size: int, lines: int) -> None:
    """Starts a broker and connect, and sends after a warm-up."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "token").write_text(_TOKEN + "\n")
        (folder / "sources.toml").write_text(
            f'[[source]]\nname = "bench"\n[source.http]\ntoken_file = "{folder}/token"\nrate = 1000000\n'
        )
        environment = {
            "COPYDESK_SOURCES": str(folder / "sources.toml"),
            "COPYDESK_DATA": str(folder / "data"),
            "COPYDESK_INGEST_PORT": str(port),
            "COPYDESK_CONNECT_PORT": "0",
        }
        with (
            KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server,
            WorkerProcess(
                server.address, folder / "log", environment=environment, command=("connect",)
            ) as connect,
        ):
            await connect.ready()
            await load(port, requests_of(0, 2000, size, lines), connections)
            requests = requests_of(10_000, count, size, lines)
            assert server._process is not None and connect.process is not None
            pids = {"connect": connect.process.pid, "broker": server._process.pid, "clients": os.getpid()}
            before = {name: cpu_seconds(pid) for name, pid in pids.items()}
            began = time.monotonic()
            took = sorted(await load(port, requests, connections))
            seconds = time.monotonic() - began
            spent = {name: (cpu_seconds(pid) - before[name]) * 1e6 / count for name, pid in pids.items()}
        print(
            f"{count} documents of {size} bytes, {connections} connections, {max(1, lines)} a request: "
            f"{count / seconds:.0f} a second; answers after {took[len(took) // 2] * 1000:.0f} ms, "
            f"99 of 100 within {took[len(took) * 99 // 100] * 1000:.0f} ms"
        )
        print("CPU µs a document:", ", ".join(f"{name} {each:.0f}" for name, each in spent.items()))
        if sum(spent.values()):
            slowest = max(spent["connect"], sum(spent.values()) / 2)
            print(f"on two cores that nobody else uses: {1e6 / slowest:.0f} a second at most")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--lines", type=int, default=1)
    known = parser.parse_args()
    asyncio.run(main(known.count, known.connections, known.size, known.lines))
