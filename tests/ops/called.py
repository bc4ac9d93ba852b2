"""A script as `python PATH ARGUMENTS` runs it, in a process that has loaded what scripts load.

Run: python -m tests.ops.called PATH ARGUMENTS
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[2])


def main(path: str) -> None:
    """Runs it with the search path that it would have: its own folder, and not the checkout."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "ops")]:
        del sys.modules[name]
    sys.path[:] = [str(Path(path).parent), *(each for each in sys.path if each not in ("", ROOT))]
    del sys.argv[0]
    runpy.run_path(path, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1])
