from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from streams.runtime.pool_fork import fork_server
from streams.runtime.pool_process import GROUP_SIGNALS
from tests.machine import patience
from tests.runtime.test_pool import alive
from tests.waiting import until

#: A program that has loaded something, forks the server, and answers what it is asked, a line for a line. What servers
#: load for documents is left out.
SCRIPT = """
import asyncio, sys
from streams.runtime import pool_process
from streams.runtime.pool import Pool
from streams.runtime.pool_fork import fork_server
from streams.runtime.stacks import write_on_signal
from tests.runtime import bare_server, deadly

bare_server.load_nothing()
pool_process.PROGRAM = bare_server.PROGRAM
write_on_signal()
deadly.TURNS[0] = 7  # what is loaded beforehand
server = fork_server(900)
print(server._process.pid, flush=True)

async def main():
    pool = Pool(1, 60, 900, server=server)
    {body}
    pool.close()

asyncio.run(main())
"""

WORKS = """await pool.ready()
    print(await pool.run(deadly.turns), flush=True)
    print(sorted(await pool.run(deadly.signals_blocked)), flush=True)
    sys.stdin.readline()
    print(await pool.run(deadly.turns), pool._server is server, flush=True)
    asyncio.ensure_future(pool.run(deadly.never_end))
    await asyncio.to_thread(sys.stdin.readline)
"""

ANSWERS = """await pool.ready()
    await asyncio.to_thread(sys.stdin.readline)
    print(await pool.run(deadly.turns), pool._server is server, flush=True)
"""

#: A program that asks servers where they stand in the moment in which they begin. What they load is left out.
ASKS_AT_ONCE = """
import os, signal, sys
from streams.runtime.pool_fork import fork_server
from streams.runtime.pool_process import Server
from streams.runtime.stacks import write_on_signal
from tests.runtime import bare_server

os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # so that the fork does nothing before it is asked
write_on_signal()
bare_server.load_nothing()
servers = []
for number in range(20):
    servers.append({begin})
    os.kill(servers[-1]._process.pid, signal.SIGUSR1)
print(*(server._process.pid for server in servers), flush=True)
sys.stdin.readline()
print(*(os.waitpid(server._process.pid, os.WNOHANG)[0] for server in servers), flush=True)
"""


@contextmanager
def program(
    body: str, errors: IO[str] | None = None, script: str = SCRIPT, **parts: str
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", script.format(body=body, **parts)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    ) as started:
        yield started


def line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def go_on(started: subprocess.Popen[str]) -> None:
    assert started.stdin is not None
    started.stdin.write("\n")
    started.stdin.flush()


async def test_the_fork_has_what_was_loaded_and_another_server_takes_its_place() -> None:
    with program(WORKS) as started:
        server = int(line(started))
        assert line(started) == "7"
        assert line(started) == str(sorted(map(int, GROUP_SIGNALS)))
        os.kill(server, signal.SIGKILL)
        await until(lambda: not alive(server), 5)
        go_on(started)
        assert line(started) == "0 False"
        go_on(started)
        assert await asyncio.to_thread(started.wait, patience(20)) == 0


async def test_kill_9_of_the_worker_leaves_no_fork_behind() -> None:
    with program("await pool.ready(); await asyncio.to_thread(sys.stdin.readline)") as started:
        server = int(line(started))
        assert alive(server)
        started.kill()
        await until(lambda: not alive(server), 5)


async def test_asked_where_it_stands_it_says_so_and_goes_on(tmp_path: Path) -> None:
    """It is named as the worker is: whoever asks all of that name must not end it."""
    said = tmp_path / "said"
    with said.open("w") as errors, program(ANSWERS, errors) as started:
        server = int(line(started))
        os.kill(server, signal.SIGUSR1)
        await until(lambda: f"where process {server} stands" in said.read_text())
        go_on(started)
        assert line(started) == "7 True"


@pytest.mark.parametrize(("begin", "count"), [("fork_server(900)", 20), ("Server.start(900)", 1)])
async def test_asked_in_the_moment_in_which_it_begins_it_answers(
    tmp_path: Path, begin: str, count: int
) -> None:
    """A signal is neither lost in a fork, nor the end of a server that has not said yet what it does on it."""
    said = tmp_path / "said"
    script = ASKS_AT_ONCE.replace("range(20)", f"range({count})")
    with said.open("w") as errors, program("", errors, script, begin=begin) as started:
        servers = line(started).split()
        assert len(servers) == count
        await until(lambda: all(f"where process {server} stands" in said.read_text() for server in servers))
        go_on(started)
        assert line(started).split() == ["0"] * count


@pytest.mark.parametrize("body", ["pass", "await pool.ready()"])
def test_it_ends_with_its_pool_even_with_one_that_never_began(body: str) -> None:
    with program(body) as started:
        server = int(line(started))
        assert started.wait(patience(20)) == 0
        assert not alive(server)


def test_a_process_with_threads_is_not_forked() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert fork_server(900) is None
    finally:
        ended.set()
        thread.join()
