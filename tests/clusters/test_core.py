from __future__ import annotations

import pytest

from streams.clusters.core import Core
from streams.clusters.seen import Seen
from streams.clusters.telling import hashes


def test_a_core_is_told_by_the_squares_of_its_weights() -> None:
    core = Core.of({"fire": 0.3, "ferry": 0.1}, "en")
    assert core.told(frozenset(hashes(["en:fire", "en:rain"]))) == pytest.approx(0.9)
    assert core.told(frozenset(hashes(["de:fire"]))) == 0
    seen = Seen()
    assert core.seen(seen) == 0
    seen.add(hashes(["en:ferry"]), 1e9, 100)
    assert core.seen(seen) == pytest.approx(0.1)


def test_it_has_so_many_terms_and_may_have_none() -> None:
    assert len(Core.of({f"word{number}": 1.0 for number in range(40)}, "en").weights) == 12
    assert Core.of({}, "en").told(frozenset({1})) == 0
