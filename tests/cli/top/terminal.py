"""`copydesk top` as it runs: a process with a terminal of its own."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import signal
import struct
import sys
import termios
from collections.abc import AsyncIterator

from tests.machine import patience
from tests.waiting import until


class Terminal:
    """What the process has written, and its keys."""

    def __init__(self, process: asyncio.subprocess.Process, master: int) -> None:
        self.process, self._master = process, master
        self.written = b""
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            read = os.read(self._master, 65536)
        except OSError:  # Linux tells the end of the process so
            read = b""
        self.written += read
        if not read:
            self.close()

    def close(self) -> None:
        """Reads no more."""
        asyncio.get_running_loop().remove_reader(self._master)

    def press(self, keys: str) -> None:
        """Types these."""
        os.write(self._master, keys.encode())

    async def sees(self, words: str) -> None:
        """Returns when that was written."""
        try:
            await until(lambda: words.encode() in self.written, still=30.0)
        except AssertionError:
            raise AssertionError(self.written[-3000:].decode("utf-8", "replace")) from None

    async def end(self) -> int:
        """The exit code."""
        async with asyncio.timeout(patience(10.0)):
            return await self.process.wait()


@contextlib.asynccontextmanager
async def terminal(columns: int = 80, lines: int = 24, **environment: str) -> AsyncIterator[Terminal]:
    """A terminal in which `copydesk top` runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "top"),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm"} | environment,
        start_new_session=True,
    )
    os.close(slave)
    shown = Terminal(process, master)
    try:
        yield shown
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()
        shown.close()
        os.close(master)
