"""What settings name, the sources, the authority file and what others add: checked before anything else begins."""

from __future__ import annotations

from streams.extensions.enrichers import Loaded, check_memory, load_enrichers
from streams.extensions.packs import SOURCES, beside, packs_of
from streams.settings import Settings


def check_sources(known: Settings) -> None:
    """Reads the files of COPYDESK_SOURCES and COPYDESK_OWNS, if given. Raises CopydeskError where one is wrong."""
    if not known.sources and not known.owns and not beside(SOURCES):
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


def checked_rules(known: Settings) -> dict[str, tuple[str, ...]]:
    """The data files of others, by whose they are. Raises ExtensionError where one is wrong."""
    found = packs_of(known)
    if not found:
        return {}
    from streams.rules import check_rules

    return check_rules(found)


def check_extensions(known: Settings) -> dict[str, Loaded]:
    """Checks the data files of others, and loads and tries their enrichers. Raises ExtensionError where one is wrong.

    These stay loaded: the pool's processes, which are forked from this one, share them.
    """
    checked_rules(known)
    loaded = load_enrichers(known.enrichers)
    check_memory(loaded.values(), known.memory_mb)
    return loaded
