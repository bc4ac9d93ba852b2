"""The page of a worker in the browser of whoever sits at this terminal, where there is one."""

from __future__ import annotations

import contextlib
import os
import sys
import webbrowser
from collections.abc import Mapping

#: Who has one of these is somewhere else, or nobody: a browser that opens here is seen by no one.
_ELSEWHERE = ("CI", "SSH_CONNECTION", "SSH_TTY")
#: Linux shows windows only where one of these is set. Without it a browser would take the terminal.
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def somebody_looks(environment: Mapping[str, str], *, terminal: bool, system: str) -> bool:
    """Whether a browser that opens would be seen: at a terminal of this machine, with a screen.

    `terminal`: whether our output goes to one; `system`: as sys.platform has it.
    """
    if not terminal or any(environment.get(name) for name in _ELSEWHERE):
        return False
    return system == "darwin" or any(environment.get(name) for name in _SCREENS)


def open_page(url: str) -> None:
    """Opens it where somebody looks. Whatever fails then is not told: the address stands in the terminal."""
    if somebody_looks(os.environ, terminal=sys.stdout.isatty(), system=sys.platform):
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(url)
