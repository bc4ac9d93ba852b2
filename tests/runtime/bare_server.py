"""The pool's server without what documents need: for tests that give its processes no document.

Libraries, rules and models take three seconds of a processor, each time that a server starts.

    python -m tests.runtime.bare_server SOCKET PARENT MEMORY
"""

from __future__ import annotations

import sys
from types import ModuleType

from streams.runtime import pool_server
from tests.runtime import deadly

#: As a name of a module, for the command of a server.
PROGRAM = __name__


def load_nothing() -> None:
    """From now on a server of this process, and one that is forked from it, loads nothing."""
    bare = ModuleType("streams.runtime.whole")
    bare.warm = lambda: None  # type: ignore[attr-defined]
    sys.modules[bare.__name__] = bare


if __name__ == "__main__":
    deadly.has_loaded()  # what its processes are told to do is there
    load_nothing()
    pool_server.main()
