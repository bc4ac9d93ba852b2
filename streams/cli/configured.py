"""COPYDESK_SOURCES as a command finds it: read and checked before anything else begins."""

from __future__ import annotations

from streams.settings import Settings


def check_sources(known: Settings) -> None:
    """Reads the file of COPYDESK_SOURCES, if that names one. Raises SourcesError where it is wrong."""
    if not known.sources:
        return
    # Imported here: it loads streams.stories and streams.intake, which most commands do without.
    from streams.sources.table import read_sources
    from streams.stories.owned import authority_of

    authority_of(known.authority, read_sources(known.sources))
