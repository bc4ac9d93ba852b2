"""The six lists, each made of what is known of the desk: rows of plain cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from streams.cli.handles import handle_of
from streams.cli.top.columns import UNKNOWN, Column, Row
from streams.cli.top.lag import Behind, Lags
from streams.cli.top.model import HELD, LETTERS, NOTICES, SOURCE, WIRE, Desk, Noted, Waiting
from streams.history.dead_letters import Group, grouped
from streams.web.entry import entry_of
from streams.web.wire import Story

LAG = "lag"
_CLOCK, _DAY, _DATE = "%H:%M:%S", "%m-%d %H:%M", "%Y-%m-%d %H:%M"
_EPOCH = datetime.fromtimestamp(0, UTC)
#: Seconds without progress after which a partition with work is marked.
STILL = 30.0


@dataclass(frozen=True, slots=True)
class View:
    """A list: its columns, how its rows are made at a time (in seconds since 1970), and what is said without any."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Desk, Lags, float], list[Row]]
    nothing: str


def _wire(desk: Desk, _: Lags, __: float) -> list[Row]:
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


def _lag(_: Desk, lags: Lags, __: float) -> list[Row]:
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
        key=f"{each.stage}/{each.topic}/{'' if whole else each.partition}",
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


def _sources(desk: Desk, _: Lags, now: float) -> list[Row]:
    return [_source(each, now) for each in desk.sources.shown(now)]


def _source(each: dict[str, Any], now: float) -> Row:
    name, last, usual = str(each["name"]), each["last"], each["usual"]
    said = list(_said(each, now))
    well = "as usual" if each["languages"] else UNKNOWN  # before anything is learnt
    return Row(
        key=name,
        cells=(
            (name, "bold red" if said else ""),
            (_day(_moment(last)) if last else UNKNOWN, ""),
            (f"every {span(usual)}" if usual else UNKNOWN, ""),
            ("; ".join(said) or well, "bold red" if said else "dim"),
        ),
        fields={"source": name},
        target=name,
    )


def _said(each: dict[str, Any], now: float) -> Iterable[str]:
    """What is not well: its connections, its silence, its copy."""
    for fails in each["fails"]:
        yield f"by {fails['kind']} fails since {_day(_moment(fails['since']))}: {fails['why']}"
    if each["silent"]:
        among = f" in {', '.join(each['silent'])}" if each["languages"] > 1 else ""
        long = f" for {span(now - each['last'] / 1000)}" if each["last"] else ""
        yield f"SILENT{among}{long}"
    if each["drifted"]:
        yield f"not as usual: {', '.join(each['drifted'])}"


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(max(0.0, milliseconds / 1000), UTC)


def _held(desk: Desk, _: Lags, __: float) -> list[Row]:
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


def _dead(desk: Desk, _: Lags, __: float) -> list[Row]:
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


def _notices(desk: Desk, _: Lags, __: float) -> list[Row]:
    return [_notice(each) for each in reversed(desk.notices.values())]


def _notice(each: Noted) -> Row:
    said = [each.headline or each.uri, *([f"“{each.words}”"] if each.words else [])]
    if each.of:
        said.append(f"of {each.of}")
    order = each.by != ""
    return Row(
        key=each.id,
        cells=(
            (_day(_moment(1000 * each.at)), ""),
            (
                f"{each.kind} by {each.by}" if order else each.kind.replace("_", " "),
                "cyan" if order else "yellow",
            ),
            (each.source, "dim"),
            (" · ".join(said), "dim" if order else "bold"),
        ),
        fields={"source": each.source, "uri": each.uri, "kind": each.kind, "by": each.by},
        target=each,
    )


def _clock(at: float) -> str:
    return datetime.fromtimestamp(max(0.0, at), UTC).strftime(_CLOCK)


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
            *(Column("who", 13), Column("topic", 17), Column("part", 4, right=True)),
            *(Column("waiting", 10, right=True), Column("done/s", 8, right=True), Column("")),
        ),
        _lag,
        "It is not known what waits: no group of that name has been seen.",
    ),
    View(
        SOURCE,
        (
            *(Column("source", 20), Column("last", 11), Column("usually now", 12)),
            Column("how it is"),
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
    View(
        NOTICES,
        (
            *(Column("time", 11), Column("what", 18), Column("source", 14)),
            Column("of which article"),
        ),
        _notices,
        "No notice yet: nothing that an editor should know.",
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
