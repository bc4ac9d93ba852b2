"""One line of text for a record of any topic, for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.text import Text

from streams.cli.ending import ending_of

#: Sources get one colour each, so that an eye can follow one of them.
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan", "bright_magenta")
_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]")


def line_of(record: Any, headers: dict[str, str], width: int | None = None) -> Text:
    """Time, source, language, headline, places and what became of it; never a control character of the copy.

    With a `width`, in characters, the headline is cut so that all of it has room.
    """
    try:
        return _event_line(record, orjson.loads(record.value), width)
    except (ValueError, LookupError, TypeError, AttributeError):
        return _raw_line(record, headers)  # not ours, or not an event


def _event_line(record: Any, event: Any, width: int | None) -> Text:
    item, desk = event["item"], event["desk"]
    line = Text(f"{_time(record)}  ")
    _add(line, f"{desk['source'][:16]:<16} ", colour(desk["source"]))
    _add(line, f"{item.get('language', '--'):<3} ", "dim")
    _add(line, _short(headline_of(item), width), "bold")
    places = [place["name"] for place in item.get("places", ())][:3]
    if places:
        _add(line, "  " + ", ".join(places), "green")
    _add(line, ending_of(item, desk), "yellow")
    return line


def _raw_line(record: Any, headers: dict[str, str]) -> Text:
    line = Text(f"{_time(record)}  ")
    if reason := headers.get("dead-reason"):
        _add(line, f"{reason:<18} ", "red")
    _add(line, f"{headers.get('ce_source', '-')[:16]:<16} ")
    _add(line, headers.get("ce_subject", "-"), "bold")
    _add(line, f"  {len(record.value or b'')} bytes", "dim")
    if detail := headers.get("dead-detail"):
        _add(line, "  " + detail[:120], "dim")
    return line


def _add(line: Text, text: str, style: str = "") -> None:
    line.append(printable(text), style=style)


def _short(headline: str, width: int | None) -> str:
    """The headline in 60 % of what a line of `width` leaves for it: places and verdict have the rest."""
    if width is None:
        return headline
    room = max(20, int((width - 36) * 0.6))
    return headline if len(headline) <= room else headline[: room - 1] + "…"


def headline_of(item: dict[str, Any]) -> str:
    """The headline; the beginning of the text where there is none."""
    if headlines := item.get("headlines"):
        return str(headlines[0]["value"])
    return str(item["bodies"][0]["value"][:80]) + "…" if item.get("bodies") else "-"


def colour(source: str) -> str:
    """The source's colour, always the same one."""
    return _COLOURS[sum(source.encode()) % len(_COLOURS)]


def printable(text: str) -> str:
    """Without the control characters that would move a terminal's cursor or change its colours."""
    return "".join(character if character.isprintable() else " " for character in text)


def printable_json(encoded: bytes) -> bytes:
    """The same JSON, with DEL and the C1 controls escaped too: some terminals obey them, and orjson lets them be."""
    # In UTF-8 a C1 control is C2 80 to C2 9F, and C2 is nothing else but such a beginning.
    return _CONTROLS.sub(lambda found: b"\\u%04x" % found[0][-1], encoded)


def _time(record: Any) -> str:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC).strftime("%H:%M:%S")
