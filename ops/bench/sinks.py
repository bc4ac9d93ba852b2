"""The sinks of `ops/sinks`, run: the demo's day on a real Kafka, through Kafka Connect, into what is found here.

Run: `.venv/bin/python ops/bench/sinks.py [--plugins FOLDER]`, where FOLDER has a folder of jars for each connector that
is not on Maven Central (OpenSearch's and S3's). PostgreSQL is looked for in /usr/lib/postgresql, `moto_server` on the
PATH, and ClickHouse as the library chdb; what is missing is not tried, and said so. What stands in a sink is compared
with the topic, uri by uri: the last event of a uri counts. Exits with 1 where something differs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.brokers.embedded import free_port
from streams.brokers.jars import java, resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.kinds import Disposition, Signal
from streams.settings import settings
from streams.verdict import Verdict

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.ops.sinks import JAVA, QUICK, SINKS, check, classpath, given, jars_of

ROOT = Path(__file__).parents[2]
#: The longest that a sink may take to have all of it, in seconds.
PATIENCE = 90.0
#: What stands under a uri; None: nothing may.
Held = dict[str, Any]


def ask(url: str, method: str = "GET", body: bytes | None = None) -> bytes:
    """The body of the answer to a request."""
    asked = urllib.request.Request(url, body, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        found: bytes = answer.read()
        return found


def wait_for(look: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Returns when `look` gives something true; what it raises counts as not yet."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Exception):
            if look():
                return
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.5)


@contextlib.contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command while inside; what it says goes to `log`."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **options)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


# The topic


def feed_the_day(address: str, folder: Path) -> None:
    """The demo's day through a worker, into the topics at `address`; and an article whose uri is too long for an id."""
    set_to = {"COPYDESK_BROKER": address, "COPYDESK_DATA": str(folder), "COPYDESK_METRICS_PORT": "0"}
    demo = [sys.executable, "-m", "streams", "demo", "--once"]
    subprocess.run(demo, cwd=ROOT, env=os.environ | set_to, check=True, stdout=subprocess.DEVNULL)
    asyncio.run(
        _send(
            address, given("https://post.example/".ljust(700, "x"), Verdict(Disposition.ENRICHED, Signal.NEW))
        )
    )


async def _send(address: str, event: Mapping[str, Any]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address) as producer:
        headers = [(name, value.encode()) for name, value in event["headers"].items()]
        await producer.send_and_wait(
            "articles.enriched", event["value"].encode(), event["key"].encode(), headers=headers
        )


async def read_topic(address: str) -> list[tuple[str, bytes]]:
    """The uri and the value of each event on articles.enriched; those of a uri in their order."""
    found: list[tuple[str, bytes]] = []
    async with AIOKafkaConsumer(
        "articles.enriched", bootstrap_servers=address, auto_offset_reset="earliest"
    ) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while len(found) < sum(ends.values()):
            for batch in (await consumer.getmany(timeout_ms=1000)).values():
                found += [(record.key.decode(), record.value) for record in batch]
    return found


def usable(last: Held) -> Held:
    """Of the last events those that may be used."""
    return {uri: event for uri, event in last.items() if event["item"]["pubStatus"] == "usable"}


# The sinks. Each yields the configuration's values that differ here, what it should hold, and what holds it.

Sink = tuple[dict[str, str], Callable[[Held], Held], Callable[[], Held]]


