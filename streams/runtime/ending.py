"""How a process is told to end."""

from __future__ import annotations

import asyncio
import os
import signal


def obey_signals() -> asyncio.Event:
    """An event that is set by SIGTERM or SIGINT; a second one of them ends the process at once.

    To be called in the loop of the main thread.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def obey() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, os._exit, 128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, obey)
    return stop
