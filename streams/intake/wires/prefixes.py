"""What a desk sets before a headline, "REFILE", "1ST LEAD", "EXTRA": it says something of the version, and no news.

A line that is nothing else is taken off in any case; before a headline on the same line only if a colon or a dash parts
them, or if the headline is in small letters, so that "URGENT APPEAL FOR HELP" stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_toml
from streams.kinds import Signal

_SIGNALS = {"correction": Signal.CORRECTION, "update": Signal.UPDATE, "repeat": Signal.REPEAT, "other": None}
#: Prefixes of one headline, and characters of one that is looked at.
_MOST, _LONGEST = 6, 300


@dataclass(frozen=True, slots=True)
class Prefixed:
    """The lines without their prefixes, these, and the strongest signal among them: a correction before an update."""

    lines: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    signal: Signal | None = None


def without_prefixes(lines: Sequence[str]) -> Prefixed:
    """Takes the prefixes off the first of the lines of a headline. One line at least stays."""
    rest = list(lines)
    found: list[tuple[str, Signal | None]] = []
    while rest and len(found) < _MOST:
        line = rest[0].strip()
        taken = _prefix(line)
        if taken is None:
            break
        prefix, after, signal = taken
        if not after and len(rest) == 1:
            break
        found.append((prefix, signal))
        rest[:1] = [after] if after else []
    said = [signal for _, signal in found if signal is not None]
    signal = next((each for each in _SIGNALS.values() if each in said), None)
    return Prefixed(tuple(rest), tuple(prefix for prefix, _ in found), signal)


def _prefix(line: str) -> tuple[str, str, Signal | None] | None:
    """(prefix, what follows it, signal) of a line that begins with one."""
    for pattern, signal in _patterns() if len(line) <= _LONGEST else ():
        match = pattern.match(line)
        if match is None:
            continue
        after = line[match.end() :]
        if not after:
            return match["prefix"], "", signal
        # Another prefix may follow, or the headline; without a mark between them it must be in small letters.
        if match["mark"] or _prefix(after) is not None or _BEGINS.match(after):
            return match["prefix"], after, signal
    return None


_BEGINS = re.compile(r"[\"“„«'‘(]{0,2}[^\W\d_]?[^\W\d_A-ZÄÖÜÉÈÀ]|[\"“„«'‘(]{0,2}[^\W\d_]{2,30}(?<=[a-zäöüß])")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Signal | None], ...]:
    data = read_toml("wires/prefixes.toml")
    return tuple(
        (
            re.compile(
                rf"(?P<prefix>(?:{'|'.join(data[name]['patterns'])}))(?:(?P<mark>\s?[:–—-]\s?)|\s+|$)"
            ),
            signal,
        )
        for name, signal in _SIGNALS.items()
    )
