"""The pool's first server as a fork of the worker: what the worker has loaded is not loaded a second time.

Half of what a worker's start costs is libraries, rules and models, and its pool needs the same ones. So the worker
loads them first, forks, and goes on with what it alone needs while the server loads the rest. A server that is lost
later is started as a program of its own, for then the worker has threads.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from traceback import print_exc

from streams.runtime import pool_server
from streams.runtime.pool_process import BEGINNING, Server


class Fork:
    """A forked process of ours, with what Server needs of a subprocess.Popen."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def kill(self) -> None:
        """kill -9; nothing where its end is known."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Returns its exit code when it has ended."""
        if self._code is None:
            _, status = os.waitpid(self.pid, 0)
            self._code = os.waitstatus_to_exitcode(status)
        return self._code


def fork_server(memory_mb: int) -> Server | None:
    """A server that has what is loaded now, and loads the rest; `memory_mb` as for Pool.

    None where this process has threads already: a fork of it would not be sound.
    """
    if threading.active_count() > 1:
        return None
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    # What is loaded stays shared: the collector of neither process looks at it again, and so writes nothing into it.
    gc.freeze()
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, BEGINNING)
    try:
        pid = os.fork()
        if pid == 0:
            ours.close()
            _serve(theirs.detach(), parent, memory_mb)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return Server(ours, Fork(pid))


def _serve(descriptor: int, parent: int, memory_mb: int) -> None:
    """The life of the fork, which does not return.

    As the server that is a program of its own, it reads nothing from stdin, and its stdout goes to stderr.
    """
    code = 1
    with contextlib.suppress(BaseException):
        try:
            silent = os.open(os.devnull, os.O_RDONLY)
            os.dup2(silent, 0)
            os.dup2(2, 1)
            os.close(silent)
            logger = logging.getLogger()
            logger.setLevel(max(logger.level, logging.WARNING))
            pool_server.serve(descriptor, parent, memory_mb)
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, it must not go on as a second worker
            print_exc()
    os._exit(code)
