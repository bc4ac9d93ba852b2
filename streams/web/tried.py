"""What is read for the live page beside the wire is tried until it can be read; the wire need not wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiokafka.errors import KafkaError

from streams.errors import CopydeskError

log = logging.getLogger(__name__)

T = TypeVar("T")

#: What failed is tried again after this, in seconds.
AGAIN = 3.0


async def tried_again(what: str, read: Callable[[], Awaitable[T]]) -> T | None:
    """What `read` gives, after as many tries as it takes; None where a fault of ours stands in the way."""
    while True:
        try:
            return await read()
        except (KafkaError, CopydeskError, OSError) as error:
            log.warning("the live page could not read %s, and tries again: %s", what, error)
        except Exception:
            log.exception("the live page could not read %s", what)
            return None
        await asyncio.sleep(AGAIN)
