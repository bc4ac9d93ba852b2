"""The enrichers that a desk runs: found, loaded and tried once, before the first article."""

from __future__ import annotations

import inspect
import resource
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from streams.article import Article, Origin
from streams.errors import ExtensionError
from streams.extensions.guard import RESERVED, guarded
from streams.extensions.installed import ENRICHERS, Installed, chosen
from streams.kinds import Format, Ran

VARIABLE = "COPYDESK_ENRICHERS"
#: The longest that an enricher may take with its first article, in seconds: it may load there what it needs.
_FIRST_SECONDS = 10.0
#: What a process of the pool takes itself, in MiB of address space; and what an enricher may take unnoticed.
_OURS_MB, _SMALL_MB = 400, 64
#: On this article each is tried before the desk begins.
_TRIAL = Article(
    uri="urn:copydesk:trial",
    origin=Origin("articles.raw", 0, 0, datetime(2026, 1, 1, tzinfo=UTC)),
    source="copydesk",
    format=Format.TEXT,
    headline="Lock gate opened",
    paragraphs=("HARWICH (Anglia Wire) - The harbour master opened the lock gate on Monday.", "Ships wait."),
    language="en",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An enricher that can be called, who brings it, and the address space that it takes, in MiB."""

    installed: Installed
    function: Callable[[Article], Mapping[str, Any]]
    megabytes: float = 0.0

    @property
    def name(self) -> str:
        """Its name in events, metrics and settings."""
        return self.installed.name


@lru_cache(maxsize=1)
def load_enrichers(setting: str) -> dict[str, Loaded]:
    """The enrichers that COPYDESK_ENRICHERS chooses, by name, loaded once in a process; forked ones share them.

    Raises ExtensionError, in one sentence that names the distribution, for one that cannot be imported, takes no
    article, or fails on a short one.
    """
    return {each.name: _tried(each) for each in chosen(ENRICHERS, setting, VARIABLE)}


def check_memory(found: Iterable[Loaded], memory_mb: int) -> None:
    """Raises ExtensionError where a process of the pool would have no room left beside what these have loaded."""
    large = [each for each in found if each.megabytes > _SMALL_MB]
    needed = (_OURS_MB + sum(each.megabytes for each in large)) / (1 - RESERVED)
    if large and needed > memory_mb:
        took = ", ".join(f"{each.installed.whose} {each.megabytes:.0f} MiB" for each in large)
        raise ExtensionError(
            f"COPYDESK_MEMORY_MB is {memory_mb}, and of that enrichers take when they are loaded: {took}; set it to "
            f"{needed:.0f} or more"
        )


def _tried(installed: Installed) -> Loaded:
    before = _address_space()
    function = _function(installed)
    ended = guarded(function, _TRIAL, _FIRST_SECONDS)
    if ended.ran is not Ran.DONE:
        raise _unusable(installed, f"on a short article, {ended.detail}")
    return Loaded(installed, function, _address_space() - before)


def _address_space() -> float:
    """That of this process in MiB; 0 where the kernel does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


def _function(installed: Installed) -> Callable[[Article], Mapping[str, Any]]:
    threads = threading.active_count()
    try:
        function = installed.point.load()
    except (Exception, SystemExit) as error:  # whatever a module does when it is imported
        why = f"it cannot be imported: {type(error).__name__}: {error}"
        raise _unusable(installed, why) from error
    if threading.active_count() > threads:
        raise _unusable(
            installed, "it starts a thread when it is imported, and the pool's processes are forked"
        )
    if not callable(function):
        raise _unusable(installed, f"{installed.point.value} is no function")
    try:
        inspect.signature(function).bind(_TRIAL)
    except ValueError:
        pass  # of what is written in C it is not known; the trial will tell
    except TypeError as error:
        why = f"{installed.point.value} cannot be called with an article alone: {error}"
        raise _unusable(installed, why) from error
    called: Callable[[Article], Mapping[str, Any]] = function
    return called


def _unusable(installed: Installed, why: str) -> ExtensionError:
    return ExtensionError(
        f"the enricher {installed.whose} cannot be used: {why}; mend or uninstall it, or leave it out with {VARIABLE}"
    )
