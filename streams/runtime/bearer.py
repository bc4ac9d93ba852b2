"""Bearer tokens in a file: who may ask, by RFC 6750. Read again when the file changes.

A line is `name = token`; empty lines and those that begin with "#" say nothing. A name may have several tokens, so that
one can be exchanged without a gap. A token has 16 characters at least.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from pathlib import Path

from streams.brokers.certificates import stamp_of
from streams.errors import SettingsError

log = logging.getLogger(__name__)

_LINE = re.compile(r"(?P<name>[\w.@/:-]{1,100})\s*=\s*\"?(?P<token>[A-Za-z0-9._~+/-]{16,512}=*)\"?\s*")
_SCHEME = re.compile(r"bearer +(?P<token>[^\s]+) *", re.IGNORECASE)


class Tokens:
    """The tokens of a file. Of each only a hash is kept."""

    def __init__(self, path: Path) -> None:
        """Reads the file. Raises SettingsError, with the number of the line, for one that cannot be used."""
        self._path = path
        self._known: list[tuple[bytes, str]] = []
        self._seen = stamp_of(path)
        try:
            self._known, wrong = _read(path)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read: {_why(error)}") from error
        if wrong:
            raise SettingsError(f"{path}: {wrong[0]}")

    def name_of(self, authorization: str | None) -> str | None:
        """Who says so in the header Authorization; None for a token that is not known, or none."""
        self._refresh()
        given = _digest(token_of(authorization))
        name = None
        # All are compared, each in constant time: how long it takes tells nothing.
        for digest, each in self._known:
            if hmac.compare_digest(digest, given):
                name = each
        return name

    def shared_with(self, other: Tokens) -> list[str]:
        """The names of the tokens that another file has, too."""
        others = {digest for digest, _ in other._known}
        return sorted({name for digest, name in self._known if digest in others})

    def _refresh(self) -> None:
        """Takes up a file that has changed. One that is gone, or cannot be read, lets nobody in."""
        seen = stamp_of(self._path)
        if seen is not None and seen == self._seen:
            return
        try:
            known, wrong = _read(self._path)
        except (OSError, UnicodeDecodeError) as error:
            if self._known:
                log.error("%s cannot be read (%s): no token is known any more", self._path, _why(error))
            self._known, self._seen = [], None
            return
        for each in wrong:
            log.error("%s: %s; this line is left out", self._path, each)
        self._known, self._seen = known, seen


def token_of(authorization: str | None) -> str:
    """The token in the header Authorization (RFC 6750); empty where there is none."""
    found = _SCHEME.fullmatch(authorization or "")
    return found["token"] if found else ""


def _read(path: Path) -> tuple[list[tuple[bytes, str]], list[str]]:
    """The hashes of the tokens with their names; and what is wrong, without the token."""
    known, wrong = [], []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found:
            known.append((_digest(found["token"]), found["name"]))
        else:
            wrong.append(f"line {number} is not `name = token`, with a token of 16 characters at least")
    return known, wrong


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _why(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8"
