"""examples/enricher in a worker: installed as its README says, and found there by nothing but its entry points."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.events.raw_event import RawEvent
from tests.docs.links import ROOT
from tests.e2e.desk import running_desk

PACKAGE = ROOT / "examples" / "enricher"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the example is installed."""
    folder = tmp_path_factory.mktemp("extensions")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(folder),
            str(PACKAGE),
        ],
        check=True,
        env=os.environ | {"PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return folder


async def test_a_worker_runs_them(
    installed: Path, embedded: EmbeddedBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROGRAMS", "1")  # a fork of what is loaded already would not look for them
    path = os.pathsep.join([str(installed), str(ROOT)])
    story = RawEvent(
        "story", (PACKAGE / "story.txt").read_bytes(), b"story", (("ce_source", b"harbour-post"),)
    )
    async with running_desk(embedded.address, tmp_path, PYTHONPATH=path) as desk:
        await desk.send([story])
        await desk.complete()
        event = orjson.loads(desk.end("story").value)
        found = event["desk"]["extensions"]["sums"]
        assert (found["distribution"], found["version"]) == ("harbour-desk", "1.0.0")
        assert [(each["text"], each["amount"]) for each in found["values"]["sums"]] == [
            ("$4.6 million", 4_600_000),
            ("£1,250", 1_250),
        ]
        assert event["desk"]["cleaning"]["repairs"] == []
        (removed,) = event["desk"]["cleaning"]["removed"]
        assert (removed["rule"], removed["text"][:14]) == ("newsletter", "The tide table")
        metrics = await desk.metrics()
        assert metrics['copydesk_enricher_articles_total{enricher="sums",outcome="done"}'] == 1
        assert metrics['copydesk_enricher_set_aside{enricher="sums"}'] == 0
        assert desk.worker.stop() == 0
