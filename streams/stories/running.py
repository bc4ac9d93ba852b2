"""A running story: its takes, put together in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from streams.article import Article
from streams.blocks import joined
from streams.sent import CONCEPTS, Sent
from streams.stories.order import Order, compare, created_of


def with_part(parts: tuple[Article, ...], part: Article) -> tuple[Article, ...]:
    """The parts with this one in place of an earlier version of the same take.

    A whole story takes the place of every take that is older than it.
    """
    if part.take is None:
        kept = tuple(each for each in parts if each.take is not None and _newer(each, part))
    else:
        kept = tuple(each for each in parts if each.take != part.take)
    return tuple(sorted((*kept, part), key=lambda each: each.take or 0))


def overtaken(parts: Iterable[Article], take: Article) -> bool:
    """Whether a whole story that stands is newer than this take, and so has it in it."""
    return take.take is not None and any(each.take is None and not _newer(take, each) for each in parts)


def put_together(parts: tuple[Article, ...], last: Article) -> Article:
    """The story as it stands: the text of all parts, with what the first says of itself and the newest's standing.

    `last` is the part that has just come: the event is its own.
    """
    if len(parts) == 1:
        return parts[0]
    head, newest = parts[0], max(parts, key=created_of)
    return replace(
        head,
        origin=last.origin,
        paragraphs=tuple(paragraph for part in parts for paragraph in part.paragraphs),
        version=newest.version,
        version_created=newest.version_created,
        urgency=min((part.urgency for part in parts if part.urgency), default=None),
        signal=last.signal,
        take=last.take,
        takes=max((part.takes for part in parts if part.takes), default=None),
        removed=tuple(removed for part in parts for removed in part.removed),
        repairs=tuple(dict.fromkeys(repair for part in parts for repair in part.repairs)),
        forms=joined((part.paragraphs, part.forms) for part in parts),
        media=tuple(dict.fromkeys(media for part in parts for media in part.media)),
        related=tuple(dict.fromkeys(related for part in parts for related in part.related)),
        sent=_sent_by_all(parts),
        wire_time=last.wire_time,
        stages=last.stages,
        verdict=last.verdict,
        hold=last.hold,
        reads=None,
    )


def _sent_by_all(parts: tuple[Article, ...]) -> Sent:
    """What the first part's sender says, with the codes and names of all parts."""
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys(each for part in parts for each in getattr(part.sent, name)))
        for name in (*CONCEPTS, "keywords")
    }
    return replace(parts[0].sent, **lists)


def _newer(one: Article, other: Article) -> bool:
    dated = one.version_created is not None and other.version_created is not None
    return compare(one.version, created_of(one), other.version, created_of(other), dated=dated) is Order.NEWER
