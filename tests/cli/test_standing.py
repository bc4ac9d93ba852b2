"""The third way to use it: a standing broker, a worker, feed and tail, each in a terminal of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from streams.brokers.embedded import find_broker, free_port
from streams.errors import BrokerError
from tests.cli.run import copydesk
from tests.e2e.wire import text_of
from tests.kafka import kafka_jars
from tests.machine import patience
from tests.waiting import until

SEEDS = Path(__file__).parents[2] / "seeds"


@contextlib.contextmanager
def terminal(*arguments: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that stands in a terminal; Ctrl-C ends it."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(patience(30))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


async def test_broker_worker_feed_and_tail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    monkeypatch.setenv("COPYDESK_METRICS_PORT", "0")
    monkeypatch.delenv("COPYDESK_BROKER", raising=False)
    port, broker_log, worker_log = free_port(), tmp_path / "b.log", tmp_path / "w.log"
    with terminal("broker", "--port", str(port), log=broker_log) as broker:
        await until(lambda: f"127.0.0.1:{port}" in broker_log.read_text())
        assert "in memory" in broker_log.read_text()
        with terminal("worker", log=worker_log) as worker:
            await until(lambda: "worker is ready" in worker_log.read_text(), 90)
            _feed_and_read(tmp_path)
        assert worker.returncode == 0, worker_log.read_text()
    assert broker.returncode == 0
    assert not (tmp_path / "broker.json").exists()


def _feed_and_read(folder: Path) -> None:
    # The deadly page is test_seeds' business: here it would only take time.
    fed = copydesk("feed", *(str(SEEDS / name) for name in ("harbour-post", "kuestenbote", "tidewater-wire")))
    assert fed.code == 0, fed.err
    count = int(re.findall(r"(\d+) sent to articles.raw", fed.err)[0])
    assert count == sum(
        len(list((SEEDS / name).iterdir())) for name in ("harbour-post", "kuestenbote", "tidewater-wire")
    )

    first = copydesk("tail", "articles.enriched", "--from-beginning", "--count", "5")
    assert (first.code, len(first.out.splitlines()), first.err) == (0, 5, "")
    german = copydesk(
        "tail", "articles.enriched", "--from-beginning", "--count", "3", "--where", "language=de", "--json"
    )
    assert {orjson.loads(line)["item"]["language"] for line in german.out.splitlines()} == {"de"}
    dead = copydesk(
        "tail", "articles.dead", "--from-beginning", "--count", "1", "--where", "dead-reason=not_text"
    )
    assert "not_text" in dead.out

    lines = [orjson.dumps({"source": "mine", "title": "A story of my own", "text": text_of(77)}), b"no json"]
    mine = copydesk("feed", "-", stdin=b"\n".join(lines))
    assert mine.code == 1
    assert "line 2: not JSON" in mine.err
    assert "1 sent" in mine.err
    found = copydesk(
        "tail", "articles.enriched", "--from-beginning", "--count", "1", "--where", "source=mine"
    )
    assert "A story of my own" in found.out

    checked = copydesk("topics", "--check")
    assert checked.code == 0, checked.out
    page = folder / "page.html"
    page.write_text(
        f"<html><title>My page</title><body><article><p>{text_of(78)}</p></article></body></html>"
    )
    assert copydesk("feed", str(page), "--source", "me").code == 0
    assert (
        "My page"
        in copydesk(
            "tail", "articles.enriched", "--from-beginning", "--count", "1", "--where", "source=me"
        ).out
    )


async def test_a_real_kafka_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jars = kafka_jars()
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    (tmp_path / "kafka-jars").symlink_to(jars.parent)
    monkeypatch.delenv("COPYDESK_BROKER", raising=False)
    page = tmp_path / "page.txt"
    page.write_text(text_of(79))
    command = ("broker", "--kafka", "--port", str(free_port()), "--data", str(tmp_path / "kafka"))
    for start in (1, 2):
        log = tmp_path / f"kafka-{start}.log"
        with terminal(*command, log=log):
            await until(lambda: "keeps its data in" in log.read_text(), 60)  # noqa: B023 - called at once
            if start == 1:
                assert copydesk("feed", str(page)).code == 0
            seen = copydesk("tail", "articles.raw", "--from-beginning", "--no-follow")
            assert (seen.code, len(seen.out.splitlines())) == (0, 1), seen.err


async def test_a_second_broker_leaves_the_first_one_to_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    monkeypatch.delenv("COPYDESK_BROKER", raising=False)
    one, other, first, second = free_port(), free_port(), tmp_path / "1.log", tmp_path / "2.log"
    with terminal("broker", "--port", str(one), log=first):
        await until(lambda: f"127.0.0.1:{one}" in first.read_text())
        with terminal("broker", "--port", str(other), log=second):
            await until(lambda: f"COPYDESK_BROKER=127.0.0.1:{other}" in second.read_text())
            assert f"Another one stands at 127.0.0.1:{one}" in second.read_text()
        assert find_broker("", tmp_path) == f"127.0.0.1:{one}"
    with pytest.raises(BrokerError):
        find_broker("", tmp_path)
