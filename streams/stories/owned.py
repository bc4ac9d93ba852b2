"""Whose what is, by both of the settings that say so: COPYDESK_OWNS and `owns` in sources.toml."""

from __future__ import annotations

from collections.abc import Mapping

from streams.errors import SourcesError
from streams.sources.table import SourceTable
from streams.stories.authority import MOST_ENTRIES, Authority, Grant, WrongEntryError, added, read_authority


def authority_of(authority: str, table: SourceTable) -> Authority:
    """What the sources may speak for. `authority` is what COPYDESK_OWNS has; both give, and neither takes away.

    Raises SettingsError for that setting, SourcesError for the table.
    """
    given = read_authority(authority)
    return Authority(_with(given.grants, table)) if table.owns else given


def _with(grants: Mapping[str, Grant], table: SourceTable) -> dict[str, Grant]:
    found = dict(grants)
    if (count := sum(map(len, table.owns.values()))) > MOST_ENTRIES:
        raise SourcesError(f"{table.where}: {count} entries of owns; at most {MOST_ENTRIES}")
    for source, entries in table.owns.items():
        try:
            found[source] = added(found.get(source, Grant()), list(entries))
        except WrongEntryError as error:
            raise SourcesError(f"{table.where}: owns of {source}: {error}") from error
    return found
