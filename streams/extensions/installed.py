"""The entry points that installed distributions offer to a desk, and which of them a setting chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from streams.errors import ExtensionError

#: The groups of entry points.
ENRICHERS, RULES = "copydesk.enrichers", "copydesk.rules"
#: The value of a setting that chooses none.
NONE = "none"
#: A name becomes a key in events, a label of metrics and a part of repairs.
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Installed:
    """An entry point: its name, and the distribution that brings it, by name and version."""

    name: str
    distribution: str
    version: str
    point: EntryPoint

    @property
    def whose(self) -> str:
        """How messages call it: 'tickers' of copydesk-tickers 1.0.0."""
        return f"{self.name!r} of {self.distribution} {self.version}"


def chosen(group: str, setting: str, variable: str) -> tuple[Installed, ...]:
    """The entry points of a group that a setting chooses, in the order of their names or of the setting.

    `setting` is empty: all that are installed; "none"; or names parted by commas. `variable` is what messages call it.
    Raises ExtensionError for a name that is not installed, or that two distributions bring.
    """
    names = [name.strip() for name in setting.split(",") if name.strip()]
    if names == [NONE]:
        return ()
    try:
        there = list(_installed(group))
    except Exception as error:  # one file of any distribution may be broken
        raise ExtensionError(
            f"the entry points of what is installed cannot be read: {type(error).__name__}: {error}; `pip check` may "
            f"know of which distribution, or set {variable} to none"
        ) from error
    known: dict[str, Installed] = {}
    for each in there:
        if names and each.name not in names:
            continue
        if NAME.fullmatch(each.name) is None:
            raise ExtensionError(
                f"{group}: the name {each.name!r} of {each.distribution} {each.version} cannot be used: small letters, "
                f"digits, - and _ only, a letter first, at most 40; leave it out with {variable}"
            )
        if each.name in known:
            raise ExtensionError(
                f"{group}: {known[each.name].whose} and {each.whose} have one name: uninstall one of them"
            )
        known[each.name] = each
    if missing := next((name for name in names if name not in known), None):
        others = ", ".join(sorted({each.name for each in there})) or "none"
        raise ExtensionError(
            f"{variable}: no installed distribution brings {missing!r} as {group}; there are: {others}"
        )
    return tuple(known[name] for name in dict.fromkeys(names or sorted(known)))


def _installed(group: str) -> Iterator[Installed]:
    """All entry points of a group. Of a distribution that is on the path twice Python gives those of the first."""
    for point in entry_points(group=group):
        dist = point.dist
        name = dist.name if dist else "a distribution without metadata"
        yield Installed(point.name, name, dist.version if dist else "?", point)
