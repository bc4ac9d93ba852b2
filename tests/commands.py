"""`copydesk` as a user runs it: a process, its exit code and what it said."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


async def copydesk(broker: str, *arguments: str, **environment: str) -> Said:
    """Runs `copydesk ARGUMENTS` on `broker` to its end, without a terminal."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "streams", *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"COPYDESK_BROKER": broker, "COLUMNS": "200"} | environment,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())
