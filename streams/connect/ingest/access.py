"""Who may send for which source: bearer tokens (RFC 6750), and the signatures of Superdesk's HTTP push.

A token belongs to one source. No answer tells a stranger whether there is a source of some name, nor how much of a
token was right.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from streams.connect.ingest.secrets import SecretFile
from streams.errors import SourcesError
from streams.runtime.bearer import token_of

log = logging.getLogger(__name__)

TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,512}=*")
KEY = re.compile(r".{8,512}")
#: As Superdesk writes it: the HMAC of the body by the destination's secret token.
_SIGNATURE = re.compile(r"sha1=([0-9a-f]{40})", re.IGNORECASE)


class Tokens:
    """The tokens of all sources, each in the file of its source.

    Of a token only a hash is kept, keyed with what nobody else knows: so a lookup takes no time that tells anything of
    the token. Raises SourcesError, also for a token that two sources have.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._key = secrets.token_bytes(32)
        self._files = {
            source: SecretFile(path, TOKEN, "a token: 16 or more of A-Z a-z 0-9 . _ ~ + / -")
            for source, path in files.items()
        }
        self._known: dict[bytes, str] = {}
        if stray := self._learn():
            raise SourcesError(stray)

    def source_of(self, authorization: str) -> str | None:
        """Whose token the header Authorization has; None for one that nobody has, or for something else."""
        digest = self._digest(token_of(authorization))
        source = self._known.get(digest)
        # A token that is known is looked up in its own file, one that is not in all of them: it may be new.
        asked = self._files.values() if source is None else [self._files[source]]
        if [each for each in asked if each.changed()]:
            if stray := self._learn():
                log.error("%s: it does not count for either", stray)
            source = self._known.get(digest)
        return source

    def _learn(self) -> str | None:
        """Takes up the tokens of all files; why one cannot be, if so."""
        self._known.clear()
        twice: dict[bytes, str] = {}
        for source, file in self._files.items():
            for token in file.secrets:
                digest = self._digest(token)
                if (other := self._known.setdefault(digest, source)) != source:
                    twice[digest] = f"{file.path} has a token of {other}: each source needs tokens of its own"
        for digest in twice:
            del self._known[digest]
        return next(iter(twice.values()), None)

    def _digest(self, token: str) -> bytes:
        return hashlib.blake2b(token.encode("utf-8", "replace"), key=self._key, digest_size=32).digest()


class Signatures:
    """The keys with which each source signs. Raises SourcesError."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = {
            source: SecretFile(path, KEY, "a key: 8 to 512 characters") for source, path in files.items()
        }
        #: For a source that there is not: it takes as long as for one that there is.
        self._nobodys = (secrets.token_hex(32),)

    def __bool__(self) -> bool:
        """Whether any source signs."""
        return bool(self._files)

    def signs(self, source: str) -> bool:
        """Whether this one does."""
        return source in self._files

    def begin(self, source: str) -> Signed:
        """For a body of `source` that comes in parts."""
        file = self._files.get(source)
        if file is not None:
            file.changed()
        return Signed(file.secrets if file is not None and file.secrets else self._nobodys)


class Signed:
    """A body that is signed with one of `keys`."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._sums = [hmac.new(key.encode(), digestmod=hashlib.sha1) for key in keys]

    def add(self, part: bytes) -> None:
        """The next part of the body."""
        for each in self._sums:
            each.update(part)

    def is_right(self, signature: str) -> bool:
        """Whether that is its signature."""
        found = _SIGNATURE.fullmatch(signature.strip())
        given = found[1].lower() if found else ""
        right = False
        for each in self._sums:  # all of them, each in constant time
            right |= hmac.compare_digest(each.hexdigest(), given)
        return right
