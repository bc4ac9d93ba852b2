"""One line of text for a record of any topic, for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from rich.text import Text

#: Sources get one colour each, so that an eye can follow one of them.
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan", "bright_magenta")


def line_of(record: Any, headers: dict[str, str]) -> Text:
    """Time, source, language, headline, places and what became of it; never a control character of the copy."""
    try:
        event = orjson.loads(record.value)
        item, desk = event["item"], event["desk"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return _raw_line(record, headers)
    line = Text(f"{_time(record)}  ")
    line.append(f"{desk['source'][:16]:<16} ", style=colour(desk["source"]))
    line.append(f"{item.get('language', '--'):<3} ", style="dim")
    line.append(printable(headline_of(item)), style="bold")
    places = [place["name"] for place in item.get("places", ())][:3]
    if places:
        line.append("  " + printable(", ".join(places)), style="green")
    line.append(_ending(desk.get("verdict")), style="yellow")
    return line


def _raw_line(record: Any, headers: dict[str, str]) -> Text:
    line = Text(f"{_time(record)}  ")
    if reason := headers.get("dead-reason"):
        line.append(f"{reason:<18} ", style="red")
    line.append(f"{printable(headers.get('ce_source', '-'))[:16]:<16} ")
    line.append(printable(headers.get("ce_subject", "-")), style="bold")
    line.append(f"  {len(record.value or b'')} bytes", style="dim")
    if detail := headers.get("dead-detail"):
        line.append("  " + printable(detail)[:120], style="dim")
    return line


def _ending(verdict: dict[str, Any] | None) -> str:
    if not verdict:
        return ""
    kind, signal = verdict["disposition"], verdict["signal"]
    if kind == "duplicate":
        return f"  copies {printable(verdict['of'])} ({verdict['similarity']:.0%} {verdict['method']})"
    if kind == "enriched":
        return "" if signal == "new" else f"  {signal} of version {printable(verdict['supersedes'] or '-')}"
    return f"  {kind}"


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


def _time(record: Any) -> str:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC).strftime("%H:%M:%S")
