"""The last resort: a worker that has to end may be stuck in ending, too, and is then ended from outside its loop."""

from __future__ import annotations

import os
import threading

from streams.errors import CopydeskError


def end_within(seconds: float, failure: CopydeskError) -> None:
    """Ends this process after `seconds` with the sentence and the exit code of `failure`, unless it has ended by then.

    Nothing is lost: what is not acknowledged comes again.
    """
    timer = threading.Timer(seconds, _end_at_once, [failure])
    timer.daemon = True
    timer.start()


def _end_at_once(failure: CopydeskError) -> None:
    os.write(2, f"copydesk: {failure}\n".encode())
    os._exit(failure.exit_code)
