"""The search for copies: an index in memory of the fingerprints of one partition's window.

Banding after Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4: texts that share one band of their
signatures are candidates, the estimate from the whole signatures decides. 25 bands of 5 rows find 99 % of pairs
at a similarity of .7 and 90 % at .62.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from streams.copies.fingerprint import Fingerprint, Signature, similarity

BANDS = 25
ROWS = 5

_POWERS = np.array([0x9E3779B97F4A7C15 ** (row + 1) % 2**64 for row in range(ROWS)], dtype=np.uint64)
_SALTS = np.arange(BANDS, dtype=np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass(frozen=True, slots=True)
class Copy:
    """A text in the index that another one copies: `similarity` 1.0 with method "exact", else an estimate."""

    uri: str
    similarity: float
    method: str


class Index:
    """Fingerprints by uri, one for each, the latest. First seen first."""

    def __init__(self) -> None:
        self._fingerprints: OrderedDict[str, Fingerprint] = OrderedDict()
        # A bucket is one uri, or, seldom, several: a bare string costs a fifth of a list.
        self._buckets: dict[int, str | list[str]] = {}

    def __len__(self) -> int:
        return len(self._fingerprints)

    def __contains__(self, uri: str) -> bool:
        return uri in self._fingerprints

    def add(self, uri: str, fingerprint: Fingerprint) -> None:
        """Puts the article's fingerprint in, in place of an earlier version's; it keeps that one's rank."""
        self._forget_buckets(uri)
        self._fingerprints[uri] = fingerprint
        for key in _keys(fingerprint):
            held = self._buckets.get(key)
            if held is None:
                self._buckets[key] = uri
            elif isinstance(held, str):
                self._buckets[key] = [held, uri]
            else:
                held.append(uri)

    def remove(self, uri: str) -> None:
        """Takes an article out; one that is not there is no error."""
        self._forget_buckets(uri)
        self._fingerprints.pop(uri, None)

    def _forget_buckets(self, uri: str) -> None:
        fingerprint = self._fingerprints.get(uri)
        if fingerprint is None:
            return
        for key in _keys(fingerprint):
            held = self._buckets.get(key)
            if isinstance(held, list):
                held.remove(uri)
                if len(held) == 1:
                    self._buckets[key] = held[0]
            else:
                self._buckets.pop(key, None)

    def search(self, fingerprint: Fingerprint, threshold: float, apart_from: str = "") -> Copy | None:
        """The article that this one copies: the most similar at or above `threshold`, of equals the first seen."""
        best: Copy | None = None
        best_rank: tuple[float, float] = (0.0, 0.0)
        for copy in self._alike(fingerprint, threshold, apart_from):
            seen = self._fingerprints[copy.uri].seen
            rank = (copy.similarity + (copy.method == "exact"), -seen.timestamp())
            if best is None or rank > best_rank:
                best, best_rank = copy, rank
        return best

    def search_all(self, fingerprint: Fingerprint, threshold: float, apart_from: str = "") -> list[Copy]:
        """Every article at or above `threshold`, the first seen first."""
        found = list(self._alike(fingerprint, threshold, apart_from))
        return sorted(found, key=lambda copy: self._fingerprints[copy.uri].seen)

    def _alike(self, fingerprint: Fingerprint, threshold: float, apart_from: str) -> Iterator[Copy]:
        for uri in self._candidates(fingerprint):
            if uri == apart_from:
                continue
            other = self._fingerprints[uri]
            if other.exact == fingerprint.exact:
                yield Copy(uri, 1.0, "exact")
            elif fingerprint.signature is not None and other.signature is not None:
                alike = similarity(fingerprint.signature, other.signature)
                if alike >= threshold:
                    yield Copy(uri, alike, "near")

    def _candidates(self, fingerprint: Fingerprint) -> Iterator[str]:
        # A dict keeps the order in which they were met, so that a replay decides the same.
        found: dict[str, None] = {}
        for key in _keys(fingerprint):
            held = self._buckets.get(key)
            if isinstance(held, str):
                found[held] = None
            elif held is not None:
                found.update(dict.fromkeys(held))
        return iter(found)


def _keys(fingerprint: Fingerprint) -> list[int]:
    """The buckets of a fingerprint: its exact hash, and a 64-bit hash of each band."""
    if fingerprint.signature is None:
        return [fingerprint.exact]
    return [fingerprint.exact, *_bands(fingerprint.signature)]


def _bands(signature: Signature) -> list[int]:
    rows = signature[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
    mixed = (rows * _POWERS).sum(axis=1) + _SALTS
    mixed ^= mixed >> np.uint64(31)
    keys: list[int] = (mixed * _POWERS[0]).tolist()
    return keys
