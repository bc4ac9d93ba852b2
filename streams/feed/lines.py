"""JSON lines as raw events, by the field names people use.

    source            who published it                   -> ce_source
    url               where                              -> ce_subject, and the uri
    title             the headline
    text | html       the article as text, or as markup: a whole page or a part of one
    date              when it was published              -> ce_time, versionCreated
    language, author  if known

A whole page goes out as it is; everything else becomes a ninjs 3.1 item.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

import orjson

from streams.errors import FeedError
from streams.feed.raw_event import RawEvent, binary_event
from streams.intake.dates import parse as parse_date

_WHOLE_PAGE = re.compile(r"<(!doctype|html|head|body)\b", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
NINJS = "application/vnd.iptc.ninjs+json"


def line_event(line: bytes, name: str, time: datetime, source: str | None = None) -> RawEvent | FeedError:
    """The raw event in one line; FeedError, naming the line, where there is none. `time` is now."""
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return FeedError(f"{name}: not JSON ({error})")
    if not isinstance(fields, dict):
        return FeedError(f'{name}: a JSON object is wanted, such as {{"url": ..., "text": ...}}')
    wrong = [
        key for key in ("source", "url", "title", "text", "html", "author") if not _is_text(fields.get(key))
    ]
    if wrong:
        return FeedError(f"{name}: {wrong[0]} must be text")
    if not (fields.get("text") or fields.get("html") or fields.get("title")):
        return FeedError(f"{name}: it has no text, no html and no title")
    published = parse_date(fields.get("date"))
    if fields.get("date") and published is None:
        return FeedError(f"{name}: date {str(fields['date'])[:40]!r} is none that is understood")
    who = source or fields.get("source") or "lines"
    page = fields.get("html") or ""
    if _WHOLE_PAGE.search(page[:2000]):
        value, content_type = page.encode("utf-8", "replace"), "text/html; charset=utf-8"
    else:
        value, content_type = orjson.dumps(_item(fields, published)), NINJS
    subject = fields.get("url") or "sha256:" + hashlib.sha256(value).hexdigest()[:32]
    return binary_event(
        name, value, source=who, subject=subject, time=published or time, content_type=content_type
    )


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _item(fields: dict[str, Any], published: datetime | None) -> dict[str, Any]:
    url = fields.get("url") or ""
    text, html = fields.get("text"), fields.get("html")
    bodies = []
    if text:
        bodies.append({"role": "main", "contentType": "text/plain", "value": text})
    if html:
        bodies.append({"role": "main", "contentType": "text/html", "value": html})
    item = {
        "uri": url if _URI.fullmatch(url) else None,
        "type": "text",
        "headlines": [{"role": "main", "value": fields["title"]}] if fields.get("title") else None,
        "bodies": bodies or None,
        "by": fields.get("author"),
        "language": fields.get("language"),
        "versionCreated": published.isoformat() if published else None,
    }
    return {name: value for name, value in item.items() if value}
