"""A content type taken apart."""

from __future__ import annotations

import re

_CHARSET = re.compile(r""";\s{0,9}charset\s{0,9}=\s{0,9}["']?([\w.:+-]{1,40})""", re.IGNORECASE)


def media_type(content_type: str | None) -> str:
    """ "text/html; charset=utf-8" -> "text/html"; "" if there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset_of(content_type: str | None) -> str | None:
    """The charset parameter of a content type, or None."""
    match = _CHARSET.search((content_type or "")[:500])
    return match[1] if match else None
