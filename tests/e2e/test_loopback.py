"""Nothing of copydesk can be reached from another machine unless it was told so."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from streams.brokers.embedded import HOST, answers, free_port
from streams.cli.processes import WorkerProcess
from tests.sockets import family, listening
from tests.waiting import until


async def test_broker_and_worker_listen_on_loopback_alone(tmp_path: Path) -> None:
    port = free_port()
    environment = {"COPYDESK_DATA": str(tmp_path), "COPYDESK_PARTITIONS": "1", "COPYDESK_PROCESSES": "2"}
    broker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "broker", "--port", str(port)),
        env=os.environ | environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await until(lambda: answers(HOST, port))
        with WorkerProcess(f"{HOST}:{port}", tmp_path / "worker.log", environment=environment) as worker:
            metrics = await worker.ready()
            assert worker.process is not None
            at_broker, at_worker = listening(family(broker.pid)), listening(family(worker.process.pid))
    finally:
        broker.terminate()
        await broker.wait()
    assert port in {number for _, number in at_broker}
    assert {number for _, number in at_worker} == {urlsplit(metrics).port}
    assert {str(address) for address, _ in at_broker | at_worker} == {HOST}


def test_what_listens_elsewhere_would_be_seen() -> None:
    with socket.socket() as everywhere, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        everywhere.bind(("0.0.0.0", 0))
        everywhere.listen()
        datagrams.bind(("0.0.0.0", 0))
        found = {(str(address), port) for address, port in listening(family(os.getpid()))}
        assert {("0.0.0.0", each.getsockname()[1]) for each in (everywhere, datagrams)} <= found
