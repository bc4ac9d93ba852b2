"""What we started ends when we are killed, whatever state it is in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.brokers.embedded import answers, free_port
from tests.waiting import until

#: A parent that starts one child as a test says, tells its id, and waits to be killed.
PARENT = """
import os, signal, subprocess, sys, threading
from streams.brokers.guard import guard
CHILD = "import time; print('up', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + CHILD
FAMILY = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', sys.argv[1]]); print(p.pid, flush=True); p.wait()"

def start(*command, **options):
    process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.PIPE, text=True, **options)
    said = process.stdout.readline().strip()
    guard.watch(process, GRACE)
    return process, said

GRACE = 600
{}
print(*pids, flush=True)
sys.stdin.read()
"""

WAYS = {
    "stopped": "process, _ = start(CHILD); pids = [process.pid]; os.kill(process.pid, signal.SIGSTOP)",
    "deaf": "GRACE = 0.2; process, _ = start(DEAF); pids = [process.pid]",
    "a family": "process, other = start(FAMILY, CHILD, start_new_session=True); pids = [process.pid, other]",
    "of a thread": "pids = []; t = threading.Thread(target=lambda: pids.append(start(CHILD)[0].pid)); t.start(); t.join()",
}


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def ours() -> Iterator[list[int]]:
    """Process ids that are killed at the end, whatever the test found."""
    pids: list[int] = []
    yield pids
    for pid in filter(runs, pids):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("way", WAYS)
async def test_kill_9_of_the_parent_ends_the_child(way: str, ours: list[int]) -> None:
    script = PARENT.replace("{}", WAYS[way])
    # Not in a session of its own: only the guard's news of its end may reach the child.
    with subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        ours += map(int, parent.stdout.readline().split())
        assert ours
        assert all(map(runs, ours))
        parent.kill()
    await until(lambda: not any(map(runs, ours)))


BENCH = """
import asyncio, os, signal, sys
from pathlib import Path
from streams.brokers.embedded import EmbeddedBroker
from streams.cli.processes import WorkerProcess

async def main(folder, port):
    with EmbeddedBroker(port, folder / "broker.log") as broker:
        environment = {"COPYDESK_DATA": str(folder / "data"), "COPYDESK_PROCESSES": "1"}
        with WorkerProcess(broker.address, folder / "worker.log", environment=environment) as worker:
            await worker.ready()
            os.kill(worker.process.pid, signal.SIGSTOP)
            print(worker.process.pid, broker.pid, flush=True)
            sys.stdin.read()

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


async def test_a_benchmark_that_is_killed_leaves_no_worker_and_no_broker(
    tmp_path: Path, ours: list[int]
) -> None:
    """Not even a worker that it has frozen."""
    port = free_port()
    with subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", BENCH, str(tmp_path), str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        ours += map(int, parent.stdout.readline().split())
        assert len(ours) == 2
        parent.kill()
    await until(lambda: not any(map(runs, ours)), 60)
    assert not answers("127.0.0.1", port)


async def test_a_run_of_tests_that_is_killed_leaves_nothing(tmp_path: Path, ours: list[int]) -> None:
    (tmp_path / "test_hangs.py").write_text(
        textwrap.dedent(
            f"""
            import os, pathlib, signal, subprocess, sys
            from tests import processes

            processes.install()

            def test_hangs():
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
                os.kill(child.pid, signal.SIGSTOP)
                pathlib.Path({str(tmp_path / "pid")!r}).write_text(f"{{child.pid}}\\n")
                child.wait()
            """
        )
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "--rootdir",
        str(tmp_path),
    ]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(  # noqa: ASYNC220
        [*command, str(tmp_path / "test_hangs.py")], env=environment, stdout=subprocess.DEVNULL
    ) as run:
        told = tmp_path / "pid"
        await until(lambda: told.exists() and told.read_text().endswith("\n"))
        ours.append(int(told.read_text()))
        assert runs(ours[0])
        run.kill()
    await until(lambda: not runs(ours[0]))
