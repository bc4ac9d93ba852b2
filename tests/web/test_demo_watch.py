from __future__ import annotations

import asyncio
import io
import os
import shutil
import time
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from rich.console import Console

from streams.brokers.embedded import HOST
from streams.cli.demo_view import where_to_look
from streams.cli.processes import Prometheus, config, rules
from streams.errors import CopydeskError
from streams.runtime.health import Health
from streams.web.http import Http

METRICS = "http://127.0.0.1:9464/metrics"


def printed(prometheus: Prometheus) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(where_to_look(METRICS, prometheus))
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def need_prometheus() -> None:
    if shutil.which("prometheus"):
        return
    missing = "no Prometheus is installed (Debian: apt-get install prometheus)"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def test_the_configuration_names_the_worker_and_the_rules() -> None:
    told = orjson.loads(config("127.0.0.1:9464", [Path("/x/alerts.yml")]))
    (job,) = told["scrape_configs"]
    assert job == {"job_name": "copydesk", "static_configs": [{"targets": ["127.0.0.1:9464"]}]}
    assert told["rule_files"] == ["/x/alerts.yml"]


def test_without_a_prometheus_it_says_so_and_the_demo_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with Prometheus(tmp_path) as prometheus:
        prometheus.start(METRICS)
        shown = printed(prometheus)
    assert "http://127.0.0.1:9464/ " in shown
    assert "not installed" in shown


def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(CopydeskError, match="did not start: it said nothing"),
        Prometheus(tmp_path, "/bin/false") as it,
    ):
        it.start(METRICS)


async def test_a_real_one_scrapes_the_worker_and_knows_the_rules(tmp_path: Path) -> None:
    need_prometheus()
    http = Http(HOST, 0, Health(60))
    await http.start()
    up: list[Any] = []
    with Prometheus(tmp_path) as prometheus:
        prometheus.start(f"{http.address}/metrics")
        shown = printed(prometheus)
        async with aiohttp.ClientSession(prometheus.address) as session:

            async def ask(path: str) -> Any:
                async with session.get(f"/api/v1/{path}") as response:
                    return (await response.json())["data"]

            deadline = time.monotonic() + 20
            while not (up and up[0]["value"][1] == "1"):
                assert time.monotonic() < deadline, up
                await asyncio.sleep(0.1)  # a poll with a deadline
                up = (await ask('query?query=up{job="copydesk"}'))["result"]
            groups = (await ask("rules"))["groups"]
    await http.stop()
    assert f"{prometheus.address}/alerts" in shown
    assert up[0]["value"][1] == "1"
    assert bool(groups) == bool(rules())
