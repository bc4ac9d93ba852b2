"""`copydesk` as a user runs it: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.machine import patience


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def copydesk(*arguments: str, stdin: bytes = b"", timeout: float = 240, **environment: str) -> Ran:
    """Runs a command to its end. Names in `environment` are COPYDESK_ variables, in lower case and without that."""
    variables = {f"COPYDESK_{name.upper()}": value for name, value in environment.items()}
    done = subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        input=stdin,
        capture_output=True,
        timeout=patience(timeout),
        env=os.environ | {"COLUMNS": "200", **variables},
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
