"""docs/sftp-to-opensearch.md: what its ten lines name exists, and its parts agree on where each other is."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streams.cli import COMMANDS
from streams.connect.connections import connections_of
from streams.settings import Settings
from streams.sources.table import read_sources
from tests.ops.sinks import SINKS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "sftp-to-opensearch.md").read_text()


def block(kind: str) -> str:
    """The one block of code of a kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    return str(found)


LINES = block("sh").splitlines()


def test_they_are_ten_lines() -> None:
    assert len(LINES) == 10


def test_the_sources_are_one_folder_that_connect_reads(tmp_path: Path) -> None:
    folder = tmp_path / "agency"
    folder.mkdir()
    table = read_sources(block("toml").replace("/srv/drop/agency", str(folder)))
    (connection,) = connections_of(table, Settings(data=tmp_path))
    assert (connection.source, connection.kind) == ("agency", "folder")


def test_every_command_and_every_file_is_there() -> None:
    named = re.findall(r"\./copydesk ([a-z]+)", block("sh"))
    assert {"broker", "topics", "worker", "connect"} == set(named) <= set(COMMANDS)
    files = re.findall(r"\b((?:ops|seeds)/[\w./-]+)", block("sh"))
    assert len(files) == 4
    for path in files:
        assert (ROOT / path).is_file(), path


def test_the_sink_reads_that_broker_and_writes_where_the_search_looks() -> None:
    (broker,) = re.findall(r"COPYDESK_BROKER=(\S+)", LINES[0])
    assert f"bootstrap.servers={broker}" in (SINKS / "worker.properties").read_text().splitlines()
    sink = json.loads((SINKS / "opensearch.json").read_text())["config"]
    index = json.loads((SINKS / "opensearch-index.json").read_text())
    assert f"index={sink['connection.url']}/{sink['topics']}" in LINES
    (searched,) = re.findall(rf"{sink['connection.url']}/(\w+)/_search\?q=([\w.]+):", LINES[-1])
    assert searched[0] in index["aliases"]
    at = index["mappings"]
    for name in searched[1].split("."):
        at = at["properties"][name]
    assert at["type"] == "text"
