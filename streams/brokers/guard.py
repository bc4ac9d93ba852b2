"""What ends the processes that we started when we are killed: kill -9 leaves us no time to do it.

On Linux the kernel does a part of it (see end_with_parent): but not for a process that is stopped, and not elsewhere.
So a small process of its own stands by. It reads a pipe of which only we hold the other end, and so knows when we are
gone, however that came; then it ends what it was told of.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from typing import Any

#: What the guard runs. A line tells it a process id, its group, and seconds of grace. It remembers when the process
#: began: whoever has the id of one that has ended in the meantime began later, and is let alone.
_SCRIPT = """
import os, signal, subprocess, sys, time

def began(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return "" if fields[0] == b"Z" else fields[19].decode()
    except OSError:
        pass
    if os.path.exists("/proc/self/stat"):
        return ""
    told = subprocess.run(["ps", "-o", "lstart=", "-p", pid], capture_output=True, text=True)
    return told.stdout.strip().replace(" ", "_")

def send(known, number):
    for pid, (start, group, _) in known.items():
        if began(pid) == start:
            try:
                (os.killpg if group == pid else os.kill)(int(pid), number)
            except OSError:
                pass

os.setsid()
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
known = {}
for line in sys.stdin:
    pid, group, grace = line.split()
    if start := began(pid):
        known[pid] = start, group, float(grace)
# One that is stopped obeys when it goes on.
send(known, signal.SIGTERM)
send(known, signal.SIGCONT)
ended = time.monotonic()
while known:
    late = {pid: each for pid, each in known.items() if time.monotonic() - ended >= each[2]}
    send(late, signal.SIGKILL)
    known = {pid: each for pid, each in known.items() if pid not in late and began(pid) == each[0]}
    time.sleep(0.1)
"""


class Guard:
    """The guard of this process. It is started with the first one that is watched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: int | None = None

    def watch(self, process: subprocess.Popen[Any], grace: float = 0.0) -> None:
        """Ends `process`, with its group if it leads one, when we end and it still runs.

        It is asked to end at once, and made to after `grace` seconds.
        """
        try:
            told = f"{process.pid} {os.getpgid(process.pid)} {grace}\n".encode()
        except ProcessLookupError:
            return  # it has ended already
        with self._lock:
            if self._line is None:
                self._start()
            assert self._line is not None
            # A guard that was killed guards no more; that is no reason to fail.
            with contextlib.suppress(BrokenPipeError):
                os.write(self._line, told)

    def _start(self) -> None:
        read, self._line = os.pipe()
        silent = os.open(os.devnull, os.O_RDWR)
        # None that Popen knows of: nobody waits for it, and it ends when we do.
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", _SCRIPT],
            {"PATH": os.defpath},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, read, 0),
                (os.POSIX_SPAWN_DUP2, silent, 1),
                (os.POSIX_SPAWN_DUP2, silent, 2),
            ],
        )
        os.close(read)
        os.close(silent)


#: Of this process.
guard = Guard()
