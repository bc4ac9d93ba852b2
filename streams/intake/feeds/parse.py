"""The XML of a feed, mended where it is broken -> its root and its entries.

Feeds are the least well-formed XML there is. What `intake/xml.py` does not mend is read entry by entry, so that a
broken entry costs itself alone. Nothing is guessed where tags do not match.

Repair: "xml", where a "<" that begins nothing was read as itself, or the feed was read entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from streams.article import Dropped
from streams.intake.feeds.names import Element, children, name_of
from streams.intake.xml import Document, read_xml
from streams.kinds import Reason

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?[A-Za-z][\w.-]{0,60}(?=[\s/>])")
_ENTRY = re.compile(
    r"<!\[CDATA\[|<!--|<(/?)(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE
)
# What a feed that is read entry by entry may have: the work is the one times the other.
_LONGEST_TAG, _MOST_ENTRIES = 10_000, 5_000
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")


@dataclass(frozen=True, slots=True)
class FeedXml:
    """A parsed feed: the root, which describes the feed, the entries in their order, and what was mended."""

    root: Element
    entries: tuple[Element | Dropped, ...]
    repairs: tuple[str, ...] = ()


def parse_feed(text: str) -> FeedXml | Dropped:
    """Parses a feed. No doctype is loaded, nothing is fetched.

    Refused: INVALID_DOCUMENT for a document without a root or without an entry that can be told apart, and for one
    that uses entities of its own.
    """
    document = read_xml(text)
    if isinstance(document, Document):
        return _whole(document.root, document.repairs)
    start = _ROOT.search(text)
    if start is None or "<!entity" in text[: start.start()].lower():
        return document
    body = _without_strays(text[start.start() :])
    mended = read_xml(body)
    if isinstance(mended, Document):
        return _whole(mended.root, (*mended.repairs, "xml"))
    return _by_entries(body) or document


def _whole(root: Element, repairs: tuple[str, ...]) -> FeedXml:
    if name_of(root) in ("item", "entry"):
        return FeedXml(root, (root,), repairs)
    found: list[Element | Dropped] = []
    for parent in (root, *(each for name, each in children(root) if name in ("channel", "items"))):
        found += [each for name, each in children(parent) if name in ("item", "entry")]
    return FeedXml(root, tuple(found), repairs)


def _by_entries(body: str) -> FeedXml | None:
    """The entries one by one, each under the feed's own start tag; None if the text has none."""
    opening = body[: body.find(">") + 1].replace("/>", ">")
    closing = f"</{opening[1:-1].split(None, 1)[0]}>" if len(opening) > 2 else ""
    spans = list(entry_spans(body))
    if not spans or not closing or len(opening) > _LONGEST_TAG or len(spans) > _MOST_ENTRIES:
        return None
    before = body[: spans[0][0]]
    for text in (before + body[spans[-1][1] :], f"{before}</channel>{closing}", opening + closing):
        if isinstance(head := read_xml(text), Document):
            break
    else:
        return None
    found: list[Element | Dropped] = []
    for number, (start, end) in enumerate(spans, 1):
        piece = read_xml(f"{opening}{body[start:end]}{closing}")
        if isinstance(piece, Document) and len(piece.root):
            found.append(piece.root[0])
        else:
            fault = piece.detail if isinstance(piece, Dropped) else "nothing in it"
            found.append(Dropped(Reason.INVALID_DOCUMENT, f"entry {number}: {fault}"))
    return FeedXml(head.root, tuple(found), (*head.repairs, "xml"))


def entry_spans(body: str) -> Iterator[tuple[int, int]]:
    """Where each entry begins and ends; one that is never closed ends where the next begins, or the text does."""
    opened: int | None = None
    position = 0
    while match := _ENTRY.search(body, position):
        position = match.end()
        if match[0] in ("<![CDATA[", "<!--") or match[0].startswith("<!"):
            close = body.find("]]>" if match[0][2] == "[" else "-->", position)
            position = close + 3 if close >= 0 else len(body)
        elif match[1]:
            close = body.find(">", position)
            if opened is not None:
                yield opened, (close + 1 if close >= 0 else len(body))
            opened = None
        else:
            if opened is not None:
                yield opened, match.start()
            opened = match.start()
    if opened is not None:
        yield opened, len(body)


def _without_strays(body: str) -> str:
    """A "<" that begins nothing as itself; CDATA is left alone."""
    pieces: list[str] = []
    position = 0
    while True:
        start = body.find("<![CDATA[", position)
        pieces.append(_STRAY.sub("&lt;", body[position:] if start < 0 else body[position:start]))
        if start < 0:
            return "".join(pieces)
        end = body.find("]]>", start)
        position = len(body) if end < 0 else end + 3
        pieces.append(body[start:position])
