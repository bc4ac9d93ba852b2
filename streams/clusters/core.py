"""What matters most in an article or a story: its strongest terms, in a shape that is compared fast."""

from __future__ import annotations

import zlib
from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.clusters.seen import Seen
from streams.clusters.vectors import Vector, strongest

#: So many terms.
_TERMS = 12


@dataclass(frozen=True, slots=True)
class Core:
    """The strongest terms of an article or a story as sorted hashes, each with the square of its weight."""

    hashes: NDArray[np.uint32]
    weights: dict[int, float]
    whole: float

    @classmethod
    def of(cls, vector: Vector, language: str) -> Core:
        """The core of a vector of that language."""
        core = strongest(vector, _TERMS).items()
        weights = {zlib.crc32(f"{language}:{term}".encode()): weight * weight for term, weight in core}
        return cls(np.array(sorted(weights), np.uint32), weights, sum(weights.values()))

    def told(self, words: Set[int]) -> float:
        """The share of its weight that is in these hashes."""
        return sum(weight for word, weight in self.weights.items() if word in words) / (self.whole or 1.0)

    def seen(self, said: Seen) -> float:
        """The share of its weight that was said."""
        known = self.hashes[said.has(self.hashes)]
        return sum(self.weights[int(word)] for word in known) / (self.whole or 1.0)
