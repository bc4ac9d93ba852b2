"""What became of an article, in a few words: "correction: number, name", "held until 14:02:11", "KILLED by ..."."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

#: Of the words of a kill or a hold so many characters are shown.
_MOST_WORDS = 80


def ending_of(item: dict[str, Any], desk: dict[str, Any]) -> str:
    """For an event's item and what the desk says of it; "" for a new article, and before it was decided."""
    words = _words(item, desk, desk.get("verdict") or {})
    return f"  {words}" if words else ""


def _words(item: dict[str, Any], desk: dict[str, Any], verdict: dict[str, Any]) -> str:
    match verdict.get("disposition"):
        case None:
            return ""
        case "duplicate":
            return f"copies {verdict['of']} ({verdict['similarity']:.0%} {verdict['method']})"
        case "killed":
            return _killed(item, verdict["kill"])
        case "withheld":
            return _held(desk.get("hold") or {})
        case "signal":
            return f"{verdict['signal']} of {item['uri']}"
        case "enriched" if item.get("pubStatus") == "canceled" and verdict["kill"]:
            return _killed(item, verdict["kill"])
        case "enriched":
            released = "released" if desk.get("hold") or verdict.get("release") else ""
            return ", ".join(filter(None, (released, _signal(verdict))))
    return str(verdict["disposition"])


def _killed(item: dict[str, Any], kill: dict[str, Any]) -> str:
    if kill["uri"] != item["uri"]:
        return f"KILLED by the kill of {kill['uri']}"
    return f"KILLED: {kill['words'][:_MOST_WORDS]}" if kill.get("words") else "KILLED"


def _held(hold: dict[str, Any]) -> str:
    if until := hold.get("until"):
        moment = datetime.fromisoformat(until).astimezone(UTC)
        near = abs((moment - datetime.now(UTC)).total_seconds()) < 12 * 3600
        return f"held until {moment:%H:%M:%S}" if near else f"held until {moment:%Y-%m-%d %H:%M} UTC"
    reason = str(hold.get("reason", "withheld")).replace("_", " ")
    return f"held, {reason}: {str(hold['words'])[:_MOST_WORDS]}" if hold.get("words") else f"held, {reason}"


def _signal(verdict: dict[str, Any]) -> str:
    signal = str(verdict["signal"]).replace("_", " ")
    if verdict["signal"] == "new":
        return ""
    if takes := verdict.get("takes"):
        return _takes(takes)
    if kinds := dict.fromkeys(change["kind"] for change in verdict.get("changes", ())):
        return f"{signal}: {', '.join(kinds)}"
    return f"{signal} of version {verdict['supersedes']}" if verdict["supersedes"] else signal


def _takes(takes: list[int]) -> str:
    """ "take 1", "takes 1, 3", "takes 1-3"."""
    if len(takes) == 1:
        return f"take {takes[0]}"
    together = takes == list(range(takes[0], takes[-1] + 1))
    return f"takes {takes[0]}-{takes[-1]}" if together else f"takes {', '.join(map(str, takes))}"
