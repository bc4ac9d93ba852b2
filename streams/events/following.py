"""What one reader was given, so that no filter keeps a message about it from him.

Copy changes: an article that was about Rotterdam is corrected, and is about Hamburg now; a kill has no text at all, and
no language. A reader who has the first version must learn of it, whatever he asked for. So an event about a uri that he
was given is always let through.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum

import orjson

from streams.clusters.event import MERGED
from streams.events.filters import Filter, traits_in_event, traits_in_headers
from streams.kinds import Signal

#: What an event of which no version was out before has in its verdict, as our encoder writes it. In a text these bytes
#: cannot stand: its quotation marks are escaped there.
_FIRST = tuple(f'"{name}":null'.encode() for name in ("supersedes", "release", "retold", "corrected"))
#: What a story has of which all articles were canceled.
_NONE_LEFT = b'"articles":0,'


class Ruling(StrEnum):
    """Why an event is let through."""

    MATCH = "match"  # it fits the filter
    FOLLOWED = "followed"  # it does not; the reader was given an earlier one of the same uri
    UNKNOWN = "unknown"  # it does not, and nobody knows any more whether he was


class Following:
    """Rules on the events for one reader, those of a uri in their order. Some 150 bytes for each uri it remembers.

    It remembers the last `most` uris that he was given, and the last `most` that he was never given for sure, because
    even their first version was not for him.
    """

    def __init__(self, asked: Filter, most: int = 10_000) -> None:
        self._asked, self._most = asked, most
        self._given: OrderedDict[bytes, None] = OrderedDict()
        self._kept_from: OrderedDict[bytes, None] = OrderedDict()

    def rule(self, headers: Mapping[str, bytes], value: bytes) -> Ruling | None:
        """Why he is to have the event; None if he is not.

        Raises ValueError for a value that had to be read, and is no event of ours.
        """
        if self._asked.asks_nothing:
            return Ruling.MATCH
        key = hashlib.blake2b(headers.get("ce_subject", b""), digest_size=12).digest()
        if self._fits(headers, value):
            self._remember(self._given, key)
            self._kept_from.pop(key, None)
            return Ruling.MATCH
        if key in self._given:
            self._given.move_to_end(key)
            return Ruling.FOLLOWED
        if key in self._kept_from:
            return None
        if is_first(headers, value):
            self._remember(self._kept_from, key)
            return None
        # He may have been given it before this reader of ours began (another connection, a restart), or so long ago
        # that it is forgotten. To be told that a uri which he does not have may not be used harms nobody; not to be
        # told of one that he has is what a desk must never do.
        if _must_reach(headers, value) and not self._never_fits(headers):
            self._remember(self._given, key)
            return Ruling.UNKNOWN
        return None

    def _fits(self, headers: Mapping[str, bytes], value: bytes) -> bool:
        found = self._asked.judge(traits_in_headers(headers))
        if found is None:
            # What even the value does not tell, such as the language of a notice, keeps nothing back.
            found = self._asked.judge(traits_in_event(orjson.loads(value))) is not False
        return found

    def _never_fits(self, headers: Mapping[str, bytes]) -> bool:
        """Whether no version can have been for him: the uri, if it is that of an article, is always the same."""
        uri = headers.get("ce_subject", b"").decode("utf-8", "replace")
        return bool(self._asked.uri) and "language" in headers and not uri.startswith(self._asked.uri)

    def _remember(self, memory: OrderedDict[bytes, None], key: bytes) -> None:
        memory[key] = None
        memory.move_to_end(key)
        if len(memory) > self._most:
            memory.popitem(last=False)


def is_first(headers: Mapping[str, bytes], value: bytes) -> bool:
    """Whether nothing of this article was out before."""
    return "pubstatus" not in headers and all(mark in value for mark in _FIRST)


def _must_reach(headers: Mapping[str, bytes], value: bytes) -> bool:
    """A kill, a withdrawal, the cancellation of a copy, a correction; that a story is part of another, or has no
    article any more.
    """
    if "pubstatus" in headers or headers.get("signal") == str(Signal.CORRECTION).encode():
        return True
    return headers.get("ce_type") == MERGED.encode() or ("status" in headers and _NONE_LEFT in value)
