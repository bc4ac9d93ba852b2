"""The subscribers in examples/, each against a broker: what a site would show after corrections, holds and kills."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from streams.brokers.send import each, producing, send_events
from streams.brokers.topics import prepare
from streams.events.cloudevents import headers_of
from streams.events.codec import ENRICHED, decode
from streams.events.framing import framed
from streams.events.raw_event import RawEvent
from streams.events.schema import COMMON, load, problem
from streams.settings import settings
from streams.topology import ENRICHED as TOPIC
from tests.events.readers import fields
from tests.events.test_schema import example
from tests.waiting import until, when

EXAMPLES = Path(__file__).parents[1] / "examples"
QUAY, BRIDGE, MARKET = (f"urn:test:{name}" for name in ("quay", "bridge", "market"))


def event(
    uri: str,
    headline: str | None,
    *,
    language: str = "en",
    status: str = "usable",
    said: str = "new",
    schema: int = 0,
) -> RawEvent:
    """A record of articles.enriched; without a headline it has no text. `schema`: framed for a registry."""
    value = example("article.enriched.v1")
    item, verdict = value["item"], value["desk"]["verdict"]
    item |= {"uri": uri, "language": language, "pubStatus": status}
    verdict["signal"] = said
    if headline is None:
        del item["headlines"], item["bodies"]
    else:
        item["headlines"] = [{"role": "main", "value": headline}]
    assert problem("article.enriched.v1", value) is None
    headers = headers_of(ENRICHED, decode(orjson.dumps(value)), datetime.now(UTC))
    written = orjson.dumps(value)
    return RawEvent(uri, framed(written, schema) if schema else written, uri.encode(), tuple(headers))


#: What a site that shows English sees first, and what comes while it reads.
FIRST = (
    event(QUAY, "Quay to close"),
    event(MARKET, "Le marché ferme", language="fr"),
    event(QUAY, "Quay to close on Monday", said="correction", schema=7),
    event(BRIDGE, "Bridge opens"),
)
THEN = (
    event(BRIDGE, None, status="withheld", said="hold"),
    event(
        QUAY, None, language="und", status="canceled", said="kill"
    ),  # it has no text to know its language by
    event(MARKET, None, language="fr", status="canceled", said="kill"),
    event(BRIDGE, "Bridge opens late", said="release"),
)
TOLD_FIRST = {
    f"new: {QUAY}: Quay to close",
    f"correction: {QUAY}: Quay to close on Monday",
    f"new: {BRIDGE}: Bridge opens",
}
MOVED = event(BRIDGE, "Bridge is elsewhere", said="update")
TOLD_LAST = {f"update: {BRIDGE}: Bridge is elsewhere"}
TOLD_THEN = {
    f"TAKEN DOWN, withheld: {BRIDGE}",
    f"TAKEN DOWN, canceled: {QUAY}",
    f"release: {BRIDGE}: Bridge opens late",
}


class Running:
    """A subscriber as a process, and the lines that it has printed."""

    def __init__(self, command: list[str], folder: Path, name: str, **environment: str) -> None:
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=folder, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def lines(self) -> set[str]:
        return set(re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text()).splitlines())  # Maven sets colours

    async def end(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        await until(lambda: self.process.poll() is not None)
        assert self.process.returncode is not None
        return self.process.returncode


@contextlib.asynccontextmanager
async def published(broker: str) -> Any:
    """The topic, with what came first."""
    places: dict[str, Any] = {}
    await prepare(broker, [TOPIC], 4, 1)
    await send_events(broker, each(FIRST), lambda event, place: places.update({event.name: place}), to=TOPIC)

    async def go_on() -> None:
        await send_events(broker, each(THEN), to=TOPIC)

    async def move() -> None:
        """A version of BRIDGE on a partition in which its offset is smaller."""
        unused = ({0, 1, 2, 3} - {place.partition for place in places.values()}).pop()
        async with producing(broker) as producer:
            await producer.send_and_wait(
                TOPIC.name, MOVED.value, key=MOVED.key, headers=list(MOVED.headers), partition=unused
            )

    yield go_on, move


async def told(wanted: set[str], *running: Running) -> None:
    def all_of_it() -> bool:
        for one in running:
            assert one.process.poll() is None, one.log.read_text()
        return wanted <= set.union(*(each.lines for each in running))

    await until(all_of_it, 60, moves=lambda: [each.lines for each in running])
    assert not any(MARKET in line for each in running for line in each.lines), (
        "it was filtered out, and never shown"
    )


async def shared_out(broker: str, group: str, members: int) -> None:
    """Returns when the partitions are shared out among so many members of the group."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()

    async def seen() -> tuple[str, int]:
        (answer,) = await admin.describe_consumer_groups([group])
        _, _, state, _, _, found, *_ = answer.groups[0]
        return state, len(found)

    try:
        await when(seen, lambda now: now == ("Stable", members))
    finally:
        await admin.close()


