"""The processes that the demo starts, and the tests too: a worker, and with `--watch` a Prometheus."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import orjson

from streams.brokers.embedded import HOST, answers, end_with_parent, free_port
from streams.brokers.guard import guard
from streams.datafiles import shipped
from streams.errors import CopydeskError

#: Prometheus' own port, which is taken if it is free.
PORT = 9090
_READY = re.compile(rb"metrics at (\S+)\.")
#: The longest that a worker may take to start, in seconds: libraries, pool, topics, the consumer group.
_WORKER_SECONDS = 90.0
#: How long what was started gets to end when we were killed, in seconds: a worker ends in good order within 25.
_GRACE = 30.0
#: The longest that Prometheus may take to start, in seconds.
_PROMETHEUS_SECONDS = 20.0
#: How often Prometheus asks the worker, and how often it evaluates its rules.
_INTERVAL = "2s"


class _Process:
    """A process whose output goes to the end of the file `log`. It is stopped when its context ends."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Starts `command`."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment,
                # A session of its own, so that Ctrl-C reaches it through us, in our order.
                start_new_session=True,
                # kill -9 of whoever runs us, or of the thread that called this, leaves no process behind.
                preexec_fn=end_with_parent,
            )
        guard.watch(self.process, _GRACE)

    def last_words(self, most: int = 800) -> str:
        """The end of its output, in at most so many characters."""
        return self.log.read_text(errors="replace")[-most:].strip()

    def kill(self) -> None:
        """Ends it at once, as kill -9 does."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self, timeout: float = 35.0) -> int:
        """Sends SIGTERM and returns the exit code. A process that does not end within `timeout` seconds is killed."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class WorkerProcess(_Process):
    """`copydesk worker` on `broker`, with its output in the file `log`. Use as a context manager.

    `module` is what `python -m` runs: a test may run one that does more than copydesk's own. `command` is what it is
    told to do, in place of `worker`.
    """

    def __init__(
        self,
        broker: str,
        log: Path,
        metrics_port: int = 0,
        environment: Mapping[str, str] | None = None,
        module: str = "streams",
        command: Sequence[str] = ("worker",),
    ) -> None:
        super().__init__(log)
        self._module, self._command = module, command
        self._environment = os.environ | {
            "COPYDESK_BROKER": broker,
            "COPYDESK_METRICS_PORT": str(metrics_port),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        self._said_before = 0
        self.metrics = ""  # their url, once ready() has returned

    def start(self) -> None:
        """Starts the process; ready() waits for it."""
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        self.launch([sys.executable, "-m", self._module, *self._command], self._environment)

    async def ready(self) -> str:
        """Waits until the worker works; returns the url of its metrics.

        Raises CopydeskError with the worker's last words if it does not start.
        """
        deadline = time.monotonic() + _WORKER_SECONDS
        while time.monotonic() < deadline:
            self.check()
            if found := _READY.search(self.log.read_bytes()[self._said_before :]):
                self.metrics = found.group(1).decode()
                return self.metrics
            await asyncio.sleep(0.05)
        raise CopydeskError(f"the worker was not ready within {_WORKER_SECONDS:g} s: {self.last_words()}")

    def check(self) -> None:
        """Raises CopydeskError with the worker's last words if it has ended."""
        if self.process and self.process.poll() is not None:
            raise CopydeskError(
                f"the worker ended (exit code {self.process.returncode}): {self.last_words()}"
            )

    def __enter__(self) -> Self:
        self.start()
        return self


class Prometheus(_Process):
    """A Prometheus that keeps its data in `folder`. Use as a context manager.

    If `program` is None and none is installed, start() starts nothing. `address` is empty until it answers.
    """

    def __init__(self, folder: Path, program: str | None = None) -> None:
        super().__init__(folder / "prometheus.log")
        self._folder = folder
        self._program = program or shutil.which("prometheus")
        self.address = ""

    def start(self, metrics: str) -> None:
        """Starts it, reading the worker whose metrics are at the url `metrics`. Returns when it answers.

        Raises CopydeskError with its last words if it does not start.
        """
        if self._program is None:
            return
        file = self._folder / "prometheus.yml"
        file.write_bytes(config(urlsplit(metrics).netloc, rules()))
        address = f"{HOST}:{free_port() if answers(HOST, PORT) else PORT}"
        storage = f"--storage.tsdb.path={self._folder / 'tsdb'}"
        self.launch(
            [
                *(self._program, f"--config.file={file}", storage),
                *(f"--web.listen-address={address}", "--log.level=warn"),
            ]
        )
        self._await(f"http://{address}")

    def _await(self, address: str) -> None:
        deadline = time.monotonic() + _PROMETHEUS_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{address}/-/ready", timeout=2):
                    self.address = address
                    return
            except (urllib.error.URLError, OSError):
                assert self.process is not None
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    words = self.last_words(500) or "it said nothing"
                    raise CopydeskError(f"Prometheus did not start: {words}") from None
            time.sleep(0.05)

    def stop(self, timeout: float = 10.0) -> int:
        """Ends it as any process, but waits 10 seconds only."""
        return super().stop(timeout)


def rules() -> list[Path]:
    """The recording rules and alerts."""
    return sorted(Path(str(shipped("ops/prometheus/rules"))).glob("*.yml"))


def config(target: str, rule_files: list[Path]) -> bytes:
    """Prometheus' configuration: one worker, at `target` (host:port), under the name that the rules know."""
    told = {
        "global": {"scrape_interval": _INTERVAL, "evaluation_interval": _INTERVAL},
        "rule_files": [str(path) for path in rule_files],
        "scrape_configs": [{"job_name": "copydesk", "static_configs": [{"targets": [target]}]}],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)  # JSON is YAML, too
