"""The data that a page's scripts carry: blocks of JSON, and values that are assigned to a variable of the page.

    <script id="__NEXT_DATA__" type="application/json">{…}</script>
    window.__INITIAL_STATE__ = {…};   Fusion.globalContent={…};   window.STATE = JSON.parse("…")
    window.__NUXT__=(function(a,b){return {title:a,…}}("x",false))   window["__RQ__"].push({…})

Nothing is run. Literals of JavaScript are read as far as a server writes them: keys without quotation marks, strings in
either, !0, void 0, new Date(…), and the arguments of a function that only returns a value. What is anything else is no
data. The flat lists of Nuxt 3, whose entries are numbers of others, are put together (https://github.com/Rich-Harris/devalue).
The work is linear in the page: a script is read from few places, and each size has a limit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import orjson
from lxml.html import HtmlElement

from streams.intake.html.state_flight import pushed, values_of

#: Characters of one script and of all, places from which values are read, and those of the least that may hold a text.
_LARGEST, _LARGEST_OF_ALL, _MOST_PLACES, _LEAST = 3_000_000, 6_000_000, 20, 400
#: Tokens of a literal of JavaScript; parameters of a function that returns one are among them.
_MOST_TOKENS: Final = 200_000
#: Nodes that a flat list may become, and how deep: its entries may stand in many places.
_MOST_NODES, _DEEPEST = 50_000, 60
#: What the store of Apollo's client has, and how deep its objects are put together.
_STORE, _MOST_REFERENCES = "ROOT_QUERY", 8
_ASSIGNED: Final = re.compile(
    r"(?:\b(?:window|self|globalThis|Fusion)(?:\.|\[\s?[\"'])|\b(?:var|let|const)\s)([\w$]{2,60})(?:[\"']\s?\])?"
    r"(?:\s{0,5}=\s{0,5}(?:window\.[\w$]{2,60}\s{0,3}\|\|\s{0,3})?(?=[\[{(]|JSON\.parse\()|\.push\((?=[\[{]))"
)
_PARSED: Final = re.compile(r"JSON\.parse\(\s{0,5}(decodeURIComponent\(\s{0,5})?")
_FUNCTION: Final = re.compile(
    r"\(\s{0,5}function\s{0,5}\(([\w$,\s]{0,100000})\)\s{0,5}\{\s{0,5}return\s{0,5}(?=[\[{])"
)
_CALLED: Final = re.compile(r"\s{0,5};?\s{0,5}\}\s{0,5}\)?\s{0,5}\(")
_TOKEN: Final = re.compile(
    r"""\s{0,1000}(?:
    (?P<string>"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')
    |(?P<number>-?(?:\d[\w.+]{0,30}|\.\d{1,30}))
    |(?P<nothing>void\s0|undefined\b|NaN\b|-?Infinity\b)
    |(?P<truth>!(?:0|1)|true\b|false\b|null\b)
    |new\s(?:Date|URL|String)\((?P<date>"[^"\\]{0,100}"|-?\d{0,17})\)
    |(?P<name>[A-Za-z_$][\w$]{0,99})
    |(?P<mark>[{}\[\]:,)])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|(u[0-9a-fA-F]{4}|[\"\\/bfnrt])|(.))|([\"\x00-\x1f])", re.DOTALL
)
_TRUTHS: Final = {"!0": "true", "!1": "false"}
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Carried:
    """A value that a script carries, and what it is called: the variable, the script's id, or "json" or "json-ld"."""

    name: str
    value: Any


def carried_by(tree: HtmlElement) -> Iterator[Carried]:
    """The values that a page's scripts carry, in the order of the page. What cannot be read is left out."""
    left, places = _LARGEST_OF_ALL, _MOST_PLACES
    stream: list[str] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) > min(_LARGEST, left):
            continue
        if (piece := pushed(text)) is not None:
            left -= len(text)
            stream.append(piece)
        elif len(text) < _LEAST:
            continue
        elif "json" in (kind := (script.get("type") or "").lower()):
            left -= len(text)
            name = "json-ld" if "ld+json" in kind else script.get("id") or "json"
            if (value := parsed(text)) is not None:
                yield Carried(re.sub(r"[^\w-]", "", name)[:60] or "json", _unfolded(value))
        elif places and (not kind or "module" in kind or "javascript" in kind):
            left -= len(text)
            for carried in _assigned(text, places):
                places -= 1
                if carried.value is not None:
                    yield Carried(carried.name, _unfolded(carried.value))
    if stream:
        yield Carried("__next_f", values_of("".join(stream)))


def parsed(text: str) -> Any:
    """The value of a document in JSON; None if it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _assigned(text: str, places: int) -> Iterator[Carried]:
    """The values that are assigned in a script, None for those that cannot be read; at most `places` of them."""
    at = 0
    for _ in range(places):
        found = _ASSIGNED.search(text, at)
        if found is None:
            return
        value, at = _value_at(text, found.end())
        yield Carried(found[1], value)


def _value_at(text: str, at: int) -> tuple[Any, int]:
    """(the value that begins there, None if it cannot be read; where the search goes on)."""
    if call := _PARSED.match(text, at):
        token = _TOKEN.match(text, call.end())
        if token is None or not token["string"]:
            return None, call.end()
        said = parsed(_json_string(token["string"]))
        return parsed(unquote(said) if call[1] else said) if isinstance(said, str) else None, token.end()
    if text[at] != "(":
        try:
            return _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            pass
    return read_literal(text, at)


def read_literal(text: str, at: int = 0) -> tuple[Any, int]:
    """(the value of the literal of JavaScript that begins at `at`, where it ends), or of the function that returns one.

    (None, where the search may go on) for what is no such literal.
    """
    function = _FUNCTION.match(text, at)
    start = function.end() if function else at
    pieces, end = _pieces(text, start)
    names: dict[str, str] = {}
    if function and (called := _CALLED.match(text, end)):
        given, after = _pieces(text, called.end(), within=")")
        arguments = parsed(f"[{_joined(given[:-1], {})}]")
        if isinstance(arguments, list):
            values = (orjson.dumps(each).decode() for each in arguments)
            names = dict(zip(map(str.strip, function[1].split(",")), values, strict=False))
        end = after
    return parsed(_joined(pieces, names)), max(end, at + 1)


def _pieces(text: str, at: int, within: str = "") -> tuple[list[str | tuple[str]], int]:
    """(a literal in pieces of JSON, where it ends); a name that stands for a value is a tuple.

    `within`: the mark that ends a list of arguments, which has no mark of its own at its beginning.
    """
    pieces: list[str | tuple[str]] = []
    depth = 1 if within else 0
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        kind, said = token.lastgroup or "", token[token.lastgroup or 0]
        if kind == "mark":
            depth += (said in "{[") - (said in "}])")
            pieces.append(said)
            if depth <= 0:
                break
        elif kind == "name":
            pieces.append(f'"{said}"' if text[at : at + 1] == ":" else (said,))
        else:
            pieces.append(_json_of(kind, said))
    return pieces, at


def _json_of(kind: str, said: str) -> str:
    if kind == "string":
        return _json_string(said)
    if kind == "number":
        return said.replace("-.", "-0.") if said[0] == "-" else f"0{said}" if said[0] == "." else said
    if kind == "nothing":
        return "null"
    return _TRUTHS.get(said, said) or "null"


def _json_string(said: str) -> str:
    """A string of JavaScript, with its quotation marks, as one of JSON."""
    if said[0] == '"' and "\\" not in said and "\n" not in said:
        return said
    return f'"{_ESCAPE.sub(_escape, said[1:-1])}"'


def _escape(found: re.Match[str]) -> str:
    code, known, other, bare = found.groups()
    if code:
        return f"\\u00{code}"
    if known:
        return f"\\{known}"
    if bare:
        return '\\"' if bare == '"' else f"\\u{ord(bare):04x}"
    return "" if other == "\n" else json.dumps(other)[1:-1]


def _joined(pieces: list[str | tuple[str]], names: dict[str, str]) -> str:
    """The JSON with the values that the names stand for. A name may stand in many places: the size has a limit."""
    found: list[str] = []
    left = 2 * _LARGEST
    for piece in pieces:
        text = piece if isinstance(piece, str) else names.get(piece[0], "null")
        left -= len(text)
        found.append(text if left >= 0 else "null")
    return "".join(found)


def _unfolded(value: Any) -> Any:
    """A flat list as the value that it stands for; any other value as it is."""
    if isinstance(value, dict) and _STORE in value:
        return _Store(value).whole()
    if not isinstance(value, list) or len(value) < 4 or not isinstance(value[0], dict | list):
        return value
    first = list(value[0].values()) if isinstance(value[0], dict) else value[0][1:]
    if not first or not all(type(each) is int and -8 < each < len(value) for each in first):
        return value
    return _Flat(value).at(0)


class _Store:
    """The store of Apollo's client: an object of objects, in which {"__ref": key} stands for one of them."""

    def __init__(self, entries: dict[str, Any]) -> None:
        self._entries = entries
        self._left = _MOST_NODES

    def whole(self) -> list[Any]:
        """Each of the objects, with those that it names in their places."""
        return [self._at(each, 0) for key, each in self._entries.items() if key != _STORE]

    def _at(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > _MOST_REFERENCES:
            return None
        if isinstance(value, list):
            return [self._at(each, depth) for each in value[:_MOST_NODES] if self._left >= 0]
        if not isinstance(value, dict):
            return value
        key = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        if isinstance(key, str) and isinstance(entry := self._entries.get(key), dict):
            return self._at(entry, depth + 1)
        return {name: self._at(each, depth + 1) for name, each in value.items() if self._left >= 0}


class _Flat:
    """A list whose containers hold the places of their values in it. A value may stand in many places: nodes count."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries = entries
        self._left = _MOST_NODES

    def at(self, place: Any, depth: int = 0) -> Any:
        if (
            type(place) is not int
            or not 0 <= place < len(self._entries)
            or depth > _DEEPEST
            or self._left <= 0
        ):
            return None
        self._left -= 1
        entry = self._entries[place]
        if isinstance(entry, dict):
            return {key: self.at(each, depth + 1) for key, each in entry.items() if self._left > 0}
        if not isinstance(entry, list):
            return entry
        if entry and isinstance(entry[0], str):  # ["Reactive", 7], ["Date", "2026-11-21T…"]
            last = entry[1] if len(entry) > 1 else None
            return last if isinstance(last, str) else self.at(last, depth + 1)
        return [self.at(each, depth + 1) for each in entry if self._left > 0]
