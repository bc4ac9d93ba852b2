"""What settings name, the sources, the authority file and what others add: checked before anything else begins."""

from __future__ import annotations

from streams.settings import Settings


def check_sources(known: Settings) -> None:
    """Reads the file of COPYDESK_SOURCES, if that names one. Raises SourcesError where it is wrong."""
    if not known.sources:
        return
    # Imported here: it loads streams.stories and streams.intake, which most commands do without.
    from streams.sources.table import read_sources
    from streams.stories.owned import authority_of

    authority_of(known.owns, read_sources(known.sources))


def check_authority(known: Settings) -> None:
    """Reads the file of COPYDESK_AUTHORITY, if that names one. Raises AuthorityError where it is wrong.

    It stays in memory: the pool's processes, which are forked from this one, share it.
    """
    if not known.authority:
        return
    from streams.enrich.authority_file import read_authority_file

    read_authority_file(known.authority)


def check_extensions(known: Settings) -> None:
    """Loads and tries the enrichers of others. Raises ExtensionError where one cannot be used.

    They stay loaded: the pool's processes, which are forked from this one, share them.
    """
    from streams.extensions.enrichers import load_enrichers

    load_enrichers(known.enrichers)
