from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.forked import Forked, Forker
from tests.machine import patience
from tests.processes import shared
from tests.runtime.test_pool import alive
from tests.waiting import until


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    made = Forker()
    with shared(lambda: made.process):
        yield made
    made.stop()


@contextmanager
def begun(forker: Forker, log: Path, module: str, *arguments: str, **environment: str) -> Iterator[Forked]:
    with log.open("ab") as out:
        process = forker.start(module, arguments, os.environ | environment, out.fileno())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_it_is_as_the_program_would_be(
    forker: Forker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    for wanted in ("1111", "2222"):
        with begun(forker, log, "streams", "settings", COPYDESK_WINDOW=wanted) as process:
            assert process.wait(patience(30)) == 0
        assert wanted in log.read_text()
    with begun(forker, log, "streams", "tail", "--nonsense") as process:
        assert process.wait(patience(30)) == 2
    assert "No such option" in log.read_text()


def test_it_is_waited_for_and_killed_as_a_child_is(
    forker: Forker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    with begun(forker, log, "http.server", "0") as process:
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        while "Serving" not in log.read_text():
            assert process.poll() is None
        assert os.getsid(process.pid) == process.pid
        assert Path(f"/proc/{process.pid}/cwd").readlink() == tmp_path
        process.kill()
        assert process.wait(patience(30)) == -signal.SIGKILL
        assert process.poll() == -signal.SIGKILL


async def test_what_was_forked_ends_with_it(tmp_path: Path) -> None:
    forker = Forker(loaded=False)
    with begun(forker, tmp_path / "log", "http.server", "0") as process:
        forker.stop()
        await until(lambda: not alive(process.pid))
        assert process.poll() == -signal.SIGKILL  # as far as anybody can tell


def test_what_a_test_has_set_is_not_there_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_WINDOW", "none")
    forker = Forker()
    with shared(lambda: forker.process):
        environment = {name: value for name, value in os.environ.items() if name != "COPYDESK_WINDOW"}
        with (tmp_path / "log").open("ab") as out:
            process = forker.start("streams", ["settings"], environment, out.fileno())
        assert process.wait(patience(60)) == 0
    forker.stop()
