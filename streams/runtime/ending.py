"""How a process is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable


def obey_signals(stop: asyncio.Event, first: Callable[[], object] = lambda: None) -> None:
    """SIGTERM or SIGINT sets `stop`, after `first` was called; a second one ends the process at once.

    To be called in the loop of the main thread.
    """
    loop = asyncio.get_running_loop()

    def obey() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, os._exit, 128 + number)
        first()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, obey)
