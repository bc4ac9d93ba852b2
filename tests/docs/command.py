"""`copydesk` as the documents' snippets call it: the real one, but that what stands until Ctrl-C gets its Ctrl-C.

A snippet that starts a worker would never end. So what stands is watched until it says that it is ready, is then ended
as Ctrl-C ends it, and must have an exit code that says that all is well. Each command is a fork of what is loaded, where
the tests have it (see tests/forked.py).

    python -m tests.docs.command worker
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from tests.forked import Line

#: What each says when it is ready.
_READY = {
    ("broker",): b"Ctrl-C ends it",
    ("worker",): b"The worker is ready",
    ("connect",): b"Ctrl-C ends it",
    ("webhooks",): b"Ctrl-C ends it",
    ("stories", "--serve"): b"The stories are ready",
}
#: What stops by itself when one of these is given.
_ENDS = {"tail": ("--count", "--no-follow", "--help"), "webhooks": ("--check", "--status", "--help")}
#: What runs already, where a snippet is run: the demo that the desk of test_run.py is, and the tests themselves.
_RUNS_ALREADY = (["demo"], ["test"], ["test", "--quick"])
#: How long a `tail` without an end is let read, in seconds.
_READS = 2.0
#: Where the forks are asked for; empty: each command is a program of its own.
_FORKER = os.environ.get("FORKER", "")
#: How long it waits for what stands, in seconds; more on a slow machine, as the test says that starts us.
_SECONDS = float(os.environ.get("SNIPPET_SECONDS", "60"))


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    if list(arguments) in _RUNS_ALREADY:
        return 0
    ends = _ends(arguments)
    if ends and not _FORKER:
        os.execv(sys.executable, _program(arguments))
    if not ends:
        return _end_when_ready(arguments)
    code = _start(arguments, 1, 2).wait()
    return code if code >= 0 else 128 - code


def _program(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "streams", *arguments]


def _start(arguments: Sequence[str], out: int, error: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    process: subprocess.Popen[bytes]
    if _FORKER:
        process = Line.to(_FORKER).start("streams", arguments, environment, out, error, given=0)
    else:
        process = subprocess.Popen(_program(arguments), stdout=out, stderr=error, env=environment)

    def where(number: int, _: FrameType | None) -> None:
        process.send_signal(number)  # asked where it stands, it is what it started that says so

    signal.signal(signal.SIGABRT, where)
    return process


def _ends(arguments: Sequence[str]) -> bool:
    name = arguments[0] if arguments else ""
    if name in _ENDS and set(_ENDS[name]) & set(arguments):
        return True
    return name != "tail" and _ready_line(arguments) is None


def _ready_line(arguments: Sequence[str]) -> bytes | None:
    given = [each for words, each in _READY.items() if words == tuple(arguments[: len(words)])]
    return given[0] if given else None


def _end_when_ready(arguments: Sequence[str]) -> int:
    line = _ready_line(arguments)
    says, out = os.pipe()
    process = _start(arguments, out, out)
    os.close(out)
    said = _read(says, line, _READS if line is None else _SECONDS)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # it says where it stands
        process.wait()
    rest = _read(says, None, _SECONDS)
    sys.stdout.buffer.write(said + rest)
    # A shell calls both 130: on a busy machine the Ctrl-C may come before `tail` has begun to read.
    ended_well = (130, -signal.SIGINT) if line is None else (0,)
    if process.returncode in ended_well and (line is None or line in said):
        return 0
    return process.returncode or 1


def _read(out: int, line: bytes | None, seconds: float) -> bytes:
    """What comes there until it has that line, its writer has ended, or the time is up."""
    said, deadline = b"", time.monotonic() + seconds
    while line is None or line not in said:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([out], [], [], left)[0]:
            break
        got = os.read(out, 65536)
        if not got:
            break
        said += got
    return said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
