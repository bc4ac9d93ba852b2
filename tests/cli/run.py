"""`copydesk` as a user runs it: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryFile

from tests.machine import patience
from tests.processes import fork


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def copydesk(*arguments: str, stdin: bytes = b"", timeout: float = 240, **environment: str) -> Ran:
    """Runs a command to its end. Names in `environment` are COPYDESK_ variables, in lower case and without that.

    It is a fork of what is loaded (see tests/forked.py); with PROGRAMS in the environment it is a program of its own.
    """
    variables = {f"COPYDESK_{name.upper()}": value for name, value in environment.items()}
    everything = os.environ | {"COLUMNS": "200", **variables}
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        command = ["streams", *arguments]
        process: subprocess.Popen[bytes]
        if "PROGRAMS" in everything:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], stdin=given, stdout=out, stderr=err, env=everything
            )
        else:
            process = fork(command, everything, out.fileno(), err.fileno(), given.fileno())
        try:
            code = process.wait(patience(timeout))
        except BaseException:
            process.kill()
            process.wait()
            raise
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read().decode(), err.read().decode())
