"""Dead letters: the original bytes and headers, unchanged, and beside them why, where from and how often.

What is too large to be written back has a letter all the same, with its first bytes, its size and its hash: the whole
lies where it died, as long as that topic keeps it. Of a batch that cannot be read there is a letter without bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from streams.article import Dropped
from streams.brokers.batches import Unreadable
from streams.intake.identity import LONGEST_SOURCE
from streams.kinds import Reason, Stage
from streams.runtime.window import Output
from streams.topology import AGENTS, DEAD, MAX_MESSAGE_BYTES, is_raw

#: Of a document that cannot be written back a letter has so many bytes, and of its headers and its key.
FIRST_BYTES = 8 * 1024

#: The headers that a dead letter adds; a redriven one carries its `dead-attempts` along.
ATTEMPTS = "dead-attempts"
#: On a letter of clean: which article it is of a document that holds several, as number/count, from 0.
DEAD_PART = "dead-part"
#: On the letter of a batch: the last of its offsets; who let it be passed over; and what the broker has there.
DEAD_LAST, DEAD_BY, DEAD_SIZE, DEAD_SHA256 = "dead-last-offset", "dead-by", "dead-size", "dead-sha256"


def header_list(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> list[tuple[str, bytes]]:
    """Record headers as pairs, whichever of its two forms the client gives them in."""
    # A list, as nearly always, is asked for first: whether it is a Mapping takes longer to find out than all the rest.
    if isinstance(headers, list):
        pairs: Iterable[tuple[str, bytes]] = headers
    else:
        pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return [(name, value if value is not None else b"") for name, value in pairs]


def source_of(topic: str, headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> str:
    """Who published the article that a record of `topic` holds; empty where no header tells.

    A raw event's is its `ce_source`; of our own events that is copydesk, and `source` is who published it.
    """
    wanted = "ce_source" if is_raw(topic) else "source"
    found = (value for name, value in header_list(headers) if name.lower() == wanted)
    return next(found, b"").decode("utf-8", "replace").strip()[:LONGEST_SOURCE]


def dead_letter(
    message: Any, stage: Stage, dropped: Dropped, now: datetime, part: tuple[int, int] | None = None
) -> Output:
    """The record for `articles.dead` that keeps `message`, which `stage` refused for the reason in `dropped`.

    `part` is which article of a raw event was refused, and how many that holds; None for all of it. The letter keeps
    the whole document either way; but for one that is too large to be written: of that it keeps the first FIRST_BYTES.
    """
    why = _why(message, stage, dropped, now, part)
    original = [(name, value) for name, value in header_list(message.headers) if not name.startswith("dead-")]
    cut = partial(_cut_letter, message, original, why)
    whole = _letter(message.key, message.value or b"", original, why, cut)
    return whole if whole.size <= MAX_MESSAGE_BYTES else cut(dropped)


def _cut_letter(message: Any, original: list[tuple[str, bytes]], why: dict[str, str], _: Dropped) -> Output:
    value = message.value or b""
    told = {**why, DEAD_SIZE: str(len(value)), DEAD_SHA256: hashlib.sha256(value).hexdigest()}
    headers, room = [], FIRST_BYTES
    for name, each in original:
        if (size := len(name) * 4 + len(each)) <= room:
            headers.append((name, each))
            room -= size
    key = message.key if len(message.key or b"") <= FIRST_BYTES else None
    return _letter(key, value[:FIRST_BYTES], headers, told, None)


def _letter(
    key: bytes | None, value: bytes, original: list[tuple[str, bytes]], why: dict[str, str], instead: Any
) -> Output:
    told = [(name, each.encode("utf-8", "replace")) for name, each in why.items()]
    return Output(DEAD.name, key, value, original + told, instead=instead)


def _why(
    message: Any, stage: Stage, dropped: Dropped, now: datetime, part: tuple[int, int] | None
) -> dict[str, str]:
    headers = header_list(message.headers)
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
    return why


def batch_letter(batch: Unreadable, now: datetime, by: str | None = None) -> Output:
    """The record for `articles.dead` that stands for all records of `batch`, of which there are no bytes.

    `by` is who let it be passed over; None for what the worker passes over by itself.
    """
    stage = next((agent.stage for agent in AGENTS if agent.is_read(batch.topic)), Stage.DECIDE)
    told = {
        "dead-stage": str(stage),
        "dead-reason": str(Reason.TOO_LARGE if batch.too_large else Reason.UNREADABLE),
        "dead-detail": str(batch)[:1000],
        "dead-topic": batch.topic,
        "dead-partition": str(batch.partition),
        "dead-offset": str(batch.first),
        DEAD_LAST: str(batch.last),
        DEAD_SIZE: str(batch.size),
        DEAD_SHA256: batch.sha256,
        "dead-at": now.isoformat(),
        ATTEMPTS: "1",
    }
    if by is not None:
        told[DEAD_BY] = by
    key = batch.place.encode()
    return Output(
        DEAD.name, key, b"", [(name, value.encode("utf-8", "replace")) for name, value in told.items()]
    )
