"""Sparse vectors: terms with weights. Everything is ordered, so that the same input gives the same output."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping

Vector = dict[str, float]


def norm(vector: Mapping[str, float]) -> float:
    """The length of the vector; 1 for the empty one, so that one may divide by it."""
    return math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0


def unit(vector: Vector) -> Vector:
    """The vector of length 1 in that direction."""
    length = norm(vector)
    return {term: weight / length for term, weight in vector.items()}


def dot(short: Mapping[str, float], long: Mapping[str, float]) -> float:
    """The scalar product; it costs as much as the first is long."""
    get = long.get
    return sum(weight * get(term, 0.0) for term, weight in short.items())


def strongest(vector: Mapping[str, float], count: int) -> Vector:
    """The terms with the largest weights, the largest first; of equal ones the first by the alphabet."""
    return dict(heapq.nsmallest(count, vector.items(), key=_rank))


def _rank(each: tuple[str, float]) -> tuple[float, str]:
    return -each[1], each[0]
