"""A broker that is gone: a line at once and one every half minute, no CPU, and nothing that looks as if all were well."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from streams.brokers.kafka import KafkaServer
from streams.brokers.topics import ensure_topics
from streams.topology import ENRICHED, all_topics
from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.machine import patience
from tests.processes import fork
from tests.waiting import until

#: One line of ours, as the log has it.
OURS = re.compile(
    r"\S+ \S+ (?:ERROR|WARNING) streams\.brokers\.reach: the broker \S+ (.*?)(?: since|, after).*"
)


def seconds_of(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Shares:
    """The share of a processor that a process takes, in each of several windows.

    In some of them it may have work left over from before, or collect what is no longer needed; so what it needs while
    nothing is to be done is their median.
    """

    _SECONDS = 5.0

    def __init__(self, pid: int) -> None:
        self.found: list[float] = []
        self._pid, self._began, self._used = pid, time.monotonic(), seconds_of(pid)

    def seen(self, enough: bool) -> bool:
        """Looks, and gives back `enough`; a window ends when it is long enough."""
        took = time.monotonic() - self._began
        if took >= self._SECONDS:
            used = seconds_of(self._pid)
            self.found.append((used - self._used) / took)
            self._began, self._used = self._began + took, used
        return enough


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def test_it_is_said_and_costs_nothing_and_all_goes_on_when_it_is_back(
    kafka_server: KafkaServer, real_kafka: str, tmp_path: Path
) -> None:
    settings = {"COPYDESK_LOG_LEVEL": "warning", "COPYDESK_PARTITIONS": "4"}
    async with running_desk(real_kafka, tmp_path, **settings) as desk:
        url = await desk.worker.ready()
        await desk.send(story(number) for number in range(20))
        await desk.complete()
        assert desk.worker.process is not None
        pid, log = desk.worker.process.pid, desk.worker.log
        before = log.stat().st_size
        # In the midst of work: outputs are on their way, and more wait.
        await desk.send(story(number) for number in range(100, 400))
        kafka_server.kill()
        told = log.read_text
        await until(lambda: "does not answer since" in told()[before:])
        shares = Shares(pid)
        await until(lambda: shares.seen("still does not answer since" in told()[before:]), 60)
        assert len(shares.found) >= 4, "too short to measure"
        assert median(shares.found) < patience(0.03), shares.found
        status, text = await asyncio.to_thread(fetch, url.replace("/metrics", "/healthz"))
        assert status == 503
        assert json.loads(text)["problem"].startswith("broker unreachable since ")
        _, metrics = await asyncio.to_thread(fetch, url)
        assert "copydesk_consumer_lag_events{" not in metrics
        assert re.search(r"^copydesk_broker_unreachable_since_timestamp_seconds 1\.", metrics, re.MULTILINE)
        kafka_server.start()
        await desk.complete()
        await desk.committed()
        assert desk.account.adds_up()
        _, metrics = await asyncio.to_thread(fetch, url)
        assert "copydesk_broker_unreachable_since_timestamp_seconds 0.0" in metrics
        lines = told()[before:].splitlines()
        said = [found[1] if (found := OURS.fullmatch(line)) else line for line in lines]
        assert said[0] == "does not answer"
        assert said.count("answers again") == 1
        assert "Traceback" not in "".join(lines)
        # Of what comes after it is back, Kafka's group tells a few lines.
        assert len(lines) < 15, said


async def test_a_tail_that_follows_says_so_and_goes_on(
    kafka_server: KafkaServer, real_kafka: str, tmp_path: Path
) -> None:
    await ensure_topics(real_kafka, all_topics("copydesk"), 1, 1)
    out, err = tmp_path / "out", tmp_path / "err"
    environment = os.environ | {"COPYDESK_BROKER": real_kafka}
    with out.open("wb") as told, err.open("wb") as complained:
        command = ["streams", "tail", ENRICHED.name]
        process = fork(command, environment, told.fileno(), complained.fileno())
    try:
        sent = 0
        async with running_desk(real_kafka, tmp_path, COPYDESK_PARTITIONS="1") as desk:
            while not out.read_text():  # it reads what comes from when it is there on
                await desk.send([story(sent)])
                await desk.complete()
                sent += 1
            kafka_server.kill()
            await until(lambda: "does not answer since" in err.read_text())
            kafka_server.start()
            await until(lambda: "answers again" in err.read_text())
            shown = len(out.read_text().splitlines())
            await desk.send([story(1000)])
            await until(lambda: len(out.read_text().splitlines()) > shown, 60)
        assert process.poll() is None
        said = err.read_text().splitlines()
        # Before it, at most that a topic as new as this one has no leader yet.
        assert sum("does not answer since" in line for line in said[:2]) == 1, said
        assert len(said) < 8, said
    finally:
        process.kill()
        process.wait()
