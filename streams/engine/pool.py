"""The killable pool: work on a document in a process with a deadline and a memory cap.

A page can keep a parser busy for minutes, take all memory or crash the interpreter, and size caps do not help; so
that work runs in processes of their own (pebble), and what dies there is a refusal of that document alone.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as DeadlineError
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from streams import metrics
from streams.article import Dropped, Reason
from streams.engine import warm

log = logging.getLogger(__name__)

T = TypeVar("T")

#: A process that dies is not always the document's fault: somebody may have killed it. Such work is tried again.
ATTEMPTS = 2


class Pool:
    """Processes that work on documents. `deadline` in seconds, `memory_mb` MiB of address space for each."""

    def __init__(self, processes: int, deadline: float, memory_mb: int) -> None:
        self._deadline = deadline
        # A fork of this process would take its threads' locks along; the fork server has no threads, and has
        # imported and warmed everything once, so that a process that was killed is replaced in milliseconds.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["streams.engine.warm"])
        self._pool = ProcessPool(
            max_workers=processes, context=context, initializer=_prepare, initargs=[memory_mb * 2**20]
        )

    async def ready(self) -> None:
        """Returns when a process has started and is warm: the first document does not pay for it."""
        await asyncio.wrap_future(self._pool.schedule(warm.is_warm, timeout=120))

    async def run(self, function: Callable[..., T], *arguments: Any) -> T | Dropped:
        """`function(*arguments)` in a process; Dropped when it does not come back. Both sides are pickled."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                future = self._pool.schedule(function, args=list(arguments), timeout=self._deadline)
                result: T = await asyncio.wrap_future(future)
            except DeadlineError:
                return _refused(Reason.DEADLINE, f"no end after {self._deadline:g} s; its process was killed")
            except MemoryError:
                return _refused(Reason.OUT_OF_MEMORY, "its process ran out of memory")
            except ProcessExpired as error:
                metrics.pool_kills.labels(Reason.PROCESS_DIED).inc()
                log.warning("a pool process died (exit code %s), attempt %d", error.exitcode, attempt)
                died = Dropped(Reason.PROCESS_DIED, f"exit code {error.exitcode}, {attempt} attempts")
            except Exception as error:
                log.exception("%s failed", function.__name__)
                return Dropped(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"[:500])
            else:
                return result
        return died

    def close(self) -> None:
        """Ends all processes, whatever they are doing."""
        pool: Any = self._pool
        pool.stop()
        pool.join()


def _refused(reason: Reason, detail: str) -> Dropped:
    metrics.pool_kills.labels(reason).inc()
    return Dropped(reason, detail)


def _prepare(memory_bytes: int) -> None:
    """Runs in each process: Ctrl-C is the parent's business, and memory has an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
