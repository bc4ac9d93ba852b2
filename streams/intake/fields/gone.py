"""What a program says that happened: an article was deleted or unpublished, in an event of its own making.

    {"event": "article.deleted", "data": {"id": 77}}
    {"action": "unpublish", "article": {"id": 77, "title": ...}}
    {"event": "articles.items.delete", "payload": ["77"], ...}

Such an event has all fields of the article, and must not go out as one.
"""

from __future__ import annotations

import re
from typing import Any

from streams.intake.fields.names import field_of, names
from streams.intake.ninjs.fields import spelled

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")
_LONGEST, _MOST, _DEEPEST, _TWO = 60, 1_001, 2, 2

Object = dict[str, Any]


def gone_in(document: Object) -> list[Object]:
    """The messages that articles are gone, each with what is known of one and its status; none for another object."""
    if not any(
        isinstance(value, str) and len(value) <= _LONGEST and _says_gone(key, value)
        for key, value in document.items()
    ):
        return []
    return [{**each, "pubstatus": "deleted"} for each in _meant(document, _DEEPEST)]


def _says_gone(key: str, said: str) -> bool:
    """Whether a field is the name of an event, whose last word says so: "article.deleted", "Story Deleted"."""
    fields, words = names().gone
    if spelled(key) not in fields:
        return False
    found = [each.lower() for each in _WORD.findall(said)]
    if not found or found[-1] not in words:
        return False
    # A field "event" may also be what an article is about.
    is_name = " " not in said.strip() or (len(found) == _TWO and found[0] in names().wrappers)
    return is_name and not any(other in said.lower() for other in names().no_text)


def _meant(document: Object, left: int) -> list[Object]:
    """The objects in an event that name an article: below one of the names of wrappers, or of the event itself."""
    by_name = {spelled(key): value for key, value in document.items()}
    for name in (*names().wrappers, *names().lists, "object", "keys", "before", "old"):
        inner = by_name.get(name)
        if isinstance(inner, dict):
            if left and (found := _meant(inner, left - 1)):
                return found
        elif isinstance(inner, list) and inner:
            keys = [{"id": each} for each in inner[:_MOST] if isinstance(each, str | int)]
            if keys or (
                keys := [each for each in inner[:_MOST] if isinstance(each, dict) and _names_one(each)]
            ):
                return keys
    return [document] if _names_one(document) else []


def _names_one(document: Object) -> bool:
    return any(field_of(key) in ("id", "url") and value for key, value in document.items())
