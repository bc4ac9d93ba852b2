from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.cli.demo import _PATIENCE, _end_on_signals
from streams.runtime.alarm import LONGEST
from streams.settings import Settings
from tests.cli.run import copydesk
from tests.machine import patience
from tests.waiting import until

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


@pytest.fixture(autouse=True)
def _as_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each demo, and each command, is a program of its own, with all that it starts."""
    monkeypatch.setenv("PROGRAMS", "1")


def the_day() -> tuple[list[dict[str, Any]], int, str]:
    """The ends that the seeds must come to, how many are written for the hour, and the sum that the summary prints."""
    expected = orjson.loads((SEEDS / "_expected.json").read_bytes())
    ends = [each for end in expected.values() for each in (end if isinstance(end, list) else [end])]
    timed = len(list((SEEDS / "_timed").glob("*/*")))
    return ends, timed, f"= {len(ends) + timed} articles in {len(expected) + timed} received"


def test_no_document_takes_longer_than_the_demo_waits() -> None:
    assert Settings().deadline_seconds * LONGEST < _PATIENCE


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, in which the demo keeps what it needs for a while, too."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_the_demo_ends_by_itself_and_its_figures_are_those_of_the_day(own_folder: Path) -> None:
    """They are the same in every run and on every machine, but for times. And nothing is left of it."""
    report, data = own_folder / "report.json", own_folder / "data"
    ran = copydesk("demo", "--once", "--report", str(report), data=str(data), metrics_port="0", broker="")
    assert ran.code == 0, ran.err + ran.out
    assert _with_environment(own_folder) == []
    assert brokers(own_folder) == []
    assert not (data / "broker.json").exists()
    assert re.match(r"The wire, live: http://127\.0\.0\.1:\d+/\n", ran.out), "the page comes first"
    figures: dict[str, Any] = orjson.loads(report.read_bytes())
    ends, timed, total = the_day()
    assert total == f"= {figures['articles']} articles in {figures['received']} received"
    # What is under an embargo for some seconds is published in the end.
    wanted = Counter(end["disposition"] for end in ends) + Counter(enriched=timed)
    assert figures["dispositions"] == wanted
    assert figures["dead"] == Counter(end["reason"] for end in ends if end["reason"])
    signals = Counter(end["signal"] for end in ends)
    life = figures["life"]
    changed = (life["updates"], life["corrections"], life["silent_edits"])
    assert changed == (signals["update"], signals["correction"], signals["silent_edit"])
    assert life["killed"] == {"urn:newsml:tidewater.example:20261121:LATVIA-LENDER": 5}
    assert life["held"] == wanted["withheld"]
    assert life["released"] >= timed
    # How well these are found is judged elsewhere (tests/clusters/); here they must not vary.
    assert figures["stories"] == {"stories": 36, "articles": 62, "told_by_several": 15, "waiting": 0}
    assert 0 < figures["latency_seconds"]["p50"] <= figures["latency_seconds"]["p99"]
    assert figures["articles_per_second"] > 0
    assert 0 <= life["embargo_late_seconds"] < 5
    assert total in ran.out
    assert re.search(r"╯\n\s*\d+  enriched", ran.out), "the picture ends before the counts begin"
    assert "in memory" in ran.out
    assert _summary(ran.out) == _summary((ROOT / "README.md").read_text()), (
        "what the README shows is what one sees"
    )


def _summary(text: str) -> str:
    """What stands between the picture and the end, without times, on one line."""
    found = re.search(r"╯\n(.*?)(?:`|\Z)", text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"\d+\.\d+(?= (?:s|articles a second)\b)", "…", found[1]).split())


@contextlib.contextmanager
def demo(folder: Path, *arguments: str, ignoring: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """A demo that runs, its output in `folder`/out; `ignoring`: as a shell starts what runs in its background."""
    environment = os.environ | {
        "COPYDESK_DATA": str(folder / "data"),
        "COPYDESK_METRICS_PORT": "0",
        "COPYDESK_BROKER": "",
    }
    with (folder / "out").open("wb") as out:
        yield subprocess.Popen(
            [sys.executable, "-m", "streams", "demo", *arguments],
            stdout=out,
            stderr=out,
            env=environment,
            # A group of its own, to which the terminal sends its Ctrl-C.
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN if ignoring else signal.SIG_DFL),
        )


async def nothing_is_left(folder: Path) -> None:
    """Returns when all that the demo started has ended: what it did not end itself ends with it, in its own time."""
    await until(lambda: not brokers(folder) and not _with_environment(folder))


async def test_sigterm_ends_the_demo_and_all_that_it_started(own_folder: Path) -> None:
    """On articles of one's own. Ctrl-C ends that of tests/docs/test_run.py, on the whole day."""
    seeds = own_folder / "seeds" / "post"
    seeds.mkdir(parents=True)
    (seeds / "0900-one.txt").write_text(
        "One line that is an article of its own, if a short one, about nothing much."
    )
    said = (own_folder / "out").read_text
    with demo(own_folder, "--seeds", str(seeds.parent)) as running:
        await until(
            lambda: "now, in another terminal" in said() or running.poll() is not None,
            60,
            moves=lambda: said(),
        )
        os.killpg(running.pid, signal.SIGTERM)
        assert await asyncio.to_thread(running.wait, patience(40)) == 0, said()
    assert "= 1 articles in 1 received" in said()
    assert _with_environment(own_folder) == []
    assert brokers(own_folder) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
async def test_a_signal_ends_it_while_it_starts(own_folder: Path, number: signal.Signals) -> None:
    with demo(own_folder, ignoring=False) as running:
        await until(lambda: any(own_folder.glob("copydesk-demo-*/worker.log")))
        os.killpg(running.pid, number)
        # A SIGTERM in the moment before anybody listens for it has its usual effect.
        assert await asyncio.to_thread(running.wait, patience(40)) in (130, -signal.SIGTERM)
    assert "Traceback" not in (own_folder / "out").read_text()
    await nothing_is_left(own_folder)


def test_a_second_signal_has_its_usual_effect() -> None:
    """Cancelled once more, the demo would end in the midst of its end, and with a traceback."""
    seen: list[str] = []

    async def ends() -> None:
        _end_on_signals()
        signal.raise_signal(signal.SIGTERM)
        try:
            await asyncio.sleep(60)  # never so long: it is cancelled
        except asyncio.CancelledError:
            seen.append("ends in good order")
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(0)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ends())
    assert seen == ["ends in good order"]


def brokers(folder: Path) -> list[Path]:
    """The brokers that run and write into `folder`: they have nothing of the demo in their environment."""
    return [fds.parent for fds in Path("/proc").glob("[0-9]*/fd") if _writes_into(fds / "1", folder)]


def _with_environment(folder: Path) -> list[Path]:
    """The processes that run and have `folder` in their environment."""
    return [path for path in Path("/proc").glob("[0-9]*/environ") if _mentions(path, str(folder / "data"))]


def _writes_into(output: Path, folder: Path) -> bool:
    try:
        return output.readlink().is_relative_to(folder) and _mentions(output.parents[1] / "cmdline", "tansu")
    except OSError:
        return False


def _mentions(environ: Path, text: str) -> bool:
    try:
        return text.encode() in environ.read_bytes()
    except OSError:
        return False
