"""The language that a document declares, checked against ISO 639."""

from __future__ import annotations

import re

from streams.clean.tags import iso_codes

_LONGEST_TAG = 35  # of BCP 47's own advice to those who store tags
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][\w-]{1,30})?$", re.IGNORECASE)


def primary_language(tag: object) -> str | None:
    """The primary tag: "de" for "de-AT", "de_AT" and "deu".

    None for what is no language by ISO 639, such as "utf-8", and for "und".
    """
    match = _TAG.match(tag.strip()) if isinstance(tag, str) and len(tag) < 60 else None
    return iso_codes().get(match[1].lower()) if match else None


def fuller_tag(tag: object) -> str | None:
    """The tag as it is written, where it says more than the language: "nb-NO", "de-AT"."""
    primary = primary_language(tag)
    if primary is None or not isinstance(tag, str) or len(tag) > _LONGEST_TAG:
        return None
    return tag if tag.lower() != primary else None
