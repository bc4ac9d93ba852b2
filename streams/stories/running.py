"""A running story: its takes, put together in their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.article import Article, Take
from streams.blocks import joined
from streams.replaced import replace
from streams.sent import CONCEPTS, Sent
from streams.stories.order import Order, compare, created_of


def with_part(parts: tuple[Article, ...], part: Article) -> tuple[Article, ...]:
    """The parts with this one in place of an earlier version of the same take.

    A whole story takes the place of every take that is older than it.
    """
    if part.take.number is None:
        kept = tuple(each for each in parts if each.take.number is not None and _newer(each, part))
    else:
        kept = tuple(each for each in parts if each.take.number != part.take.number)
    return tuple(sorted((*kept, part), key=lambda each: each.take.number or 0))


def overtaken(parts: Iterable[Article], take: Article) -> bool:
    """Whether a whole story that stands is newer than this take, and so has it in it."""
    return take.take.number is not None and any(
        each.take.number is None and not _newer(take, each) for each in parts
    )


def put_together(parts: tuple[Article, ...], last: Article) -> Article:
    """The story as it stands: the text of all parts, with what the first says of itself and the newest's standing.

    `last` is the part that has just come: the event is its own.
    """
    if len(parts) == 1:
        return parts[0]
    head, newest = parts[0], max(parts, key=created_of)
    urgencies = [part.header.urgency for part in parts]
    return replace(
        head,
        origin=last.origin,
        paragraphs=tuple(paragraph for part in parts for paragraph in part.paragraphs),
        revision=replace(
            head.revision,
            version=newest.revision.version,
            version_created=newest.revision.version_created,
            wire_time=last.revision.wire_time,
        ),
        header=replace(head.header, urgency=min((each for each in urgencies if each), default=None)),
        signal=last.signal,
        take=Take(last.take.number, of=max((part.take.of for part in parts if part.take.of), default=None)),
        cleaning=replace(
            head.cleaning,
            removed=tuple(removed for part in parts for removed in part.cleaning.removed),
            repairs=tuple(dict.fromkeys(repair for part in parts for repair in part.cleaning.repairs)),
        ),
        forms=joined((part.paragraphs, part.forms) for part in parts),
        media=tuple(dict.fromkeys(media for part in parts for media in part.media)),
        related=tuple(dict.fromkeys(related for part in parts for related in part.related)),
        sent=_sent_by_all(parts),
        stages=last.stages,
        verdict=last.verdict,
        hold=last.hold,
        fingerprint=replace(head.fingerprint, reads=None),
    )


def _sent_by_all(parts: tuple[Article, ...]) -> Sent:
    """What the first part's sender says, with the codes and names of all parts."""
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys(each for part in parts for each in getattr(part.sent, name)))
        for name in (*CONCEPTS, "keywords")
    }
    return replace(parts[0].sent, **lists)


def _newer(one: Article, other: Article) -> bool:
    this, that = one.revision, other.revision
    dated = this.version_created is not None and that.version_created is not None
    order = compare(this.version, created_of(one), that.version, created_of(other), dated=dated)
    return order is Order.NEWER
