"""The other side of the pool: a server that has everything loaded and forks a process for whoever asks.

    python -m streams.runtime.pool_server SOCKET PARENT MEMORY

SOCKET is the number of an inherited stream socket. Each byte that comes on it, USUAL or ROOMY, brings a socket along: a
process is forked that serves on that one. Back go reports on processes that ended, REPORT each. The server has no
threads, so that its forks are sound; it ends with its parent, and the processes end with it, whatever they are doing.

A process is sent jobs and answers each, both as frames: HEADER, which is the length and the kind, then a pickle. A job
is a function and its arguments; what an answer is, its kind says.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
from enum import IntEnum
from pathlib import Path
from traceback import format_exc

from streams.brokers.embedded import end_with_parent
from streams.runtime.stacks import write_on_signal

HEADER = struct.Struct(">QB")
#: A process id and its exit code, negative for a signal.
REPORT = struct.Struct(">qi")


class Kind(IntEnum):
    """What a frame holds."""

    JOB = 0
    READY = 1  # the process is there: its id
    DONE = 2  # the result
    FAILED = 3  # the exception that the function raised, as a text, and its traceback
    OUT_OF_MEMORY = 4  # None; the process ends after this one
    MANY = 5  # the result, a long tuple: a list of pickles, each of which holds PIECE of its values


#: What asks for a process, and for one that may have so many times the memory: it keeps something.
USUAL, ROOMY, ROOMIER = b"f", b"r", 4
#: Values of a long tuple that are unpickled at once: the loop that does so has other things to do.
PIECE = 50
#: A share of the memory that a process may have: a job that fails with more in use fails for want of it.
_FULL = 0.9
#: Asks where a process stands (stacks.py).
ASKED = signal.SIGUSR1


def frame(kind: Kind, value: object) -> bytes:
    """A frame to be sent."""
    body = pickle.dumps(value)
    return HEADER.pack(len(body), kind) + body


def main() -> None:
    """Serves until the parent closes the socket, or ends."""
    descriptor, parent, memory = (int(argument) for argument in sys.argv[1:4])
    write_on_signal()
    serve(descriptor, parent, memory)


def serve(descriptor: int, parent: int, memory_mb: int) -> None:
    """Serves on the socket of that number until the process `parent` closes it, or ends.

    ASKED, which was blocked until here, is heard from now on.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {ASKED})
    end_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        return
    gc.disable()  # next to nothing of what is loaded is garbage
    from streams.runtime.whole import warm

    warm()
    # What is loaded is never looked at by the collector, and so stays shared with the forked processes.
    gc.freeze()
    gc.enable()
    with socket.socket(fileno=descriptor) as requests:
        _serve_forks(requests, memory_mb * 2**20)


def _serve_forks(requests: socket.socket, memory_bytes: int) -> None:
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    own = os.getpid()
    while True:
        readable, _, _ = select.select([requests.fileno(), woken], [], [])
        if woken in readable:
            os.read(woken, 4096)
            _report_ended(requests)
        if requests.fileno() not in readable:
            continue
        asked, descriptors, _, _ = socket.recv_fds(requests, 1, 1)
        memory = ROOMIER * memory_bytes if asked == ROOMY else memory_bytes
        if not asked:
            return
        if os.fork() == 0:
            try:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (woken, wake, requests.detach()):
                    os.close(each)
                end_with_parent(signal.SIGKILL)
                if os.getppid() == own:
                    _serve_jobs(socket.socket(fileno=descriptors[0]), memory)
            finally:
                os._exit(0)
        os.close(descriptors[0])


def _report_ended(requests: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        requests.sendall(REPORT.pack(pid, os.waitstatus_to_exitcode(status)))


def _serve_jobs(connection: socket.socket, memory_bytes: int) -> None:
    """The life of a forked process: job after job, until the connection ends or memory does."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Made beforehand: when it is needed there is no memory to make it in.
    out_of_memory = frame(Kind.OUT_OF_MEMORY, None)
    connection.sendall(frame(Kind.READY, os.getpid()))
    with connection.makefile("rb") as jobs:
        while header := jobs.read(HEADER.size):
            size, _ = HEADER.unpack(header)
            try:
                answer = _work(jobs.read(size))
            except MemoryError:
                connection.sendall(out_of_memory)
                return
            connection.sendall(answer)


def _work(job: bytes) -> bytes:
    """The answer to a job, as a frame. Raises MemoryError alone."""
    try:
        function, arguments = pickle.loads(job)
        return _result(function(*arguments))
    except MemoryError:
        raise
    except BaseException as error:  # sys.exit() in a library is a failure like any other
        if _is_full():
            raise MemoryError from error
        failed = (f"{type(error).__name__}: {error}"[:1000], format_exc())
        return frame(Kind.FAILED, failed)


def _is_full() -> bool:
    """Whether next to no memory is left. libxml2, for one, says "unknown error" where an allocation failed.

    Asked while the error is at hand: its traceback holds what had filled the memory.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:  # no Linux
        return False
    return limit > 0 and pages * resource.getpagesize() > _FULL * limit


def _result(value: object) -> bytes:
    if not isinstance(value, tuple) or len(value) <= PIECE:
        return frame(Kind.DONE, value)
    pieces = [value[first : first + PIECE] for first in range(0, len(value), PIECE)]
    return frame(Kind.MANY, [pickle.dumps(piece) for piece in pieces])


if __name__ == "__main__":
    main()
