"""The words of the screen: its first lines, the previews of orders, what came of them, and the help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from streams.cli.top.actions import Reach
from streams.cli.top.columns import UNKNOWN, Piece, clear
from streams.cli.top.model import Waiting
from streams.cli.top.topics import State
from streams.history.known import Known
from streams.history.orders import PATIENCE, Killed
from streams.history.redrive import Plan

#: Of the copies that fall so many are listed; the rest is counted.
_MOST = 1000
_MOMENT = "%Y-%m-%d %H:%M UTC"

Lines = list[list[Piece]]


def head(broker: str, state: State, words: str) -> list[Piece]:
    """The first line: the state, in front, for a narrow terminal cuts the end."""
    filtered = [("  / " + clear(words), "bold yellow")] if words else []
    style = "bold green" if state.known else "bold red"
    return [("copydesk ", "bold"), (clear(state.words), style), *filtered, (f"  {clear(broker)}  UTC", "dim")]


def values(figures: Iterable[tuple[str, str]]) -> list[Piece]:
    """The line of figures."""
    return [piece for name, value in figures for piece in ((f"{name} ", "dim"), (f"{value}  ", "bold"))]


def views(names: Sequence[str], current: str, counts: Mapping[str, str]) -> list[Piece]:
    """The line of the lists, each with its key."""
    pieces: list[Piece] = []
    for number, name in enumerate(names, 1):
        many = f" {counts[name]}" if counts.get(name, "0") != "0" else ""
        here = name == current
        # The brackets are for a terminal without colours.
        words = f"[{number} {name}{many}]" if here else f" {number} {name}{many} "
        pieces.append((words, "bold reverse" if here else ""))
    return pieces


def reach(found: Reach) -> tuple[Lines, str]:
    """What a kill would cancel: all of it, by name."""
    copies = found.copies
    lines: Lines = [[], [("This would be canceled, for good:", "")], *_known(found.found)]
    if copies:
        many = f"with its {len(copies)} copies:" if len(copies) > 1 else "with its copy:"
        lines += [[], [(many, "bold")]]
    for copy in copies[:_MOST]:
        lines += _known(copy)
    if len(copies) > _MOST:
        lines.append([(f"… and {len(copies) - _MOST} more", "bold red")])
    if not copies:
        return lines, "Kill it?"
    return lines, f"Kill it and its {len(copies)} copies?" if len(copies) > 1 else "Kill it and its copy?"


def _known(each: Known) -> Lines:
    return [
        [
            (f"  {clear(each.source)}: ", "cyan"),
            (clear(each.headline) or UNKNOWN, "bold"),
            (f" ({each.state})", "dim"),
        ],
        [(f"    {clear(each.uri, 2000)}", "dim")],
    ]


def killed(told: Killed) -> str:
    """What came of a kill."""
    if not told.carried.answered:
        return (
            f"Sent as {told.raw}, and not carried out after {PATIENCE:g} s: it is as soon as a worker runs; "
            f"`copydesk trace {told.raw}` says when"
        )
    many = len(told.carried.uris)
    return (
        f"Canceled: {many} (order {told.raw})"
        if many
        else "Nothing was left to cancel: it was killed before."
    )


def release(waits: Waiting | None, uri: str) -> tuple[Lines, str]:
    """What a release would let out."""
    lines: Lines = [[]]
    if waits is None:
        lines.append([("It goes out if it waits, or was published and then withdrawn.", "")])
        return lines, "Release it?"
    until = f" until {waits.until.astimezone(UTC):{_MOMENT}}" if waits.until else ""
    lines.append([(f"{clear(waits.source)}: ", "cyan"), (clear(waits.headline) or UNKNOWN, "bold")])
    lines.append([(f"{waits.reason}{until}", "yellow")])
    if waits.words:
        lines.append([(clear(waits.words), "dim")])
    return lines, "Release it now, whatever it waits for?"


def released(uri: str, left: bool) -> str:
    """What came of a release."""
    more = (
        "; a doubtful version of it still waits: release it once more to publish that one, too"
        if left
        else ""
    )
    return f"Released: {uri}{more}"


def plan(planned: Plan) -> tuple[Lines, str | None]:
    """What of some letters would go back, and what stays."""
    many = len(planned.letters)
    lines: Lines = [[], [(f"{many:,} to go back, with their original bytes, in their order", "bold")]]
    lines += [[(f"{count:,} stay: {why}", "")] for why, count in planned.left_out.items()]
    if planned.unsure:
        lines.append(
            [
                (
                    f"Of {planned.unsure:,} it cannot be told any more whether they were redriven before",
                    "yellow",
                )
            ]
        )
    return lines, (f"Send {many:,} back?" if many > 1 else "Send it back?") if many else None


def redriven(planned: Plan, count: int) -> str:
    """What came of a redrive."""
    gone = len(planned.letters) - count
    return f"{count:,} sent back" + (f"; {gone:,} are gone meanwhile" if gone else "")


_KEYS = (
    ("1 to 6, Tab, arrows", "another list: wire, lag, sources, held, dead, notices"),
    ("j k, arrows, PgUp PgDn, g G", "another row"),
    ("Enter", "opens it: text, versions, copies and trace; dead letters one by one"),
    ("/", "filter: words, and source:… language:… place:… signal:… uri:… reason:…"),
    ("Esc", "all again, or back"),
    ("x", "kill, for good, after every copy that falls is named"),
    ("r", "release what waits, or was withdrawn"),
    ("d", "redrive: the dead letters go back to where they died"),
    ("q, Ctrl-C", "quit"),
)
HELP: Lines = [
    [("copydesk top", "bold")],
    [],
    *([(f"{keys:<28}", "bold"), (words, "")] for keys, words in _KEYS),
    [],
    [("Kills pass every filter. Times are UTC. – is not known.", "")],
    [("An order is carried out by the worker, and stands on desk.notices with your login.", "")],
    [("The wire keeps the last 200 stories; of copies, what came last.", "")],
]
