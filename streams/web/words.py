"""Text of the copy as it may stand on one line of a page."""

from __future__ import annotations

import re
import unicodedata

#: The longest of each, in characters.
HEADLINE, NAME, WORDS, URL = 300, 60, 160, 2000
#: Invisible characters that scripts and emoji need; all other ones of their kind can turn a line around, or hide in it.
_JOINERS = "\u200c\u200d"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def shown(text: object, limit: int) -> str:
    """`text` on one line, without control and format characters, at most `limit` characters; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    # Cut before it is looked at: a headline may be megabytes.
    kept = (_character(each) for each in text[: 4 * limit])
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _character(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def language_tag(tag: object) -> str:
    """The tag as a page's `lang` may have it; "" where it is none."""
    return tag if isinstance(tag, str) and _LANGUAGE.fullmatch(tag) else ""


def web_address(url: object) -> str:
    """The url if it is one of the web; "" for all that a browser could do something else with."""
    if not isinstance(url, str) or len(url) > URL or not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        return ""
    return "" if any(not each.isprintable() or each.isspace() for each in url) else url
