from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from streams.brokers import embedded
from streams.brokers.embedded import EmbeddedBroker, announce, answers, find_broker, free_port, withdraw
from streams.errors import BrokerError
from tests.waiting import until

PARENT = """
import sys
from pathlib import Path
from streams.brokers.embedded import EmbeddedBroker
with EmbeddedBroker(int(sys.argv[1]), Path(sys.argv[2])):
    print("up", flush=True)
    sys.stdin.read()
"""


def test_a_free_port_is_none_that_the_system_gives_away_and_none_that_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 20_000 <= free_port() < 32_000
    with socket.create_server((embedded.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(embedded, "_PORTS", range(port, port + 1))
        with pytest.raises(BrokerError, match="seems to be free"):
            free_port()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing holds a port that nobody uses yet")
def test_a_free_port_is_given_once_and_a_server_may_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setattr(embedded, "_PORTS", range(port, port + 1))
    with pytest.raises(BrokerError, match="seems to be free"):
        free_port()
    other = f"from streams.brokers import embedded as e; e._PORTS = [{port}]; e.free_port()"
    ran = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=False)
    assert "seems to be free" in ran.stderr
    with socket.create_server((embedded.HOST, port)):
        assert answers(embedded.HOST, port)


def test_no_more_ports_are_held_than_are_of_use() -> None:
    for _ in range(2 * embedded._MOST_HELD):
        free_port()
    assert len(embedded._held) == embedded._MOST_HELD
    for each in embedded._held:
        os.fstat(each)


def test_kill_9_of_its_parent_leaves_no_broker(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", PARENT, str(port), str(tmp_path / "log")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        parent.kill()
    asyncio.run(until(lambda: not answers("127.0.0.1", port), 5))


def test_it_ends_with_us_and_not_with_the_terminals_ctrl_c(tmp_path: Path) -> None:
    with EmbeddedBroker(free_port(), tmp_path / "log") as broker:
        assert os.getsid(broker.pid) == broker.pid
    assert not answers("127.0.0.1", broker.port)


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with EmbeddedBroker(free_port(), tmp_path / "log") as broker, pytest.raises(BrokerError, match="in use"):
        EmbeddedBroker(broker.port, tmp_path / "other").start()


def test_its_end_is_noticed(tmp_path: Path) -> None:
    with EmbeddedBroker(free_port(), tmp_path / "log") as broker:
        broker.check()
        os.kill(broker.pid, 9)
        assert broker._process is not None
        broker._process.wait(5)
        with pytest.raises(BrokerError, match="exit code -9"):
            broker.check()


def test_a_standing_broker_is_found_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    assert find_broker("kafka:9092", tmp_path) == "kafka:9092"
    with EmbeddedBroker(free_port(), tmp_path / "log") as broker:
        announce(tmp_path, broker.address)
        assert find_broker("", tmp_path) == broker.address
    with pytest.raises(BrokerError, match="copydesk broker"):
        find_broker("", tmp_path)
    withdraw(tmp_path)
    withdraw(tmp_path)
