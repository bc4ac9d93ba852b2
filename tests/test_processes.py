from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests import processes
from tests.processes import end_what_is_left, shared

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_what_still_runs_is_ended_and_named() -> None:
    process = subprocess.Popen(SLEEPER)
    assert end_what_is_left() == [" ".join(SLEEPER)]
    assert process.returncode == -signal.SIGKILL
    assert end_what_is_left() == []


def test_a_group_is_ended_whole() -> None:
    parent = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); p.wait()"
    command = [sys.executable, "-c", parent, *SLEEPER]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    with process.stdout as out:
        assert int(out.readline()) != process.pid
        assert len(end_what_is_left()) == 1
        # The child held the pipe, too: that it ends shows that the child has ended.
        assert out.read() == b""


def test_what_is_shared_outlives_the_test() -> None:
    with subprocess.Popen(SLEEPER) as process:
        with shared(lambda: process):
            assert end_what_is_left() == []
            assert process.poll() is None
        assert end_what_is_left() == [" ".join(SLEEPER)]


def test_what_has_ended_is_not_complained_about() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        assert end_what_is_left() == []


def test_a_test_that_leaves_something_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import subprocess, sys
        left = []
        def test_leaves(): left.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))
        def test_next(): assert left[0].returncode == -9
        """
    )
    ran = pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:asyncio", plugins=[processes])
    ran.assert_outcomes(passed=2, errors=1)
    ran.stdout.fnmatch_lines(["*test_leaves left running: *"])


def test_what_is_started_hears_ctrl_c_also_in_the_background_of_a_shell() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        processes.install()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