async def test_python(real_kafka: str, tmp_path: Path) -> None:
    environment = {"KAFKA": real_kafka, "GROUP": "python", "DATABASE": str(tmp_path / "shown.sqlite")}
    command = [sys.executable, str(EXAMPLES / "python" / "subscriber.py"), "en"]
    async with published(real_kafka) as (go_on, move):
        one = Running(command, tmp_path, "one", **environment)
        await told(TOLD_FIRST, one)
        two = Running(command, tmp_path, "two", **environment)
        await shared_out(real_kafka, "python", 2)
        await go_on()
        await told(TOLD_THEN, one, two)
        await move()
        await told(TOLD_LAST, one, two)
    assert [await one.end(), await two.end()] == [0, 0]
    rows = sqlite3.connect(tmp_path / "shown.sqlite").execute("SELECT uri, status, headline FROM articles")
    assert set(rows) == {(QUAY, "canceled", None), (BRIDGE, "usable", "Bridge is elsewhere")}
    again = Running(command, tmp_path, "again", **environment)
    await send_events(real_kafka, each([event(QUAY, "Quay opens", said="update")]), to=TOPIC)
    await told({f"update: {QUAY}: Quay opens"}, again)
    assert len(again.lines) == 1, "what was committed does not come again"
    await again.end()


def kafkajs() -> Path:
    """The folder of modules with kafkajs, fetched once by npm."""
    package = json.loads((EXAMPLES / "javascript" / "package.json").read_text())
    version: str = package["dependencies"]["kafkajs"]
    folder = settings().data / "kafkajs" / version
    if not (folder / "node_modules" / "kafkajs").exists():
        for part in ("node", "npm"):
            if shutil.which(part) is None:
                pytest.skip(f"{part} is not on the PATH")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / "javascript" / "package.json", folder)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return folder / "node_modules"


async def test_javascript(real_kafka: str, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(kafkajs())
    shutil.copy(EXAMPLES / "javascript" / "subscriber.mjs", tmp_path)
    shown = tmp_path / "shown.json"
    environment = {"KAFKA": real_kafka, "GROUP": "javascript", "FILE": str(shown)}
    async with published(real_kafka) as (go_on, move):
        running = Running(["node", "subscriber.mjs", "en"], tmp_path, "js", **environment)
        await told(TOLD_FIRST, running)
        await go_on()
        await told(TOLD_THEN, running)
        await move()
        await told(TOLD_LAST, running)
    assert await running.end() == 0
    articles = {uri: (each["status"], each.get("headline")) for uri, each in json.loads(shown.read_text())}
    assert articles == {QUAY: ("canceled", None), BRIDGE: ("usable", "Bridge is elsewhere")}


async def test_java(real_kafka: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "java", tmp_path, dirs_exist_ok=True)
    command = [
        "mvn",
        "-q",
        "-B",
        "compile",
        "exec:java",
        "-Dexec.args=en",
    ]  # as its README says; real_kafka has Maven
    async with published(real_kafka) as (go_on, move):
        running = Running(command, tmp_path, "java", KAFKA=real_kafka, GROUP="java")
        await told(TOLD_FIRST, running)
        await go_on()
        await told(TOLD_THEN, running)
        await move()
        await told(TOLD_LAST, running)
    await running.end()
    assert "ended" in running.log.read_text()


def columns(sql: str) -> Iterator[str]:
    """The paths in the rows of a table: "item/headlines/[]/value"."""
    path: list[str] = []
    name = ""
    for token in re.findall(r"^  (?:item|desk)(?= ROW<)|`\w+`|ROW<|ARRAY<|>|,", sql, re.MULTILINE):
        if token in ("ROW<", "ARRAY<"):
            path.append(name if token == "ROW<" else f"{name}/[]" if name else "[]")
            name = ""
        elif token == ">":
            path.pop()
        elif token != ",":
            name = token.strip("` ")
            if "`" in token:
                yield "/".join(each for each in (*path, name) if each)


def test_the_columns_of_flink_are_fields_of_the_event() -> None:
    known = fields(load("article.enriched.v1"), load(COMMON))
    sql = (EXAMPLES / "flink" / "articles.sql").read_text()
    found: set[str] = set()
    for table in re.findall(r"CREATE TABLE.*?WITH", sql, re.DOTALL):
        rows = table.partition("  status AS")[0].partition("  arrived ")[0]
        found |= set(columns(rows))
    assert {"item/headlines/[]/value", "desk/verdict/signal"} <= found
    assert found <= set(known), found - set(known)
    for topic in re.findall(r"'topic' = '([^']+)'", sql):
        assert topic == TOPIC.name


def test_the_readme_of_each_example_says_how_it_is_started() -> None:
    listed = re.findall(r"^\| \[(\w+)\]\(\1\)", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert listed == ["python", "javascript", "java", "flink", "enricher"]
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(listed)
    for folder in listed:
        assert "```" in (EXAMPLES / folder / "README.md").read_text()
