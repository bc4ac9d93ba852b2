"""Which charset bytes are in when nothing that was said of them holds."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

ASCII = bytes(range(128))
# Charsets of DOS and old Macs: in news they are declared, or it is not they.
_NEVER_GUESSED = [
    "utf_8",
    "cp437",
    "cp850",
    "cp852",
    "cp858",
    "cp865",
    "mac_roman",
    "mac_iceland",
    "mac_latin2",
]
# The high characters that English, German, French, Spanish, Portuguese, Italian and Scandinavian copy uses.
_WESTERN = frozenset(
    "äöüÄÖÜßéèêëàâáãåçñìíîïòóôõøùúûýÿæœÉÈÊËÀÂÁÃÅÇÑÌÍÎÏÒÓÔÕØÙÚÛÝÆŒ‘’‚“”„«»‹›–—…•·€£¥°§©®™½¼¾¡¿ºª²\xa0\xad´¨"
)


def mostly_utf8(value: bytes) -> bool:
    """Whether the high bytes are UTF-8 with a few strangers among them, rather than another charset."""
    # Halves of surrogate pairs, each encoded by itself, are a fault of UTF-8 writers only.
    value, halves = re.subn(rb"\xed[\xa0-\xbf][\x80-\xbf]", b"", value)
    valid = value.decode("utf-8", "ignore")
    strangers = len(value) - len(valid.encode())
    high = len(value.translate(None, ASCII))
    return high - strangers >= 2 * strangers if high else halves > 0


def guesses(value: bytes) -> list[str]:
    """Names of charsets to try, the best first: windows-1252 if it looks like it, else the detector's.

    `value` holds at least one byte that is not ASCII.
    """
    first = next(re.finditer(rb"[\x80-\xff]", value)).start()
    start = max(value.rfind(b"\n", 0, first), value.rfind(b">", 0, first), value.rfind(b" ", 0, first)) + 1
    sample = value[start : start + 16_000]
    if len(sample) == 16_000 and (cut := max(sample.rfind(b" "), sample.rfind(b"\n"))) > 0:
        sample = sample[:cut]  # not in the middle of a character
    western = sample.decode("cp1252", "replace")
    high = [char for char in western if char > "\x7f"]
    letters = sum(map(str.isalpha, western))
    if len(high) < 0.2 * letters and sum(c in _WESTERN for c in high) >= 0.95 * len(high):
        return ["cp1252"]
    return [match.encoding for match in from_bytes(sample, cp_exclusion=_NEVER_GUESSED)]
