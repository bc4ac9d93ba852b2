"""The jars of a real Apache Kafka: resolved once by Maven, kept in the data folder. And is Java here?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from xml.etree import ElementTree

from streams.errors import BrokerError

JAVA = 17  # the oldest Java that the Kafka of our pom runs on
_COMPLETE = ".complete"
_RESOLVE_SECONDS = 900.0
_POM = "{http://maven.apache.org/POM/4.0.0}"


def kafka_version() -> str:
    """The version of Kafka that the pom names."""
    pom = ElementTree.fromstring((files("streams") / "data" / "kafka" / "pom.xml").read_bytes())
    version = pom.findtext(f"{_POM}properties/{_POM}kafka.version")
    assert version, "the pom has no kafka.version"
    return version


def jars_folder(data: Path) -> Path:
    """Where the jars of this version lie, or will lie, under the data folder."""
    return data / "kafka-jars" / kafka_version()


def java() -> str | None:
    """The java of JAVA_HOME, else of PATH; None if there is none."""
    home = os.environ.get("JAVA_HOME")
    return (home and shutil.which("java", path=str(Path(home) / "bin"))) or shutil.which("java")


def _java_version(binary: str) -> int | None:
    try:
        run = subprocess.run([binary, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', run.stderr)
    return int(match[1]) if match else None


def missing_parts(data: Path | None = None) -> str | None:
    """What this machine lacks to run Kafka, as a sentence; None if nothing.

    With the data folder given, Maven is not asked for once the jars are there.
    """
    binary = java()
    version = _java_version(binary) if binary else None
    need_maven = data is None or not is_complete(jars_folder(data))
    lacking = []
    if version is None:
        lacking.append(f"Java {JAVA} or newer (`java` is not on the PATH, or does not run)")
    elif version < JAVA:
        lacking.append(f"Java {JAVA} or newer (`java` is version {version})")
    if need_maven and shutil.which("mvn") is None:
        lacking.append("Maven (`mvn` is not on the PATH), which fetches the jars")
    return f"Kafka needs {' and '.join(lacking)}." if lacking else None


def is_complete(folder: Path) -> bool:
    """Whether the jars in `folder` are those that Maven brought, and all of them."""
    return (folder / _COMPLETE).exists()


def resolve_jars(data: Path) -> Path:
    """The folder with the jars, under the data folder; fetched by Maven if it is not complete yet.

    Processes that do it at once do not disturb each other: the folder appears whole. Raises BrokerError when
    Maven is missing or fails, with the end of what it says.
    """
    with as_file(files("streams") / "data" / "kafka" / "pom.xml") as pom:
        return resolve_pom(pom, jars_folder(data), "Kafka")


def resolve_pom(pom: Path, folder: Path, what: str) -> Path:
    """`folder`, with the jars that a pom names; as `resolve_jars`. `what` they are of stands in the errors."""
    if is_complete(folder):
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise BrokerError(f"Maven (`mvn`) is not on the PATH: install it, once, to fetch the jars of {what}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        _copy_dependencies(maven, pom, fresh, what)
        (fresh / _COMPLETE).touch()
        if folder.exists() and not is_complete(folder):
            shutil.rmtree(folder)
        try:
            fresh.rename(folder)
        except OSError as error:  # another process was faster
            if not is_complete(folder):
                raise BrokerError(f"the jars of {what} cannot be put into {folder}: {error}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _copy_dependencies(maven: str, pom: Path, target: Path, what: str) -> None:
    command = [
        maven,
        "-q",
        "-B",
        "-f",
        str(pom),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={target}",
    ]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_RESOLVE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BrokerError(f"Maven did not fetch the jars of {what} in {_RESOLVE_SECONDS:.0f} s") from error
    if run.returncode != 0 or not any(target.glob("*.jar")):
        said = "\n".join((run.stdout + run.stderr).strip().splitlines()[-8:])
        raise BrokerError(f"Maven could not fetch the jars of {what}: {said}")
