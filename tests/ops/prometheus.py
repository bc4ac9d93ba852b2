"""A real Prometheus for tests, on loopback, its data in a folder of the test's own, its windows shortened.

Debian has it (`apt-get install prometheus`; it need not run as a service). Without it tests that need it are skipped;
under CI they fail.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.brokers.embedded import HOST, end_with_parent, free_port

#: What the repository ships.
HOME = Path(__file__).parents[2] / "ops" / "prometheus"
#: The shipped durations are divided by this: five minutes are ten seconds, a scrape is every half second.
FACTOR = 30.0

_START_SECONDS = 60.0
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
#: A duration: the window of a selector, or the value of a key that is one. Neither names nor texts nor labels.
_DURATION = re.compile(
    r"(\[|\b(?:for|interval|scrape_interval|evaluation_interval|refresh_interval): )(\d+)([smhd])\b"
)


def programs() -> tuple[str, str]:
    """prometheus and promtool; skips the test, or fails it under CI, if they are not installed."""
    found = shutil.which("prometheus"), shutil.which("promtool")
    if found[0] and found[1]:
        return found[0], found[1]
    missing = "prometheus and promtool are needed: apt-get install prometheus"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def promtool(*arguments: str | Path, folder: Path = HOME) -> str:
    """What promtool says; fails the test with it when promtool finds something wrong."""
    _, program = programs()
    done = subprocess.run(
        [program, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def seconds(duration: str) -> float:
    """The seconds of a duration as Prometheus writes it, of one unit: "5m" is 300."""
    return float(duration[:-1]) * _UNITS[duration[-1]]


def shortened(text: str, factor: float = FACTOR) -> str:
    """The same configuration or rules with every window, `for` and interval divided by `factor`, and nothing else."""

    def divide(found: re.Match[str]) -> str:
        before, number, unit = found.groups()
        return f"{before}{max(1, round(1000 * seconds(number + unit) / factor))}ms"

    return _DURATION.sub(divide, text)


@dataclass
class Prometheus:
    """A Prometheus that scrapes `targets` (host:port) with the shipped configuration and rules, shortened.

    `connect` are those that are no workers, but a `copydesk connect`. Use as a context manager; `folder` takes its configuration, data and log.
    """

    folder: Path
    targets: list[str]
    factor: float = FACTOR
    connect: list[str] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None
    _address: str = ""

    def __enter__(self) -> Prometheus:
        program, _ = programs()
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self._render()
        self._address = f"{HOST}:{free_port()}"
        with (self.folder / "prometheus.log").open("wb") as out:
            self._process = subprocess.Popen(
                [
                    *(program, f"--config.file={config}", f"--storage.tsdb.path={self.folder / 'data'}"),
                    *(f"--web.listen-address={self._address}", "--log.level=warn"),
                    f"--query.lookback-delta={round(1000 * 300 / self.factor)}ms",  # five minutes are its own default
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it."""
        if self._process is not None:
            self._process.kill()  # its data are thrown away
            self._process.wait()
            self._process = None

    def _render(self) -> Path:
        config = yaml.safe_load(shortened((HOME / "prometheus.yml").read_text(), self.factor))
        # As long as may be: on a busy machine a scrape may take longer than the shortened interval allows.
        config["global"]["scrape_timeout"] = config["global"]["scrape_interval"]
        of_workers, of_connect, *_ = config["scrape_configs"]
        config["scrape_configs"] = [of_workers, of_connect] if self.connect else [of_workers]
        del of_workers["dns_sd_configs"], of_connect["file_sd_configs"]
        of_workers["static_configs"] = [{"targets": self.targets}]
        of_connect["static_configs"] = [{"targets": self.connect}]
        rules = self.folder / "rules"
        rules.mkdir(exist_ok=True)
        for shipped in (HOME / "rules").glob("*.yml"):
            (rules / shipped.name).write_text(shortened(shipped.read_text(), self.factor))
        path = self.folder / "prometheus.yml"
        path.write_text(yaml.safe_dump(config))
        return path

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=5):
                    return
            except OSError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    words = (self.folder / "prometheus.log").read_text(errors="replace")[-800:]
                    raise AssertionError(f"Prometheus did not start: {words}") from error
            time.sleep(0.05)  # a poll with a deadline

    def get(self, path: str, **arguments: str | float) -> Any:
        """The data that its HTTP API answers with; an AssertionError with what it says is wrong."""
        url = f"http://{self._address}/api/v1/{path}?{urllib.parse.urlencode(arguments)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{arguments or path}: {json.load(error)['error']}") from error

    def ask(self, expression: str) -> list[dict[str, Any]]:
        """The series of an instant query, each with `metric` and `value`; a scalar is one without labels."""
        data = self.get("query", query=expression)
        if data["resultType"] in ("scalar", "string"):
            return [{"metric": {}, "value": data["result"]}]
        found: list[dict[str, Any]] = data["result"]
        return found

    def alerts(self) -> list[dict[str, Any]]:
        """The alerts that are pending or firing, with `labels`, `annotations`, `state` and `activeAt`."""
        found: list[dict[str, Any]] = self.get("alerts")["alerts"]
        return found

    def firing(self) -> set[tuple[str, str]]:
        """Name and severity of each alert that fires now."""
        return {
            (alert["labels"]["alertname"], alert["labels"]["severity"])
            for alert in self.alerts()
            if alert["state"] == "firing"
        }
