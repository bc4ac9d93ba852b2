"""How the sites of a connection may be asked, as its table in sources.toml says it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from streams.connect.addresses import AddressRefused, Guard, check_url, guard_of
from streams.connect.options import Options
from streams.connect.outgoing import Manners

Result = TypeVar("Result")
#: From so many bytes on a document is large: these are read one after the other.
_LARGE = 1024 * 1024
_SMALL_ONES = ThreadPoolExecutor(2, thread_name_prefix="feeds")
_LARGE_ONES = ThreadPoolExecutor(1, thread_name_prefix="large-feeds")


def guard_from(options: Options) -> Guard:
    """The guard that `allow_private` asks for: false, true, or a list of networks and addresses."""
    try:
        return guard_of(options.flag_or_texts("allow_private", False))
    except ValueError as error:
        options.refuse("allow_private", f"must be true, false or a list of networks: {error}")


def manners_from(options: Options) -> Manners:
    """The manners that a table asks for: allow_private, robots, delay, contact."""
    return Manners(
        guard=guard_from(options),
        robots=options.flag("robots", True),
        delay=options.number("delay", 1.0, 0.0, 3600.0),
        contact=options.text("contact", ""),
    )


def urls_from(options: Options, guard: Guard) -> tuple[str, ...]:
    """The urls that a table lists as `url`, each checked as far as it can be without a network."""
    urls = options.texts("url")
    if not urls:
        options.refuse("url", "lists none")
    for url in urls:
        try:
            check_url(url, guard)
        except AddressRefused as error:
            options.refuse("url", f"cannot be used: {error}")
    return tuple(dict.fromkeys(urls))


def pauses_from(options: Options) -> tuple[float, float]:
    """`least` and `most`: the bounds of the pause between two polls, in seconds."""
    least, most = (
        options.number(key, usual, 1.0, 86_400.0) for key, usual in (("least", 60.0), ("most", 1800.0))
    )
    if least > most:
        options.refuse("least", "is more than most")
    return least, most


def backlog_from(options: Options, usual: str | int) -> int | None:
    """`backlog`: how much of what is there at first goes out; None: all of it."""
    given = options.word_or_count("backlog", ("all", "none"), usual, 100_000)
    return {"all": None, "none": 0}[given] if isinstance(given, str) else given


async def read_aside(read: Callable[[], Result], size: int) -> Result:
    """Reads a document of `size` bytes beside the loop: a few small ones at a time, and one large one."""
    threads = _LARGE_ONES if size > _LARGE else _SMALL_ONES
    return await asyncio.get_running_loop().run_in_executor(threads, read)


async def digest_of(body: bytes) -> str:
    """What tells a body from another one."""
    return await read_aside(lambda: hashlib.blake2b(body, digest_size=16).hexdigest(), len(body))
