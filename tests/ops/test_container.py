"""What runs in the worker's container besides the worker: the supervisor and the health check."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import IO, Any

import pytest

from tests.ops.fetched import hadolint

COMPOSE = Path(__file__).parents[2] / "ops" / "compose"


@pytest.fixture(autouse=True)
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that says that a worker is held."""
    path = tmp_path / "held"
    monkeypatch.setenv("HOLD_MARK", str(path))
    return path


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


def test_at_the_dead_letter_limit_the_container_stays_until_it_is_stopped(mark: Path) -> None:
    with held("exit 3") as process:
        assert "dead-letter limit" in line(process.stderr)
        assert process.poll() is None
        assert mark.exists()
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


def test_a_mark_of_an_earlier_start_is_taken_away(mark: Path) -> None:
    mark.touch()
    with held("echo ready; sleep 60") as process:
        assert line(process.stdout) == "ready\n"
        assert not mark.exists()


class Worker(BaseHTTPRequestHandler):
    status = 200
    starting: str | None = None

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()
        problem = "articles.raw/0: 12 events behind" if self.status != 200 else None
        told: dict[str, Any] = {
            "healthy": problem is None,
            "problem": problem,
            "starting": self.starting,
            "unreadable": [],
        }
        self.wfile.write(json.dumps(told).encode())

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


def check(port: int, *asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(COMPOSE / "healthz.py"), *asked],
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


@pytest.mark.parametrize(
    ("status", "starting", "ready", "alive"),
    [(200, None, 0, 0), (200, "the ledger comes back: 3 of 9 records are read", 1, 0), (503, None, 1, 0)],
)
def test_ready_is_more_than_healthy_and_alive_is_less(
    server: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    starting: str | None,
    ready: int,
    alive: int,
) -> None:
    monkeypatch.setattr(Worker, "status", status)
    monkeypatch.setattr(Worker, "starting", starting)
    assert check(server.server_port, "--ready").returncode == ready
    assert check(server.server_port, "--alive").returncode == alive


def test_one_that_is_held_is_left_alone(server: HTTPServer, mark: Path) -> None:
    port = server.server_port
    server.server_close()
    assert check(port, "--alive").returncode == 1
    mark.touch()
    assert check(port, "--alive").returncode == 0
    assert check(port, "--ready").returncode == 1


DOCKERFILE = COMPOSE.parent / "Dockerfile"


def test_docker_is_given_all_that_the_image_is_built_of() -> None:
    root = COMPOSE.parents[1]
    lines = (root / ".dockerignore").read_text().splitlines()
    given = {each.removeprefix("!").rstrip("/") for each in lines if each.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE.read_text(), re.MULTILINE)
    assert "*" in lines
    assert {source for each in copied for source in each.split()} == given
    assert all((root / each).exists() for each in given)


def test_the_image_is_built_as_a_linter_of_dockerfiles_wants_it() -> None:
    done = subprocess.run([hadolint(), DOCKERFILE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM python\nRUN cd /tmp && apt-get install curl\n")
    done = subprocess.run([hadolint(), path], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "DL3006" in done.stdout
