"""Programs that a bench starts: it waits for what they say, and leaves none behind."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

#: How long a program gets to start, in seconds.
PATIENCE = 300.0


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends a process by SIGTERM; by SIGKILL where it does not end within a minute. Then it has its exit code."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    """Waits until the process has written something to its log; the first match. Ends us where it never does."""
    deadline = time.monotonic() + PATIENCE
    while not (found := re.search(pattern, text := log.read_text(errors="replace"))):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{log.name} does not say {pattern!r}:\n{text}")
        time.sleep(0.2)
    return found[0]
