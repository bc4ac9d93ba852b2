"""Short names for what a list shows: `held` prints one for each uri, and takes it in place of the uri."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from streams.errors import CopydeskError

#: A handle is the beginning of a hash of the uri, so that it means the same whatever else comes or goes. So many
#: characters of it are shown, and at least so many are taken.
_SHOWN, _LEAST = 6, 4
_HANDLE = re.compile(rf"[0-9a-f]{{{_LEAST},{_SHOWN}}}")


def handle_of(uri: str) -> str:
    """The short name of a uri."""
    return hashlib.sha256(uri.encode("utf-8", "replace")).hexdigest()[:_SHOWN]


def meant(name: str, uris: Iterable[str]) -> str:
    """The uri that `name` is the handle of; `name` itself where it is no handle, or of none of these.

    Raises CopydeskError where it means several.
    """
    if not _HANDLE.fullmatch(name):
        return name
    found = sorted({uri for uri in uris if handle_of(uri).startswith(name)})
    if len(found) > 1:
        raise CopydeskError(f"{name} may mean {', '.join(found)}: give more of it, or the uri")
    return found[0] if found else name