@contextlib.contextmanager
def opensearch(folder: Path, marks: bool = False) -> Iterator[Sink]:
    """A node of OpenSearch with the index. `marks`: what is killed stays, marked and without its text."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    jars = classpath([jars_of("opensearch")])
    node = [java() or "java", "-Xmx512m", *QUICK, "-cp", jars, str(JAVA / "OpenSearchNode.java"), str(folder)]
    with running([*node, str(port), str(free_port())], folder / "node.log"):
        wait_for(lambda: ask(url), "OpenSearch")
        ask(f"{url}/articles.enriched", "PUT", (SINKS / "opensearch-index.json").read_bytes())

        def holds() -> Held:
            ask(f"{url}/articles.enriched/_refresh", "POST")
            found = json.loads(ask(f"{url}/articles.enriched/_search?size=1000"))
            return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}

        def should(last: Held) -> Held:
            kept = last if marks else usable(last)
            return {uri: event for uri, event in kept.items() if len(uri) <= 512}

        yield {"connection.url": url} | ({"transforms": "skip"} if marks else {}), should, holds
        asked = [
            json.loads(ask(f"{url}/articles/_search?size=0{query}"))
            for query in ("", "&q=item.bodies.value:harbour")
        ]
        counts = [each["hits"]["total"]["value"] for each in asked]
        dynamic = json.loads(ask(f"{url}/articles.enriched"))["articles.enriched"]["mappings"]["dynamic"]
        print(f"  the alias shows {counts[0]}, a search for harbour {counts[1]}; dynamic is {dynamic}")


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Sink]:
    """A server of PostgreSQL with the table. It does not run as root, and so gets a user and a folder of its own."""
    programs = next(Path("/usr/lib/postgresql").glob("*/bin"))
    user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    data, port = folder / "data", free_port()
    shutil.chown(folder, **user) if user else None
    init = [str(programs / "initdb"), "-D", str(data), "-U", "desk", "-A", "trust"]
    subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
    server = [
        str(programs / "postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-k",
        str(folder),
        "-h",
        "127.0.0.1",
    ]
    psql = [
        str(programs / "psql"),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-U",
        "desk",
        "-qtA",
        "-v",
        "ON_ERROR_STOP=1",
    ]

    def query(sql: str, database: str = "desk") -> str:
        asked = [*psql, "-d", database, "-c", sql]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout

    with running(server, folder.parent / "postgresql.log", cwd=folder, **user):
        wait_for(lambda: query("select 1", "postgres"), "PostgreSQL")
        query("create database desk", "postgres")
        query((SINKS / "postgresql.sql").read_text())

        def holds() -> Held:
            rows = query("select json_build_array(uri, document) from articles").splitlines()
            return dict(map(json.loads, rows))

        url = f"jdbc:postgresql://127.0.0.1:{port}/desk?stringtype=unspecified"
        yield {"connection.url": url, "connection.password": "any"}, lambda last: last, holds
        counts = (
            query("select count(*), count(body) from articles"),
            query("select count(*) from usable_articles"),
        )
        print(f"  rows and texts {counts[0].strip()}, in the view {counts[1].strip()}")


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[Sink]:
    """moto, which speaks S3's API, with a bucket."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(["moto_server", "-p", str(port)], folder / "moto.log"):
        wait_for(lambda: ask(url), "moto")
        place = "<LocationConstraint>eu-central-1</LocationConstraint>"
        made = f"<CreateBucketConfiguration>{place}</CreateBucketConfiguration>"
        ask(f"{url}/articles", "PUT", made.encode())

        def holds() -> Held:
            listed = ElementTree.fromstring(ask(f"{url}/articles?list-type=2&max-keys=1000"))
            keys = [each.text or "" for each in listed.iter() if each.tag.endswith("}Key")]
            found = {}
            for key in keys:
                uri = key.removeprefix("articles/").removesuffix(".jsonl")
                found[uri] = json.loads(ask(f"{url}/articles/{quote(key)}"))
            return found

        keys = {"aws.access.key.id": "any", "aws.secret.access.key": "any", "aws.s3.endpoint": url}
        yield keys, lambda last: last, holds


@contextlib.contextmanager
def connect(
    address: str, folder: Path, plugins: list[Path], sink: str, changed: dict[str, str]
) -> Iterator[None]:
    """A worker of Kafka Connect by itself, with one sink."""
    config = json.loads((SINKS / f"{sink}.json").read_text())
    config["config"] |= changed
    config["name"] = folder.name  # and with it the consumer group: each try reads from the beginning
    (folder / "sink.json").write_text(json.dumps(config))
    own = {
        "bootstrap.servers": address,
        "plugin.path": str(_plugin_path(folder / "plugins", plugins)),
        "listeners": f"http://127.0.0.1:{free_port()}",
        "offset.storage.file.filename": str(folder / "offsets"),
    }
    lines = [
        line
        for line in (SINKS / "worker.properties").read_text().splitlines()
        if line.split("=")[0] not in own
    ]
    (folder / "worker.properties").write_text("\n".join([*lines, *map("=".join, own.items())]))
    command = [java() or "java", "-Xmx512m", *QUICK, "-cp", classpath([jars_of("connect")])]
    command += ["org.apache.kafka.connect.cli.ConnectStandalone", "worker.properties", "sink.json"]
    with running(command, folder / "connect.log", cwd=folder):
        yield


def _plugin_path(folder: Path, plugins: list[Path]) -> Path:
    """A folder with a folder for each connector: of one with jars, each would be a connector of its own."""
    folder.mkdir()
    for number, each in enumerate(plugins):
        (folder / str(number)).symlink_to(each.resolve())
    return folder


