from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.copies.fingerprint import Fingerprint, fingerprint
from streams.copies.index import Index
from tests.articles import NOON

THRESHOLD = 0.7


def text(seed: int, changed: float = 0.0, words: int = 300) -> str:
    draw, change = random.Random(seed), random.Random(seed + 1)
    story = [f"w{draw.randrange(5000)}" for _ in range(words)]
    return " ".join(word if change.random() >= changed else f"x{at}" for at, word in enumerate(story))


def printed(seed: int, changed: float = 0.0, minutes: float = 0) -> Fingerprint:
    return fingerprint(None, text(seed, changed), NOON + timedelta(minutes=minutes))


def test_a_copy_with_small_edits_is_found_and_another_story_is_not() -> None:
    index = Index()
    index.add("a", printed(1))
    index.add("b", printed(2))
    copy = index.search(printed(1, changed=0.03), THRESHOLD)
    assert copy is not None
    assert (copy.uri, copy.method) == ("a", "near")
    assert copy.similarity > 0.7
    assert index.search(printed(3), THRESHOLD) is None


def test_nearly_every_pair_above_the_threshold_is_found() -> None:
    index = Index()
    for seed in range(200):
        index.add(str(seed), printed(seed))
    # 5 % of words changed leaves a similarity of .74 to .80: the bands must lose almost none of them.
    found = [index.search(printed(seed, changed=0.05), 0.5) for seed in range(200)]
    assert sum(copy is not None for copy in found) >= 196
    assert all(copy.uri == str(seed) for seed, copy in enumerate(found) if copy)


def test_exact_beats_near_and_the_first_seen_beats_the_later() -> None:
    index = Index()
    index.add("near", printed(1, changed=0.01))
    index.add("first", printed(1, minutes=1))
    index.add("second", printed(1, minutes=2))
    copy = index.search(printed(1), THRESHOLD)
    assert copy is not None
    assert (copy.uri, copy.method, copy.similarity) == ("first", "exact", 1.0)


def test_an_article_is_no_copy_of_itself() -> None:
    index = Index()
    index.add("a", printed(1))
    assert index.search(printed(1), THRESHOLD, apart_from="a") is None


def test_a_new_version_takes_the_old_ones_place() -> None:
    index = Index()
    index.add("a", printed(1))
    index.add("a", printed(2))
    assert index.search(printed(1), THRESHOLD) is None
    assert len(index) == 1


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), st.booleans()), max_size=30))
def test_nothing_is_left_behind(steps: list[tuple[str, int, bool]]) -> None:
    index = Index()
    for uri, seed, add in steps:
        if add:
            index.add(uri, PRINTS[seed])
        else:
            index.remove(uri)
    for uri in "abcdef":
        index.remove(uri)
    assert len(index) == 0
    assert all(index.search(print_, 0.5) is None for print_ in PRINTS)
    assert not index._buckets


PRINTS = [printed(seed) for seed in range(4)]
