"""Two versions of an article compared, and the bytes that one came as: only of what readers may have now.

What is held, killed or withdrawn has neither, nor has a version that readers were not given.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.errors import NoTextError
from streams.events.codec import read_event
from streams.history.dispositions import as_text
from streams.history.known_of import is_out
from streams.history.look_up import look_up_texts
from streams.history.phrases import version_name
from streams.history.word_diff import Kind, Paragraph, Run, WordDiff, word_diff
from streams.runtime.loop_share import LoopShare

_USABLE = "usable"


async def compare_versions(
    broker: Broker | str, uri: str, before: str, after: str, share: LoopShare
) -> dict[str, Any]:
    """What changed between two versions, named by their raw events, word by word, as plain JSON values.

    Raises BrokerError, and NoTextError where readers have not got both, or may not have the article now.
    """
    events = await _texts_of(broker, uri, frozenset({before, after}), share)
    # Beside the loop: a long text takes a tenth of a second.
    return await asyncio.to_thread(_compared, uri, events[before], events[after])


async def raw_bytes(broker: Broker | str, uri: str, raw: str, share: LoopShare) -> bytes:
    """The bytes of the raw event that a version came as.

    Raises BrokerError, and NoTextError where they may not be had, or are not kept any more.
    """
    event = (await _texts_of(broker, uri, frozenset({raw}), share))[raw]
    _, value = event
    origin = _article(value).origin
    if origin.parts > 1:
        raise NoTextError(
            f"{as_text((origin.topic, origin.partition, origin.offset))} holds {origin.parts} articles, and others "
            "of them may be held or killed: it is not given"
        )
    return await _read(broker, (origin.topic, origin.partition, origin.offset))


async def _texts_of(
    broker: Broker | str, uri: str, raws: frozenset[str], share: LoopShare
) -> dict[str, tuple[datetime, bytes]]:
    """The events that readers were given of these raw events, and when. Raises NoTextError, BrokerError."""
    found, told = await look_up_texts(broker, uri, raws, share)
    if not is_out(found, told):
        raise NoTextError(f"readers have no text of {uri[:300]} now: it is {told.readers.state}")
    missing = next((raw for raw in sorted(raws) if raw not in found.texts), None)
    if missing is not None:
        reach = "" if found.whole else f", as far as was looked in time (what came after {found.since})"
        raise NoTextError(f"readers were given no version of {uri[:300]} that came as {missing[:300]}{reach}")
    events = {
        raw: (datetime.fromtimestamp(at / 1000, UTC), value) for raw, ((at, _), value) in found.texts.items()
    }
    for raw, (_, value) in events.items():
        if _article(value).pub_status != _USABLE:
            raise NoTextError(f"what came as {raw} was withdrawn or killed")
    return events


def _article(value: bytes) -> Article:
    return read_event(orjson.loads(value))


async def _read(broker: Broker | str, place: tuple[str, int, int]) -> bytes:
    topic, partition, offset = place
    first, end = (await offset_ranges(broker, [topic])).get((topic, partition), (0, 0))
    if first <= offset < end:
        async with aclosing(read_ranges(broker, {(topic, partition): (offset, offset + 1)})) as records:
            async for record in records:
                return bytes(record.value or b"")
    raise NoTextError(f"Kafka does not keep {as_text(place)} any more: {topic} goes back to offset {first}")


def _compared(uri: str, before: tuple[datetime, bytes], after: tuple[datetime, bytes]) -> dict[str, Any]:
    old, new = _article(before[1]), _article(after[1])
    language = new.language.partition("-")[0]
    head = word_diff([old.headline or ""], [new.headline or ""], language)
    text = word_diff(old.paragraphs, new.paragraphs, language)
    changes, numbers = _count(head), _count(text)
    return {
        "uri": uri,
        "language": new.language,
        "before": _version(old, before[0]),
        "after": _version(new, after[0]),
        "headline": [_run(run) for each in head.paragraphs for run in each.runs if run.text],
        "paragraphs": [_paragraph(each) for each in text.paragraphs],
        "changes": changes[0] + numbers[0],
        "numbers": changes[1] + numbers[1],
        "whole": head.whole and text.whole,
    }


def _version(article: Article, at: datetime) -> dict[str, Any]:
    return {"name": version_name(article, "its text"), "at": at}


def _paragraph(each: Paragraph) -> dict[str, Any]:
    return {"runs": [_run(run) for run in each.runs if run.text], "end": str(each.end)}


def _run(run: Run) -> dict[str, Any]:
    return {"kind": str(run.kind), "text": run.text, "number": run.number}


def _count(diff: WordDiff) -> tuple[int, int]:
    """How many places differ, and how many of them have a number that was changed."""
    places = numbers = 0
    before = Kind.EQUAL
    counted = False  # the number of this place
    for run in (run for each in diff.paragraphs for run in (*each.runs, Run(each.end, ""))):
        if run.kind is Kind.EQUAL:
            counted = False
        elif before is Kind.EQUAL or (before is Kind.INSERTED and run.kind is Kind.DELETED):
            places += 1
            counted = False
        if run.number and not counted:
            numbers += 1
            counted = True
        before = run.kind
    return places, numbers