def clickhouse(records: list[tuple[str, bytes]]) -> Held:
    """What the tables of clickhouse.sql hold after these records, in chDB; its Kafka table is one of rows here."""
    from chdb.session import Session

    session = Session()
    session.query("CREATE DATABASE desk ENGINE = Atomic")
    session.query("USE desk")
    topic = "(document String, _key String, _partition UInt64, _offset UInt64, _error String, "
    session.query(
        f"CREATE TABLE articles_topic {topic} _timestamp_ms Nullable(DateTime64(3))) ENGINE = Memory"
    )
    for statement in (SINKS / "clickhouse.sql").read_text().split(";\n")[1:]:
        if statement.strip():
            session.query(statement)
    rows = [
        {"document": value.decode(), "_key": key, "_offset": offset, "_timestamp_ms": "2026-11-21 12:00:00"}
        for offset, (key, value) in enumerate(records)
    ]
    lines = "\n".join(map(json.dumps, rows))
    session.query(f"INSERT INTO articles_topic FORMAT JSONEachRow {lines}")
    found = session.query("SELECT uri, document FROM articles FINAL", "JSONEachRow").bytes().decode()
    print(
        "  in the view",
        session.query("SELECT count(), countIf(body != '') FROM usable_articles", "TSV")
        .bytes()
        .decode()
        .strip(),
    )
    return {row["uri"]: json.loads(row["document"]) for row in map(json.loads, found.splitlines())}


# The trial

#: What is tried, by the name of its file and what is other than there; and what is missing where it cannot be.
SINKS_TRIED: dict[str, tuple[Callable[[Path], contextlib.AbstractContextManager[Sink]], str]] = {
    "opensearch": (opensearch, ""),
    "opensearch with marks": (partial(opensearch, marks=True), ""),
    "postgresql": (postgresql, "" if Path("/usr/lib/postgresql").exists() else "PostgreSQL is not installed"),
    "s3": (s3, "" if shutil.which("moto_server") else "moto_server is not on the PATH"),
}


def differences(wanted: Held, held: Held) -> list[str]:
    """In words, what is missing, too much, or another event."""
    missing, more = sorted(wanted.keys() - held.keys()), sorted(held.keys() - wanted.keys())
    other = sorted(uri for uri in wanted.keys() & held.keys() if wanted[uri] != held[uri])
    return [
        f"  {what}: {uri}"
        for what, uris in (("missing", missing), ("too much", more), ("other", other))
        for uri in uris
    ]


def tried(name: str, address: str, folder: Path, plugins: list[Path], last: Held) -> bool:
    """Runs one sink; whether it holds what it should."""
    begin, _ = SINKS_TRIED[name]
    (folder / "sink").mkdir(parents=True)
    with begin(folder / "sink") as (changed, should, holds):
        wanted = should(last)
        with connect(address, folder, plugins, name.split()[0], changed):
            end = time.monotonic() + PATIENCE
            while (wrong := differences(wanted, holds())) and time.monotonic() < end:
                time.sleep(1)
        print(
            f"{name}: {len(wanted)} of {len(last)} uris{' differ' if wrong else ' as they should be'}",
            *wrong,
            sep="\n",
        )
    if wrong:
        print((folder / "connect.log").read_text()[-3000:])
    return not wrong


def refused(plugins: list[Path]) -> dict[str, str]:
    """Why a sink is not tried, or what its connector's definition objects to; by its name."""
    names = list(SINKS_TRIED)
    told = check([SINKS / f"{name.split()[0]}.json" for name in names], [], [jars_of("connect"), *plugins])
    why = {name: missing for name, (_, missing) in SINKS_TRIED.items() if missing}
    for name, each in zip(names, told, strict=True):
        if not each["found"]:
            why[name] = "its connector is not among the plugins"
        elif wrong := [*each["problems"], *each["unknown"]]:
            why[name] = f"its definition objects to {wrong}"
    return why


def main(given_plugins: Path | None) -> bool:
    """Tries all that can be tried."""
    plugins = [jars_of("debezium"), *(sorted(given_plugins.iterdir()) if given_plugins else ())]
    why = refused(plugins)
    for name, reason in why.items():
        print(f"{name}: not tried, {reason}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # for PostgreSQL's user
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            feed_the_day(server.address, folder / "desk")
            records = asyncio.run(read_topic(server.address))
            last = {uri: json.loads(value) for uri, value in records}
            print(f"{len(records)} events of {len(last)} uris, {len(usable(last))} of them usable")
            good = [
                tried(name, server.address, folder / name.replace(" ", "-"), plugins, last)
                for name in SINKS_TRIED
                if name not in why
            ]
            with contextlib.suppress(ImportError):
                wrong = differences(last, clickhouse(records))
                print(
                    f"clickhouse: {len(last)} uris{' differ' if wrong else ' as they should be'}",
                    *wrong,
                    sep="\n",
                )
                good.append(not wrong)
    return all(good)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--plugins", type=Path, metavar="FOLDER", help="a folder of folders with connectors' jars"
    )
    sys.exit(0 if main(parser.parse_args().plugins) else 1)
