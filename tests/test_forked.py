from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.forked import Forked, Forker, Line
from tests.machine import patience
from tests.processes import line, shared
from tests.runtime.test_pool import alive
from tests.waiting import until


@pytest.fixture
def forker() -> Line:
    """The one of the run: it has loaded what it loads."""
    return line()


@contextmanager
def begun(forker: Line, log: Path, module: str, *arguments: str, **environment: str) -> Iterator[Forked]:
    with log.open("ab") as out:
        process = forker.start(module, arguments, os.environ | environment, out.fileno())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_it_is_as_the_program_would_be(forker: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    for wanted in ("1111", "2222"):
        with begun(forker, log, "streams", "settings", COPYDESK_WINDOW=wanted) as process:
            assert process.wait(patience(30)) == 0
        assert wanted in log.read_text()
    with begun(forker, log, "streams", "tail", "--nonsense") as process:
        assert process.wait(patience(30)) == 2
    assert "No such option" in log.read_text()


def as_program(way: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}  # as who forks has it
    command = [sys.executable, "-m", "tests.ends", way]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(
    ("way", "code", "out", "err"),
    [
        ("at once", 0, "begins", ""),
        ("number", 7, "begins", ""),
        ("words", 1, "begins", "words"),
        ("none", 0, "begins", ""),
        ("fault", 1, "begins", "ValueError: a fault"),
        ("interrupted", -signal.SIGINT, "begins", "KeyboardInterrupt"),
        ("killed", -signal.SIGTERM, "begins", ""),
        ("late", 0, "begins a thread at exit", ""),
        ("circle", 0, "begins taken apart", ""),
    ],
)
def test_it_ends_as_the_program_does(
    forker: Line, tmp_path: Path, way: str, code: int, out: str, err: str
) -> None:
    program = as_program(way)
    with (tmp_path / "out").open("wb") as told, (tmp_path / "err").open("wb") as complained:
        process = forker.start("tests.ends", [way], os.environ, told.fileno(), complained.fileno())
    assert process.wait(patience(30)) == code
    said, wrong = (tmp_path / "out").read_text(), (tmp_path / "err").read_text()
    assert (said.split(), wrong.splitlines()[-1:]) == (out.split(), [err] if err else [])
    ended = (program.returncode, program.stdout, program.stderr.splitlines()[-1:])
    assert ended == (code, said, wrong.splitlines()[-1:])


def test_what_a_worker_would_look_for_when_it_starts_is_known(forker: Line, tmp_path: Path) -> None:
    with begun(forker, tmp_path / "log", "tests.ends", "loaded") as process:
        assert process.wait(patience(30)) == 0
    assert (tmp_path / "log").read_text().split() == ["begins", "True", "True"]


def test_at_its_end_it_takes_nothing_apart(forker: Line, tmp_path: Path) -> None:
    """All that is loaded would be copied, for nothing."""
    with begun(forker, tmp_path / "log", "tests.ends", "kept") as process:
        assert process.wait(patience(30)) == 0
    assert (tmp_path / "log").read_text().split() == ["begins"]
    assert as_program("kept").stdout.split() == ["begins", "taken", "apart"]


@pytest.mark.parametrize(
    ("given", "code", "out", "err"), [(b"[]", 0, "[]\n", ""), (b"no json", 1, "", "Expecting value")]
)
def test_input_output_and_errors_are_apart(
    forker: Line, tmp_path: Path, given: bytes, code: int, out: str, err: str
) -> None:
    (tmp_path / "given").write_bytes(given)
    with (
        (tmp_path / "given").open() as read,
        (tmp_path / "out").open("wb") as told,
        (tmp_path / "err").open("wb") as complained,
    ):
        process = forker.start("json.tool", [], os.environ, told.fileno(), complained.fileno(), read.fileno())
    assert process.wait(patience(60)) == code
    assert (tmp_path / "out").read_text() == out
    assert err in (tmp_path / "err").read_text()


async def test_others_ask_it_too_and_who_is_gone_before_the_answer_harms_nobody(tmp_path: Path) -> None:
    forker = Forker(loaded=False)
    with shared(lambda: forker.process), (tmp_path / "log").open("wb") as out:
        other = Line.to(forker.address)
        gone = other.start("http.server", ["--help"], os.environ, out.fileno())
        gone._answers.close()
        gone.returncode = 0  # nobody will know
        other.stop()
        await until(lambda: not alive(gone.pid))
        with begun(forker, tmp_path / "log", "json.tool", "--help") as process:
            assert process.wait(patience(60)) == 0
        forker.stop()


def test_it_is_waited_for_and_killed_as_a_child_is(
    forker: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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


async def test_what_a_test_has_set_is_not_there_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_WINDOW", "none")
    forker = Forker(loaded=False)
    environment = Path(f"/proc/{forker.process.pid}/environ").read_text
    await until(environment)  # a program that has just begun has none for a moment
    told = environment()
    forker.stop()
    assert "PATH=" in told
    assert "COPYDESK_WINDOW" not in told
