from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.clusters.seen import ALL_NEW, HOUR, Novelty, Seen

DAY = 24 * HOUR
AT = 20_000 * DAY
words = st.sets(st.integers(0, 2**32 - 1), max_size=40).map(lambda found: tuple(sorted(found)))


def test_the_first_article_is_all_new_and_its_copy_is_not() -> None:
    seen = Seen()
    assert seen.novelty((1, 2), AT) == ALL_NEW
    seen.add((1, 2), AT, 10)
    assert seen.novelty((1, 2), AT) == Novelty(0, 0, 0, 0)
    assert seen.novelty((2, 3, 4, 5), AT) == Novelty(0.75, 0.75, 0.75, 0.75)


def test_what_was_said_long_ago_is_new_again_within_the_window() -> None:
    seen = Seen()
    seen.add((1, 2), AT, 10)
    assert seen.novelty((1, 2), AT + 13 * HOUR) == Novelty(0, 1, 0, 0)
    assert seen.novelty((1, 2), AT + 2 * DAY) == Novelty(0, 1, 1, 0)
    seen.add((2,), AT + 2 * DAY, 10)
    assert seen.novelty((1, 2), AT + 4 * DAY) == Novelty(0, 1, 1, 0.5)


def test_of_too_many_the_oldest_are_forgotten() -> None:
    seen = Seen()
    seen.add((1, 2), AT, 3)
    seen.add((3, 4), AT + HOUR, 3)
    assert len(seen) == 3
    assert seen.novelty((3, 4), AT + HOUR).story == 0
    assert seen.novelty((1, 2), AT + HOUR).story == 0.5


@given(st.lists(st.tuples(words, st.integers(0, 100)), max_size=6), words)
def test_it_is_a_map_from_words_to_when_they_were_last_said(
    told: list[tuple[tuple[int, ...], int]], asked: tuple[int, ...]
) -> None:
    seen, last = Seen(), dict[int, float]()
    for said, hours in told:
        seen.add(said, AT + hours * HOUR, 10_000)
        for word in said:
            last[word] = max(last.get(word, 0), AT + hours * HOUR)
    assert len(seen) == len(last)
    now = AT + 50 * HOUR
    if asked and last:
        new = [word for word in asked if word not in last or now - last[word] > 12 * HOUR]
        assert seen.novelty(asked, now).hours_12 == round(len(new) / len(asked), 3)
    again = Seen.load(seen.dump())
    assert again.dump() == seen.dump()
    assert again.novelty(asked, now) == seen.novelty(asked, now)


@given(words, words)
def test_two_that_become_one_have_said_what_either_has(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    first, second, both = Seen(), Seen(), Seen()
    first.add(one, AT, 1000)
    second.add(other, AT + HOUR, 1000)
    first.take(second, 1000)
    both.add(one, AT, 1000)
    both.add(other, AT + HOUR, 1000)
    assert first.dump() == both.dump()
