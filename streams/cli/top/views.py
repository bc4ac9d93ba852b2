"""The five lists, each made of what is known of the desk: rows of plain cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from streams.cli.handles import handle_of
from streams.cli.top.columns import UNKNOWN, Column, Row
from streams.cli.top.lag import Behind, Lags
from streams.cli.top.model import HELD, LETTERS, SOURCE, WIRE, Desk, Waiting
from streams.events.source_connection import SourceConnection
from streams.history.dead_letters import Group, grouped
from streams.history.sources import Heard
from streams.web.entry import entry_of
from streams.web.wire import Story

LAG = "lag"
_MOMENT, _DAY, _DATE = "%H:%M:%S", "%m-%d %H:%M", "%Y-%m-%d %H:%M"
_EPOCH = datetime.fromtimestamp(0, UTC)
#: Seconds without progress after which a partition with work is marked.
STILL = 30.0


@dataclass(frozen=True, slots=True)
class View:
    """A list: its columns, how its rows are made, and what is said where there are none."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Desk, Lags], list[Row]]
    nothing: str


def _wire(desk: Desk, _: Lags) -> list[Row]:
    return [_story(desk, story) for story in reversed(desk.wire.stories())]


def _story(desk: Desk, story: Story) -> Row:
    entry = entry_of(desk.wire, story)
    kind = entry["kind"]
    killed = kind == "killed"
    what = {"killed": "KILL", "withdrawn": "withdrawn", "waiting": "held"}.get(kind, "")
    marks = what or ", ".join(entry.get("marks", ()))
    copied = entry.get("copied", 0)
    headline = str(entry.get("headline", ""))
    said = [headline or UNKNOWN, *([str(entry["words"])] if killed and entry.get("words") else [])]
    source, language = str(entry.get("source", "")), str(entry.get("language", ""))
    return Row(
        key=story.uri,
        cells=(
            (_clock(story.at), ""),
            (source or UNKNOWN, "cyan"),
            (language or UNKNOWN, "dim"),
            (f"+{copied}" if copied else "", "dim"),
            (marks, "bold red" if killed else "yellow"),
            (" · ".join(said), "bold" if kind == "out" else "dim"),
        ),
        fields={
            "source": source,
            "language": language,
            "place": str(entry.get("place", "")),
            "signal": what.lower() or (story.now.signal if story.now else ""),
            "uri": story.uri,
        },
        target=story,
        pinned=killed,
    )


def _lag(_: Desk, lags: Lags) -> list[Row]:
    # Of a topic that has no work the whole is enough, and all stages stand on one screen.
    return [_behind(each) for each in lags.rows() if each.partition is None or each.lag]


def _behind(each: Behind) -> Row:
    still = each.lag > 0 and each.still >= STILL
    if still:
        said = f"stands still for {round(each.still)} s"
    elif each.lag and each.pace:
        said = f"done in {span(each.lag / each.pace)} at this pace"
    else:
        said = ""
    whole = each.partition is None
    return Row(
        key=f"{each.topic}/{'' if whole else each.partition}",
        cells=(
            (each.stage if whole else "", "bold"),
            (each.topic if whole else "", "bold"),
            ("all" if whole else str(each.partition), "bold" if whole else ""),
            (f"{each.lag:,}", "bold yellow" if each.lag else ""),
            (UNKNOWN if each.pace is None else f"{each.pace:,.1f}", ""),
            (said, "bold red" if still else "dim"),
        ),
        fields={"stage": each.stage, "topic": each.topic},
        target=each,
    )


def _sources(desk: Desk, _: Lags) -> list[Row]:
    known = sorted(desk.sources.items(), key=lambda item: (_is_well(item[1]), item[1].source, item[0]))
    return [_source(key, told) for key, told in known]


def _is_well(told: Heard | SourceConnection) -> bool:
    return not (told.silent or told.drifted) if isinstance(told, Heard) else not told.why


def _source(key: bytes, told: Heard | SourceConnection) -> Row:
    well = _is_well(told)
    if isinstance(told, SourceConnection):
        by, count, last = f"by {told.kind}", "", None
        said = f"fails since {_day(told.since)}: {told.why}" if told.why else "goes on"
    else:
        by, count, last = told.language, f"{told.articles:,}", told.last
        said = "; ".join(_said(told)) or "as usual"
    return Row(
        key=key.decode("utf-8", "replace"),
        cells=(
            (told.source, "" if well else "bold red"),
            (by, "dim"),
            (count, ""),
            (_day(last) if last else "" if isinstance(told, SourceConnection) else UNKNOWN, ""),
            (said, "dim" if well else "bold red"),
        ),
        fields={"source": told.source, "language": by},
        target=told,
    )


