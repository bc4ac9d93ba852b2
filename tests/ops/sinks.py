"""Kafka Connect for tests and trials: its jars, and what it makes of the configurations in `ops/sinks`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from streams.brokers.jars import java, kafka_version, resolve_pom
from streams.events import codec
from streams.events.cloudevents import headers_of
from streams.settings import settings
from streams.verdict import Verdict
from tests.articles import NOON, article

SINKS = Path(__file__).parents[2] / "ops" / "sinks"
JAVA = SINKS / "java"
#: The quick compiler alone: a check is over before the other one pays.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def jars_of(name: str) -> Path:
    """The folder with the jars of `ops/sinks/java/NAME.xml`, fetched by Maven if they are not there yet."""
    pom = JAVA / f"{name}.xml"
    folder = settings().data / "sink-jars" / f"{name}-{pom.stat().st_size}-{kafka_version()}"
    return resolve_pom(pom, folder, name)


def classpath(folders: Iterable[Path]) -> str:
    """All jars in these folders, as java takes them."""
    return os.pathsep.join(str(folder / "*") for folder in folders)


def given(uri: str, verdict: Verdict, **of_the_article: Any) -> dict[str, Any]:
    """An event of articles.enriched as SinkCheck.java reads it."""
    ours = article(uri=uri, verdict=verdict, **of_the_article)
    headers = {name: value.decode() for name, value in headers_of(codec.ENRICHED, ours, NOON)}
    return {"key": uri, "value": codec.encode(ours, codec.ENRICHED).decode(), "headers": headers}


def check(
    configs: Iterable[Path], records: Iterable[Mapping[str, Any]], folders: Iterable[Path]
) -> list[dict[str, Any]]:
    """What SinkCheck.java tells of each configuration, with the jars in `folders`."""
    binary = java()
    assert binary
    done = subprocess.run(
        [binary, *QUICK, "-cp", classpath(folders), str(JAVA / "SinkCheck.java"), *map(str, configs)],
        input=json.dumps(list(records)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told
