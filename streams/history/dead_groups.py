"""Dead letters in groups: the same reason, at the same stage, from the same source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from streams.history.account import as_text
from streams.history.letters import Letter


@dataclass
class Group:
    """`example` is the newest letter. `ended` counts what became of the articles in the redriven; a trace fills it."""

    reason: str
    stage: str
    source: str
    oldest: datetime
    newest: datetime
    example: Letter
    count: int = 0
    redriven: int = 0
    ended: Counter[str] = field(default_factory=Counter)

    def add(self, letter: Letter) -> None:
        """Counts `letter` in."""
        self.count += 1
        self.oldest = min(self.oldest, letter.at)
        if letter.at >= self.newest:
            self.newest, self.example = letter.at, letter


def grouped(letters: Iterable[Letter]) -> list[Group]:
    """The groups of `letters`, the largest first."""
    groups: dict[tuple[str, str, str], Group] = {}
    for letter in letters:
        key = key_of(letter)
        if key not in groups:
            groups[key] = Group(*key, letter.at, letter.at, letter)
        groups[key].add(letter)
    return sorted(groups.values(), key=lambda each: (-each.count, each.reason, each.stage, each.source))


def key_of(letter: Letter) -> tuple[str, str, str]:
    """What the letters of a group share: reason, stage, source."""
    return letter.reason, letter.stage, letter.source


def as_object(group: Group, traced: bool) -> Mapping[str, Any]:
    """The group as plain JSON values; what became of the redriven is null where it was not looked for."""
    return {
        "reason": group.reason,
        "stage": group.stage,
        "source": group.source,
        "count": group.count,
        "oldest": group.oldest,
        "newest": group.newest,
        "redriven": group.redriven if traced else None,
        "ended": dict(group.ended) if traced else None,
        "example": {
            "subject": group.example.subject,
            "detail": group.example.detail,
            "place": as_text(group.example.place),
        },
    }
