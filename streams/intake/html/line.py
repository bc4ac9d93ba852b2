"""A line of text as a page's metadata hold it: cleaned, compared, and how much two lines are alike."""

from __future__ import annotations

import html as entities
import re

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,300})?/?>")
_GRAM = 3
#: What is neither a letter nor a digit, of ASCII.
_NO_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalnum())


def clean_text(text: str | None) -> str | None:
    """The text on one line, without mark-up and without entities that were escaped twice; None if nothing is left."""
    if not text:
        return None
    if "&" in text:
        text = entities.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.split()) or None


def comparable(text: str | None) -> str:
    """Letters and digits alone, case folded: two spellings of one headline compare equal."""
    folded = (text or "").casefold()
    if folded.isascii():
        return folded.encode().translate(None, _NO_LETTERS).decode()
    return "".join(filter(str.isalnum, folded))


def resemblance(first: str, second: str) -> float:
    """The share, 0 to 1, of the shorter line's runs of three letters that the longer one has, too.

    Both as `comparable` gives them. Works for scripts that part no words.
    """
    one, other = _grams(first), _grams(second)
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(max(1, min(len(text), 500) - _GRAM + 1))} if text else set()
