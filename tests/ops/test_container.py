"""What runs in the worker's container besides the worker: the supervisor and the health check."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import IO

import pytest

COMPOSE = Path(__file__).parents[2] / "ops" / "compose"


@contextlib.contextmanager
def held(script: str) -> Iterator[subprocess.Popen[str]]:
    """hold.sh with a worker that is a shell script; ended with the test, whatever becomes of it."""
    command = ["sh", str(COMPOSE / "hold.sh"), "sh", "-c", script]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def line(out: IO[str] | None) -> str:
    """The next line that it prints; it waits for it."""
    assert out is not None
    return out.readline()


@pytest.mark.parametrize("code", [0, 1, 2, 4, 137])
def test_an_exit_code_is_handed_on(code: int) -> None:
    with held(f"exit {code}") as process:
        assert process.wait(timeout=30) == code


def test_at_the_dead_letter_limit_the_container_stays_until_it_is_stopped() -> None:
    with held("exit 3") as process:
        assert "dead-letter limit" in line(process.stderr)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 3


def test_sigterm_reaches_the_worker_which_takes_its_time() -> None:
    with held(
        'trap "echo stopping; sleep 0.3; exit 0" TERM; echo ready; while :; do sleep 0.05; done'
    ) as process:
        assert line(process.stdout) == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert line(process.stdout) == "stopping\n"
        assert process.wait(timeout=30) == 0


def test_a_worker_that_dies_while_it_is_stopped_does_not_keep_the_container() -> None:
    with held('trap "exit 3" TERM; echo ready; while :; do sleep 0.05; done') as process:
        assert line(process.stdout) == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 3


class Worker(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()
        self.wfile.write(b"articles.raw/0: 12 events behind")

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Worker) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def check(port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(COMPOSE / "healthz.py")],
        env=os.environ | {"COPYDESK_METRICS_PORT": str(port)}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_says_what_healthz_says(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int, code: int
) -> None:
    monkeypatch.setattr(Worker, "status", status)
    done = check(server.server_port)
    assert done.returncode == code
    assert ("12 events behind" in done.stderr) == bool(code)


def test_a_worker_that_does_not_answer_is_not_healthy(server: HTTPServer) -> None:
    port = server.server_port
    server.server_close()
    done = check(port)
    assert done.returncode == 1
    assert f"no answer on port {port}" in done.stderr