def _said(told: Heard) -> Iterable[str]:
    if told.silent:
        yield f"SILENT, some {told.missed:.0f} missed" if told.missed >= 1 else "SILENT"
    if told.drifted:
        yield f"not as usual: {', '.join(told.drifted)}"


def _held(desk: Desk, _: Lags) -> list[Row]:
    return [_waiting(each) for each in sorted(desk.held.values(), key=lambda each: each.since or _EPOCH)]


def _waiting(each: Waiting) -> Row:
    return Row(
        key=each.raw,
        cells=(
            (handle_of(each.uri), "cyan"),
            (each.reason, "yellow"),
            (each.until.astimezone(UTC).strftime(_DATE) if each.until else UNKNOWN, ""),
            (each.source, "cyan"),
            (each.headline or UNKNOWN, "bold"),
        ),
        fields={"source": each.source, "reason": each.reason, "uri": each.uri, "words": each.words},
        target=each,
    )


def _dead(desk: Desk, _: Lags) -> list[Row]:
    return [_group(each) for each in grouped(desk.dead.values())]


def _group(group: Group) -> Row:
    example = group.example
    return Row(
        key="\0".join((group.reason, group.stage, group.source)),
        cells=(
            (f"{group.count:,}", "bold"),
            (group.reason, "red"),
            (group.stage, ""),
            (_day(group.newest), ""),
            (group.source, "cyan"),
            (" · ".join(filter(None, (example.subject, example.detail))) or UNKNOWN, ""),
        ),
        fields={"source": group.source, "reason": group.reason, "stage": group.stage},
        target=group,
    )


def _clock(at: float) -> str:
    return datetime.fromtimestamp(max(0.0, at), UTC).strftime(_MOMENT)


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_DAY)


def span(seconds: float) -> str:
    """ "40 s", "3 min", "2 h"."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6000 else f"{round(seconds / 3600)} h"


VIEWS = (
    View(
        WIRE,
        (
            *(Column("time", 8), Column("source", 14), Column("", 3), Column("cop.", 4, right=True)),
            *(Column("", 11), Column("headline")),
        ),
        _wire,
        "No article yet. `copydesk feed FILE` sends one.",
    ),
    View(
        LAG,
        (
            *(Column("stage", 7), Column("topic", 17), Column("part", 4, right=True)),
            *(Column("waiting", 10, right=True), Column("done/s", 8, right=True), Column("")),
        ),
        _lag,
        "It is not known what waits: no group of that name has been seen.",
    ),
    View(
        SOURCE,
        (
            *(Column("source", 20), Column("in", 9), Column("articles", 9, right=True)),
            *(Column("last", 11), Column("how it is")),
        ),
        _sources,
        "Nothing is known of any source yet.",
    ),
    View(
        HELD,
        (
            *(Column("handle", 6), Column("why", 15), Column("until", 16)),
            *(Column("source", 14), Column("headline")),
        ),
        _held,
        "Nothing is held back.",
    ),
    View(
        LETTERS,
        (
            *(Column("count", 6, right=True), Column("reason", 15), Column("stage", 6)),
            *(Column("newest", 11), Column("source", 14), Column("for example")),
        ),
        _dead,
        "Nothing lies on articles.dead.",
    ),
)


def figures(desk: Desk, lags: Lags, now: float, *, known: bool) -> list[tuple[str, str]]:
    """The line of figures: name and value; what is not `known` now is "–"."""
    told: dict[str, Any] = desk.figures.shown(now)
    partly = told["partly"]
    lag = lags.total()

    def count(name: str) -> str:
        return f"{'≥ ' if name in partly else ''}{told[name]:,}"

    values = [
        ("a minute", count("minute")),
        ("fresh p50", _seconds(told["p50"])),
        ("p99", _seconds(told["p99"])),
        ("waiting", UNKNOWN if lag is None else f"{lag:,}"),
        ("held", desk.count(HELD)),
        ("dead in 1 h", count("dead")),
    ]
    return values if known else [(name, UNKNOWN) for name, _ in values]


def _seconds(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.1f} s" if value < 100 else span(value)
