"""Properties are tried as often as the profile says, and nightly much more often."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hypothesis_profiles import EXAMPLES, more

TESTS = Path(__file__).parent


def tried(how: settings) -> int:
    """How many examples a property is tried on."""
    count = 0

    @how
    @given(st.integers())
    def prop(_: int) -> None:
        nonlocal count
        count += 1

    prop()
    return count


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_profile_says_how_many_examples_are_tried(name: str) -> None:
    profile = settings.get_profile(name)
    assert profile.deadline is None
    assert tried(profile) == profile.max_examples == EXAMPLES[name]


def test_a_property_may_have_more() -> None:
    assert tried(more(2)) == 2 * settings().max_examples


def test_no_test_counts_its_own_examples() -> None:
    own = [path for path in TESTS.rglob("*.py") if "max_examples=" in path.read_text(encoding="utf-8")]
    assert {path.name for path in own} == {"hypothesis_profiles.py", "test_hypothesis_profiles.py"}
