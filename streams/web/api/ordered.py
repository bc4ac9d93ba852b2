"""An order as an editor sends it: what it may be, and what is said to one that is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from streams.runtime.problem import Problem
from streams.topology import DEAD
from streams.web.api.asked import LONGEST_URI

KINDS = ("kill", "release", "redrive")
#: The most bytes of an order, and characters of what readers are told.
MOST, LONGEST_NOTE = 16_384, 1_000
#: The most letters of one order.
MOST_LETTERS = 200
_KEYS = ("kind", "uri", "note", "remember", "letters")
_LETTER = re.compile(rf"{re.escape(DEAD.name)}/\d{{1,9}}/\d{{1,19}}")


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an editor orders. A kill and a release have a uri, a redrive has letters."""

    kind: str
    uri: str = ""
    note: str = ""
    remember: bool = False
    letters: tuple[str, ...] = ()


async def body_of(request: web.Request) -> Any:
    """The body as JSON. Raises Problem for what is none, or too much."""
    if request.content_type != "application/json":
        raise Problem(415, "an order is application/json")
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST:
            raise Problem(413, f"an order has {MOST} bytes at most")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error}") from error


def read_order(order: Any) -> Ordered:
    """The order. Raises Problem 400."""
    if not isinstance(order, dict):
        raise Problem(400, 'an order is an object, such as {"kind": "release", "uri": "urn:…"}')
    if stray := next((key for key in order if key not in _KEYS), None):
        raise Problem(400, f"{stray[:40]} means nothing here; known are {', '.join(_KEYS)}")
    kind, uri, note, remember, letters = (order.get(key) for key in _KEYS)
    if kind not in KINDS:
        raise Problem(400, f"kind is to be one of {', '.join(KINDS)}")
    if kind == "redrive":
        return _read_redrive(order)
    if letters is not None:
        raise Problem(400, "letters go with a redrive")
    if not isinstance(uri, str) or not uri.strip() or len(uri) > LONGEST_URI:
        raise Problem(400, "uri is to be that of an article")
    if note is not None and (kind != "kill" or not isinstance(note, str) or len(note) > LONGEST_NOTE):
        raise Problem(400, f"note is what readers are told of a kill, in {LONGEST_NOTE} characters at most")
    if remember is not None and (kind != "kill" or not isinstance(remember, bool)):
        raise Problem(400, "remember is true or false, and goes with a kill")
    return Ordered(kind, uri.strip(), (note or "").strip(), bool(remember))


def _read_redrive(order: dict[str, Any]) -> Ordered:
    letters = order.get("letters")
    if stray := next((key for key in order if key not in ("kind", "letters")), None):
        raise Problem(400, f"{stray} means nothing for a redrive: letters says what is meant")
    fits = isinstance(letters, list) and 0 < len(letters) <= MOST_LETTERS
    if not fits or not all(isinstance(each, str) and _LETTER.fullmatch(each) for each in letters or ()):
        raise Problem(400, f"letters are places such as {DEAD.name}/0/12, {MOST_LETTERS} at most")
    return Ordered("redrive", letters=tuple(dict.fromkeys(letters or ())))
