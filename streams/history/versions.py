"""Two versions of an article compared, and the bytes that one came as: only of what readers may have now.

What is held, killed or withdrawn has neither, nor has a version that readers were not given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from streams.article import Article, Origin
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.errors import NoTextError
from streams.events.codec import read_event
from streams.history.dispositions import as_text
from streams.history.known_of import is_out
from streams.history.look_up import look_up_parts, look_up_texts
from streams.history.phrases import version_name
from streams.history.word_diff import Kind, Paragraph, Run, WordDiff, word_diff
from streams.runtime.loop_share import LoopShare

_USABLE = "usable"
#: Why readers have no text, by the state of what they were told; else it is in that state.
_WHY = {"nothing": "none of it is out", "published": "it is being withdrawn or killed"}


async def compare_versions(
    broker: Broker | str, uri: str, before: str, after: str, share: LoopShare
) -> dict[str, Any]:
    """What changed between two versions, named by their raw events, word by word, as plain JSON values.

    Raises BrokerError, and NoTextError where readers have not got both, or may not have the article now.
    """
    found = await _versions_of(broker, uri, frozenset({before, after}), share)
    # Beside the loop: a long text takes a tenth of a second.
    return await asyncio.to_thread(_compared, uri, found[before], found[after])


async def compare_held(broker: Broker | str, held: Article, share: LoopShare) -> dict[str, Any]:
    """What readers would see changed by what is held, against the text that they have now; as compare_versions.

    Raises BrokerError, and NoTextError where readers have no text of it.
    """
    found, told = await look_up_texts(broker, held.uri, frozenset(), share)
    if found.event is None or not is_out(found, told):
        raise _no_text(held.uri, told.readers.state)
    (at, _), value = found.event
    before = _Version(datetime.fromtimestamp(at / 1000, UTC), read_event(orjson.loads(value)))
    after = _Version(held.origin.timestamp, held)
    return await asyncio.to_thread(_compared, held.uri, before, after)


async def raw_bytes(broker: Broker | str, uri: str, raw: str, share: LoopShare) -> bytes:
    """The bytes of the raw event that a version came as.

    Raises BrokerError, and NoTextError where they may not be had, or are not kept any more.
    """
    origin = (await _versions_of(broker, uri, frozenset({raw}), share))[raw].article.origin
    place = (origin.topic, origin.partition, origin.offset)
    if origin.parts > 1:
        await _check_parts(broker, as_text(place), origin, share)
    return await _read(broker, place)


async def _check_parts(broker: Broker | str, document: str, origin: Origin, share: LoopShare) -> None:
    """Raises NoTextError where readers may not have another article of the document, or nobody knows in time."""
    parts = await look_up_parts(broker, document, origin.timestamp, share)
    holds = f"{document} holds {origin.parts} articles"
    if parts.taken_back:
        raise NoTextError(f"{holds}, of which {parts.taken_back} killed or withdrawn: it is not given")
    if not parts.whole:
        raise NoTextError(
            f"{holds}, and whether any of them was killed could not be told in time: it is not given"
        )


def _no_text(uri: str, state: str) -> NoTextError:
    return NoTextError(f"readers have no text of {uri[:300]} now: {_WHY.get(state, f'it is {state}')}")


class _Version(NamedTuple):
    """What readers were given, and when."""

    at: datetime
    article: Article


async def _versions_of(
    broker: Broker | str, uri: str, raws: frozenset[str], share: LoopShare
) -> dict[str, _Version]:
    """The versions that came of these raw events. Raises NoTextError, BrokerError."""
    found, told = await look_up_texts(broker, uri, raws, share)
    if not is_out(found, told):
        raise _no_text(uri, told.readers.state)
    missing = next((raw for raw in sorted(raws) if raw not in found.texts), None)
    if missing is not None:
        reach = "" if found.whole else f", as far as was looked in time (what came after {found.since})"
        raise NoTextError(f"readers were given no version of {uri[:300]} that came as {missing[:300]}{reach}")
    return await asyncio.to_thread(_parsed, found.texts)


def _parsed(texts: Mapping[str, tuple[tuple[int, int], bytes]]) -> dict[str, _Version]:
    versions = {}
    for raw, ((at, _), value) in texts.items():
        article = read_event(orjson.loads(value))
        if article.pub_status != _USABLE:
            raise NoTextError(f"what came as {raw} was withdrawn or killed")
        versions[raw] = _Version(datetime.fromtimestamp(at / 1000, UTC), article)
    return versions


async def _read(broker: Broker | str, place: tuple[str, int, int]) -> bytes:
    topic, partition, offset = place
    first, end = (await offset_ranges(broker, [topic])).get((topic, partition), (0, 0))
    if first <= offset < end:
        async with aclosing(read_ranges(broker, {(topic, partition): (offset, offset + 1)})) as records:
            async for record in records:
                return bytes(record.value or b"")
    raise NoTextError(f"Kafka does not keep {as_text(place)} any more: {topic} goes back to offset {first}")


def _compared(uri: str, before: _Version, after: _Version) -> dict[str, Any]:
    old, new = before.article, after.article
    language = new.language.partition("-")[0]
    head = word_diff([old.headline or ""], [new.headline or ""], language)
    text = word_diff(old.paragraphs, new.paragraphs, language)
    (in_head, head_numbers), (in_text, text_numbers) = _count(head), _count(text)
    return {
        "uri": uri,
        "language": new.language,
        "before": _version(before),
        "after": _version(after),
        "headline": [_run(run) for each in head.paragraphs for run in each.runs if run.text],
        "paragraphs": [_paragraph(each) for each in text.paragraphs],
        "changes": in_head + in_text,
        "numbers": head_numbers + text_numbers,
        "whole": head.whole and text.whole,
    }


def _version(each: _Version) -> dict[str, Any]:
    return {"name": version_name(each.article, "its text"), "at": each.at}


def _paragraph(each: Paragraph) -> dict[str, Any]:
    return {"runs": [_run(run) for run in each.runs if run.text], "end": str(each.end)}


def _run(run: Run) -> dict[str, Any]:
    return {"kind": str(run.kind), "text": run.text, "number": run.number}


def _count(diff: WordDiff) -> tuple[int, int]:
    """How many places differ, and in how many of them a number was changed."""
    runs = (run for each in diff.paragraphs for run in (*each.runs, Run(each.end, "")))
    places = [list(row) for differs, row in groupby(runs, lambda run: run.kind is not Kind.EQUAL) if differs]
    return len(places), sum(any(run.number for run in row) for row in places)
