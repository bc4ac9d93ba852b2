"""A real schema registry for tests: Apicurio, which speaks Confluent's API below /apis/ccompat/v7. It is fetched by Maven."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streams.brokers.embedded import HOST, end_with_parent, free_port
from streams.brokers.jars import java, missing_parts
from streams.settings import settings
from tests.machine import patience
from tests.processes import shared

#: The last version that runs on Java 17.
VERSION = "3.0.9"
_ARTIFACT = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"


def _folder() -> Path:
    """Where its jars lie, fetched if they are not there yet; skips the test if they cannot be had."""
    folder = settings().data / "registry-jars" / VERSION
    if folder.exists():
        return folder
    maven = shutil.which("mvn")
    if missing := missing_parts() or (None if maven else "no mvn"):
        pytest.skip(f"a schema registry needs what Kafka needs: {missing}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
        command = [
            str(maven),
            "-q",
            "-B",
            "dependency:copy",
            f"-Dartifact={_ARTIFACT}",
            f"-DoutputDirectory={fresh}",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        unpacked = Path(fresh) / "unpacked"
        with tarfile.open(next(Path(fresh).glob("*.tar.gz"))) as packed:
            packed.extractall(unpacked, filter="data")
        try:
            unpacked.rename(folder)
        except OSError:
            assert folder.exists()  # another process was faster
    return folder


@contextmanager
def apicurio(log: Path) -> Iterator[str]:
    """The address of one that runs while inside, and knows no schema yet."""
    port = free_port()
    options = ["-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    options += [f"-Dquarkus.http.port={port}", f"-Dquarkus.http.host={HOST}"]
    jar = next(_folder().glob("*-runner.jar"))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(java()), *options, "-jar", str(jar)],
            cwd=jar.parent,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,
        )
    url = f"http://{HOST}:{port}/apis/ccompat/v7"
    with shared(lambda: process):
        try:
            _await(process, f"{url}/subjects", log)
            yield url
        finally:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + patience(60)
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            said = log.read_text(errors="replace")[-2000:]
            assert process.poll() is None and time.monotonic() < deadline, f"no registry: {said}"
            time.sleep(0.1)  # a poll with a deadline
