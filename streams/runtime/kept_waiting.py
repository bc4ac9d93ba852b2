"""How long the system has kept a process waiting for a processor, so that a busy machine is no fault of a document.

Linux counts it for each thread (`run_delay`, the second number of /proc/PID/schedstat). Where nothing counts it, it is
0, and a deadline is one by the clock alone.
"""

from __future__ import annotations

import os
from contextlib import suppress


class KeptWaiting:
    """The main thread of a process. To be closed when the process has ended."""

    def __init__(self, pid: int) -> None:
        self._file: int | None = None
        with suppress(OSError):  # another system, or it has ended
            self._file = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def seconds(self) -> float:
        """Since the process began."""
        if self._file is None:
            return 0.0
        try:
            return int(os.pread(self._file, 100, 0).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):  # it has ended
            return 0.0

    def close(self) -> None:
        """Nothing where it is closed already."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)
