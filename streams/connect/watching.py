"""Folders, watched by the system's own means: whoever waits for one is woken when something in it changes.

That wakes early, and may not wake at all: a network's disk tells nothing, and a system has a limit of what it watches.
So whoever waits looks by itself after a time, too.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

from watchfiles import watch

log = logging.getLogger(__name__)

#: Changes within so many milliseconds wake once.
_TOGETHER_MS = 50
#: The thread looks so often whether it should end, in milliseconds.
_ENDS_MS = 500


class Watching:
    """A thread for each folder, as the library needs one; it sleeps in the kernel. To be used in one event loop."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []

    def folder(self, path: Path) -> asyncio.Event:
        """An event that is set when something in the folder, or below it, has changed."""
        changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        thread = threading.Thread(
            target=self._watch, args=(path, loop, changed), name=f"watch {path.name}", daemon=True
        )
        self._threads.append(thread)
        thread.start()
        return changed

    def close(self) -> None:
        """Watches nothing any more."""
        self._ended.set()
        for thread in self._threads:
            thread.join(2 * _ENDS_MS / 1000)

    def _watch(self, path: Path, loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
        try:
            for _ in watch(
                path,
                watch_filter=None,
                debounce=_TOGETHER_MS,
                step=_TOGETHER_MS // 2,
                rust_timeout=_ENDS_MS,
                yield_on_timeout=False,
                stop_event=self._ended,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                loop.call_soon_threadsafe(changed.set)
        except (OSError, RuntimeError) as error:  # no more watches, the folder is gone, or the loop has ended
            log.info("%s is not watched (%s): it is looked at from time to time", path, error)
