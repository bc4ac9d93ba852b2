"""A worker as a process of its own, as the demo and the tests run it: `copydesk worker`, started and watched."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from streams.brokers.embedded import end_with_parent
from streams.errors import CopydeskError

_READY = re.compile(rb"metrics at (\S+)\.")
#: The longest that a start may take, in seconds: libraries, pool, topics, the consumer group.
_START_SECONDS = 90.0


class WorkerProcess:
    """`copydesk worker` on `broker`, its output in the file `log`. Use as a context manager.

    `module` is what `python -m` runs: another one may do more than copydesk's own.
    """

    def __init__(
        self,
        broker: str,
        log: Path,
        metrics_port: int = 0,
        environment: Mapping[str, str] | None = None,
        module: str = "streams",
    ) -> None:
        self.log = log
        self._module = module
        self._environment = os.environ | {
            "COPYDESK_BROKER": broker,
            "COPYDESK_METRICS_PORT": str(metrics_port),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    def start(self) -> None:
        """Starts the process; ready() waits for it."""
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            # A session of its own, so that Ctrl-C reaches it through us, in our order.
            self.process = subprocess.Popen(
                [sys.executable, "-m", self._module, "worker"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
                # kill -9 of whoever runs us, or of the thread that called this, leaves no worker behind.
                preexec_fn=end_with_parent,
            )

    async def ready(self) -> str:
        """The url of its metrics, once it works. Raises CopydeskError with its last words when it does not start."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            self.check()
            if found := _READY.search(self.log.read_bytes()[self._said_before :]):
                return found.group(1).decode()
            await asyncio.sleep(0.05)
        raise CopydeskError(f"the worker was not ready within {_START_SECONDS:g} s: {self.last_words()}")

    def check(self) -> None:
        """Raises CopydeskError with its last words when the process has ended."""
        if self.process and self.process.poll() is not None:
            raise CopydeskError(
                f"the worker ended (exit code {self.process.returncode}): {self.last_words()}"
            )

    def last_words(self) -> str:
        """The end of its output."""
        return self.log.read_text(errors="replace")[-800:].strip()

    def kill(self) -> None:
        """kill -9, as the power failing."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self, timeout: float = 35.0) -> int:
        """SIGTERM; its exit code. One that does not end within `timeout` seconds is killed."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL

    def __enter__(self) -> WorkerProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
