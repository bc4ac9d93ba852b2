"""The stream in which React's server components come, as Next writes it into a page -> the values in it.

    self.__next_f.push([1,"…"])        a piece of it, as a string; joined, the pieces are rows:
    24:T1b7b,<p>The council …           a text: its number, and its length in bytes (hexadecimal)
    5:["$","$L23",null,{"body":"$24"}]  JSON, with references to texts

A row may begin in one piece and end in another. Each row is read once.
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

_PUSHED: Final = re.compile(r'\b__next_f\.push\(\[1,\s{0,3}("[^"\\]*(?:\\.[^"\\]*)*")\]\)', re.DOTALL)
_ROW: Final = re.compile(rb"([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),)?")
_REFERENCE: Final = re.compile(rb'"\$([0-9a-f]{1,8})"')
#: Bytes of texts that are put in place of references: one may stand in many places.
_LARGEST: Final = 4_000_000


def pushed(script: str) -> str | None:
    """The piece of the stream that a script adds; None if it adds none."""
    if "__next_f" not in script[:200] or (found := _PUSHED.search(script)) is None:
        return None
    try:
        return str(orjson.loads(found[1]))
    except orjson.JSONDecodeError:
        return None


def values_of(stream: str) -> list[Any]:
    """The values in JSON of the stream's rows, texts put in where they are referred to."""
    data = stream.encode("utf-8", "replace")
    texts: dict[bytes, bytes] = {}
    rows: list[bytes] = []
    at = 0
    while row := _ROW.match(data, at):
        at = row.end()
        if row[2]:
            end = at + int(row[2], 16)
            texts[row[1]] = data[at:end]
        else:
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            rows.append(data[at:end])
            end += 1
        at = end
    left = _LARGEST

    def text_of(reference: re.Match[bytes]) -> bytes:
        nonlocal left
        text = texts.get(reference[1])
        if text is None or (left := left - len(text)) < 0:
            return reference[0]
        return orjson.dumps(text.decode("utf-8", "replace"))

    found: list[Any] = []
    for payload in rows:
        if payload[:1] in (b"[", b"{"):
            try:
                found.append(orjson.loads(_REFERENCE.sub(text_of, payload)))
            except orjson.JSONDecodeError:
                continue
    return found
