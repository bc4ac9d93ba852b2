"""What the commands share: a line for a record, text that is safe to print, a progress bar, times as arguments."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from streams.clusters.event import STORY
from streams.events import notice, order, source_connection
from streams.runtime.stacks import write_on_signal
from streams.settings import Settings

#: Sources get one colour each, so that an eye can follow one of them.
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan", "bright_magenta")
_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]")
#: Of the words of a kill or a hold so many characters are shown.
_MOST_WORDS = 80
#: And of an event that is no article so many.
_MOST_SAID = 200
_OF_FEW_WORDS = (notice.TYPE, order.TYPE, source_connection.TYPE, STORY)


def line_of(record: Any, headers: dict[str, str], width: int | None = None) -> Text:
    """The time, source, language, headline, places and ending of a record, on one line.

    No control character of the copy is in it. With a `width`, in characters, the headline is cut so that the
    rest has room.
    """
    try:
        return _event_line(record, orjson.loads(record.value), width)
    except (ValueError, LookupError, TypeError, AttributeError):
        return _raw_line(record, headers)  # not ours, or not an event


def _event_line(record: Any, event: Any, width: int | None) -> Text:
    item, desk = event["item"], event["desk"]
    line = Text(f"{_time(record)}  ")
    _add(line, f"{desk['source'][:16]:<16} ", _colour(desk["source"]))
    _add(line, f"{item.get('language', '--'):<3} ", "dim")
    _add(line, _short(_headline_of(item), width), "bold")
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
    said = _said(record, headers)
    _add(line, "  " + (said or f"{len(record.value or b'')} bytes"), "yellow" if said else "dim")
    if detail := headers.get("dead-detail"):
        _add(line, "  " + detail[:120], "dim")
    return line


def _said(record: Any, headers: dict[str, str]) -> str:
    """What an event of ours that is no article says: "kill, by anna, the source withdrew it"; else nothing."""
    if headers.get("ce_type") not in _OF_FEW_WORDS:
        return ""
    try:
        event = orjson.loads(record.value)
        said = [event.get(name) for name in ("kind", "status", "headline", "title", "words", "note", "why")]
        by = [f"by {event['by']}"] if event.get("by") else []
    except (ValueError, TypeError, AttributeError):
        return ""
    state = ["fails" if event["failing"] else "goes on"] if "failing" in event else []
    words = [each for each in said if isinstance(each, str) and each]
    return ", ".join([*words[:1], *state, *by, *words[1:]])[:_MOST_SAID]


def _add(line: Text, text: str, style: str = "") -> None:
    line.append(printable(text), style=style)


def _short(headline: str, width: int | None) -> str:
    """The headline in 60 % of what a line of `width` leaves for it: places and verdict have the rest."""
    if width is None:
        return headline
    room = max(20, int((width - 36) * 0.6))
    return headline if len(headline) <= room else headline[: room - 1] + "…"


def _headline_of(item: dict[str, Any]) -> str:
    """The headline of an item, or the beginning of its text if it has none."""
    if headlines := item.get("headlines"):
        return str(headlines[0]["value"])
    return str(item["bodies"][0]["value"][:80]) + "…" if item.get("bodies") else "-"


def _colour(source: str) -> str:
    """The source's colour, always the same one."""
    return _COLOURS[sum(source.encode()) % len(_COLOURS)]


def printable(text: str) -> str:
    """The text without the control characters that would move a terminal's cursor or change its colours."""
    return "".join(character if character.isprintable() else " " for character in text)


def printable_json(encoded: bytes) -> bytes:
    """The same JSON, with DEL and the C1 controls escaped: some terminals obey them, and orjson keeps them."""
    # In UTF-8 a C1 control is C2 80 to C2 9F, and C2 is nothing else but such a beginning.
    return _CONTROLS.sub(lambda found: b"\\u%04x" % found[0][-1], encoded)


def _time(record: Any) -> str:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC).strftime("%H:%M:%S")


def ending_of(item: dict[str, Any], desk: dict[str, Any]) -> str:
    """What became of an article, from its event's item and desk; "" for a new article, and before the decision."""
    words = _words(item, desk, desk.get("verdict") or {})
    return f"  {words}" if words else ""


def _words(item: dict[str, Any], desk: dict[str, Any], verdict: dict[str, Any]) -> str:
    match verdict.get("disposition"):
        case None:
            return ""
        case "duplicate":
            # How much of it is the other's; of an event of before, how much they have in common.
            share = verdict["links"][0]["share"] if verdict.get("links") else verdict["similarity"]
            return f"copies {verdict['of']} ({share:.0%} {verdict['method']})"
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
            copies = f"now told as a copy of {verdict['of']}" if verdict.get("retold") else ""
            return ", ".join(filter(None, (released, copies, _signal(verdict))))
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
    if verdict.get("reverts"):
        return f"{signal}, back to an earlier text"
    if kinds := dict.fromkeys(change["kind"] for change in verdict.get("changes", ())):
        return f"{signal}: {', '.join(kinds)}"
    return f"{signal} of version {verdict['supersedes']}" if verdict["supersedes"] else signal


def _takes(takes: list[int]) -> str:
    """ "take 1", "takes 1, 3", "takes 1-3"."""
    if len(takes) == 1:
        return f"take {takes[0]}"
    together = takes == list(range(takes[0], takes[-1] + 1))
    return f"takes {takes[0]}-{takes[-1]}" if together else f"takes {', '.join(map(str, takes))}"


def log_as(known: Settings) -> None:
    """What a command that stays logs, to stderr; and SIGUSR1 makes it say where it stands."""
    logging.basicConfig(
        level=known.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    write_on_signal()


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Draws a progress bar while inside.

    Gives a function that moves the bar; its arguments are how much is done, and of how much.
    """
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True, highlight=False)
    # In a file a bar that is taken back leaves an empty line.
    off = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=off) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class _Time(click.ParamType):
    """An ISO 8601 time; without an offset it is UTC."""

    name = "time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The aware datetime that `value` names."""
        if isinstance(value, datetime):
            return value
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no ISO time such as 2026-11-21T12:00:00Z or 2026-11-21", param, ctx)
        return time if time.tzinfo else time.replace(tzinfo=UTC)


TIME = _Time()
