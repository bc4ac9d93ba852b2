"""What matters most in an article or a story: its strongest terms, in a shape that is compared fast."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.clusters.vectors import Vector, strongest

#: So many terms.
_TERMS = 12


@dataclass(frozen=True, slots=True)
class Core:
    """The strongest terms of an article or a story as hashes, with the squares of their weights."""

    hashes: NDArray[np.uint32]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, vector: Vector, language: str) -> Core:
        """The core of a vector of that language."""
        core = strongest(vector, _TERMS)
        found = [zlib.crc32(f"{language}:{term}".encode()) for term in core]
        return cls(np.array(found, np.uint32), np.array(list(core.values())) ** 2)

    def share(self, told: NDArray[np.bool_]) -> float:
        """The share of the weight of those that are told."""
        whole = float(self.weights.sum())
        return float(self.weights[told].sum()) / whole if whole else 0.0
