"""`copydesk demo --watch`: a Prometheus beside the demo, if one is installed, and where to look."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table

import streams
from streams.brokers.embedded import HOST, answers, end_with_parent, free_port
from streams.errors import CopydeskError

#: Prometheus' own port, which is taken if it is free.
PORT = 9090
#: How often it asks the worker, and how often it looks at its rules.
_INTERVAL = "2s"
#: The longest that its start may take, in seconds.
_START_SECONDS = 20.0


def rules() -> list[Path]:
    """The recording rules and alerts, where copydesk runs from a checkout; none where it was installed."""
    folder = Path(streams.__file__).resolve().parents[1] / "ops" / "prometheus" / "rules"
    return sorted(folder.glob("*.yml"))


def config(target: str, rule_files: list[Path]) -> bytes:
    """Prometheus' configuration: one worker, at `target` (host:port), under the name that the rules know."""
    told = {
        "global": {"scrape_interval": _INTERVAL, "evaluation_interval": _INTERVAL},
        "rule_files": [str(path) for path in rule_files],
        "scrape_configs": [{"job_name": "copydesk", "static_configs": [{"targets": [target]}]}],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)  # JSON is YAML, too


class Prometheus:
    """A Prometheus of the demo's own, whose data is in `folder`. Use as a context manager.

    `program` None: none is installed, and nothing is started. `address` is empty until it answers.
    """

    def __init__(self, folder: Path, program: str | None = None) -> None:
        self._folder = folder
        self._program = program or shutil.which("prometheus")
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ""

    @property
    def log(self) -> Path:
        """What it prints."""
        return self._folder / "prometheus.log"

    def start(self, metrics: str) -> None:
        """Starts it on the worker whose metrics are at that url; returns when it answers.

        Raises CopydeskError with its last words when it does not.
        """
        if self._program is None:
            return
        file = self._folder / "prometheus.yml"
        file.write_bytes(config(urlsplit(metrics).netloc, rules()))
        port = free_port() if answers(HOST, PORT) else PORT
        with self.log.open("wb") as out:
            # A session of its own: Ctrl-C in the terminal is ours.
            self._process = subprocess.Popen(
                [
                    *(self._program, f"--config.file={file}", f"--storage.tsdb.path={self._folder / 'tsdb'}"),
                    *(f"--web.listen-address={HOST}:{port}", "--log.level=warn"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        self._await(f"http://{HOST}:{port}")

    def _await(self, address: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{address}/-/ready", timeout=2):
                    self.address = address
                    return
            except (urllib.error.URLError, OSError):
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    words = self.log.read_text(errors="replace")[-500:].strip() or "it said nothing"
                    raise CopydeskError(f"Prometheus did not start: {words}") from None
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it; one that does not want to is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Prometheus:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def where_to_look(metrics: str, prometheus: Prometheus) -> RenderableType:
    """The addresses to open in a browser."""
    lines = Table.grid(padding=(0, 2))
    lines.add_row("the wire, live", metrics.removesuffix("/metrics") + "/")
    if prometheus.address:
        lines.add_row("Prometheus", f"{prometheus.address}/graph")
        lines.add_row(
            "alerts", f"{prometheus.address}/alerts" if rules() else "the rules are in a checkout only"
        )
    else:
        lines.add_row("Prometheus", "is not installed (Debian: apt-get install prometheus)")
    lines.add_row("metrics", metrics)
    return Panel(lines, title="now, in a browser", title_align="left")
