"""`copydesk` as the documents' snippets call it: the real one, but that what stands until Ctrl-C gets its Ctrl-C.

A snippet that starts a worker would never end. So what stands is watched until it says that it is ready, is then ended
as Ctrl-C ends it, and must have an exit code that says that all is well.

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
#: How long it waits for what stands, in seconds; more on a slow machine, as the test says that starts us.
_SECONDS = float(os.environ.get("SNIPPET_SECONDS", "60"))


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    if list(arguments) in _RUNS_ALREADY:
        return 0
    command = [sys.executable, "-m", "streams", *arguments]
    if _ends(arguments):
        os.execv(sys.executable, command)
    return _end_when_ready(command, arguments)


def _ends(arguments: Sequence[str]) -> bool:
    name = arguments[0] if arguments else ""
    if name in _ENDS and set(_ENDS[name]) & set(arguments):
        return True
    return name != "tail" and _ready_line(arguments) is None


def _ready_line(arguments: Sequence[str]) -> bytes | None:
    given = [each for words, each in _READY.items() if words == tuple(arguments[: len(words)])]
    return given[0] if given else None


def _end_when_ready(command: list[str], arguments: Sequence[str]) -> int:
    line = _ready_line(arguments)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"},
    ) as process:
        said = _read(process, line)
        process.send_signal(signal.SIGINT)
        try:
            rest, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # it says where it stands
            rest, _ = process.communicate()
    sys.stdout.buffer.write(said + rest)
    # A shell calls both 130: on a busy machine the Ctrl-C may come before `tail` has begun to read.
    ended_well = (130, -signal.SIGINT) if line is None else (0,)
    if process.returncode in ended_well and (line is None or line in said):
        return 0
    return process.returncode or 1


def _read(process: subprocess.Popen[bytes], line: bytes | None) -> bytes:
    """What it says until it has said that line, has ended, or the time is up."""
    assert process.stdout is not None
    said, out = b"", process.stdout.fileno()
    deadline = time.monotonic() + (_READS if line is None else _SECONDS)
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
