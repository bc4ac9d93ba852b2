"""Dead letters: the original bytes and headers, unchanged, and beside them why, where from and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from streams.article import Dropped
from streams.intake.identity import LONGEST_SOURCE
from streams.kinds import Stage
from streams.runtime.window import Output
from streams.topology import DEAD, RAW

#: The headers that a dead letter adds; a redriven one carries its `dead-attempts` along.
ATTEMPTS = "dead-attempts"
#: On a letter of clean: which article it is of a document that holds several, as number/count, from 0.
DEAD_PART = "dead-part"


def header_list(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> list[tuple[str, bytes]]:
    """Record headers as pairs, whichever of its two forms the client gives them in."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return [(name, value if value is not None else b"") for name, value in pairs]


def source_of(topic: str, headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> str:
    """Who published the article that a record of `topic` holds; empty where no header tells.

    A raw event's is its `ce_source`; of our own events that is copydesk, and `source` is who published it.
    """
    wanted = "ce_source" if topic == RAW.name else "source"
    found = (value for name, value in header_list(headers) if name.lower() == wanted)
    return next(found, b"").decode("utf-8", "replace").strip()[:LONGEST_SOURCE]


def dead_letter(
    message: Any, stage: Stage, dropped: Dropped, now: datetime, part: tuple[int, int] | None = None
) -> Output:
    """The record for `articles.dead` that keeps `message`, which `stage` refused for the reason in `dropped`.

    `part` is which article of a raw event was refused, and how many that holds; None for all of it. The letter keeps
    the whole document either way.
    """
    headers = header_list(message.headers)
    original = [(name, value) for name, value in headers if not name.startswith("dead-")]
    attempts = next((value for name, value in headers if name == ATTEMPTS), b"0")
    why = {
        "dead-stage": str(stage),
        "dead-reason": str(dropped.reason),
        "dead-detail": dropped.detail[:1000],
        "dead-topic": message.topic,
        "dead-partition": str(message.partition),
        "dead-offset": str(message.offset),
        "dead-at": now.isoformat(),
        ATTEMPTS: str(int(attempts) + 1 if attempts.isdigit() and len(attempts) < 10 else 1),
    }
    if part is not None and part[1] > 1:
        why[DEAD_PART] = f"{part[0]}/{part[1]}"
    return Output(
        topic=DEAD.name,
        key=message.key,
        value=message.value if message.value is not None else b"",
        headers=original + [(name, value.encode("utf-8", "replace")) for name, value in why.items()],
    )
