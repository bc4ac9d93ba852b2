from __future__ import annotations

import random
import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.copies.sketch import (
    FEWEST_COMMON,
    HIGHEST_LEVEL,
    MOST,
    Sketch,
    containment,
    similarity,
    sketch_of,
    unpack_all,
    words_of,
)
from tests.linear import assert_linear

WORDS = [f"word{number}" for number in range(800)]


def story(seed: int, words: int = 800) -> list[str]:
    draw = random.Random(seed)
    return [f"w{draw.randrange(20_000)}" for _ in range(words)]


def changed(words: list[str], share: float, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [word if draw.random() >= share else f"other{at}" for at, word in enumerate(words)]


def sketched(words: list[str]) -> Sketch:
    return sketch_of(None, " ".join(words))


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def jaccard(one: list[str], other: list[str]) -> float:
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


@given(st.integers(0, 2**32), st.integers(22, 1500), st.integers(0, 2**64 - 1))
def test_packing_keeps_everything(seed: int, words: int, exact: int) -> None:
    drawn = sketched(story(seed, words))
    before = Sketch(exact, drawn.level, drawn.hashes)
    after = Sketch.unpack(before.pack())
    assert (after.exact, after.level) == (before.exact, before.level)
    assert after.hashes.tolist() == before.hashes.tolist()
    assert len(before.pack()) == 9 + 4 * len(before.hashes)


def packed(level: int, *hashes: int) -> bytes:
    return struct.pack("<QB", 1, level) + np.array(hashes, dtype="<u4").tobytes()


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"abc",
        packed(0)[:-1],
        packed(0, 1, 2)[:-1],
        packed(0, *range(1, MOST + 2)),
        packed(0, 2, 1),
        packed(0, 1, 1),
        packed(0, 0, 1),
        packed(0, 0),
        packed(HIGHEST_LEVEL + 1),
        packed(8, 2**31),
    ],
)
def test_what_is_no_sketch_is_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError, match="a sketch"):
        Sketch.unpack(garbage)
    with pytest.raises(ValueError, match="a sketch"):
        unpack_all([sketched(WORDS).pack(), garbage])


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_else_than_be_refused(garbage: bytes) -> None:
    try:
        sketch = Sketch.unpack(garbage)
    except ValueError:
        return
    assert sketch.pack() == garbage


def test_many_are_unpacked_as_one_is() -> None:
    before = [sketched(story(seed, words)) for seed, words in enumerate([800, 3, 60, 3000])]
    exacts, levels, rows = unpack_all([sketch.pack() for sketch in before])
    assert exacts.tolist() == [sketch.exact for sketch in before]
    assert levels.tolist() == [sketch.level for sketch in before]
    assert [row[row > 0].tolist() for row in rows] == [sketch.hashes.tolist() for sketch in before]
    assert [len(part) for part in unpack_all([])] == [0, 0, 0]


def test_the_stored_format_has_not_changed() -> None:
    # Sketches live in a changelog: other values here mean that every stored one is worthless.
    sketch = sketched(WORDS)
    assert (sketch.exact, sketch.level) == (4945946261676780572, 31)
    assert sketch.hashes[:3].tolist() == [6799806, 10297571, 14496646]
    assert sketch.pack()[:13].hex() == "1c6c6a95eb87a3441fbec16700"


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
def test_case_punctuation_and_spacing_make_no_difference(words: list[str]) -> None:
    one = sketch_of("Head", " ".join(words))
    other = sketch_of("“HEAD”", "“" + ",\n ".join(word.upper() for word in words) + "!”")
    assert one.pack() == other.pack()


@given(st.integers(0, 2**32), st.integers(22, 3000))
def test_the_hashes_are_the_smallest_of_the_text(seed: int, words: int) -> None:
    text = story(seed, words)
    sketch, again = sketched(text), sketched(text + text)
    kept = sketch.hashes.tolist()
    assert kept == sorted(set(kept))
    assert min(len(shingles(text)), MOST * 3 // 4) <= len(kept) <= MOST
    assert max(kept) < 2 ** (32 - sketch.level / 8)
    # Three hashes more at the seam, and nothing for what is said twice.
    assert len(set(again.hashes.tolist()) - set(kept)) <= 3
    assert similarity(sketch, again) > 0.9


@pytest.mark.long
@pytest.mark.parametrize("words", [60, 200, 800, 5000])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1, 0.3, 1.0])
def test_the_similarity_is_close_to_the_true_one(share: float, words: int) -> None:
    found, true = [], []
    for seed in range(20):
        one = story(seed, words)
        other = changed(one, share, seed)
        found.append(similarity(sketched(one), sketched(other)))
        true.append(jaccard(one, other))
    errors = [estimate - truth for estimate, truth in zip(found, true, strict=True)]
    assert max(map(abs, errors)) < 0.25
    assert abs(sum(errors)) / len(errors) < 0.045


@pytest.mark.parametrize(("words", "kept"), [(300, 0.6), (800, 0.6), (3000, 0.6), (800, 0.25), (3000, 0.25)])
def test_what_a_text_was_cut_to_is_contained_in_it(words: int, kept: float) -> None:
    edited = []
    for seed in range(20):
        whole = story(seed, words)
        cut = whole[: int(words * kept)]
        assert containment(sketched(whole), sketched(cut)) > 0.95
        assert similarity(sketched(whole), sketched(cut)) == pytest.approx(kept, abs=0.25)
        edited.append(containment(sketched(whole), sketched(changed(cut, 0.1, seed))))
    # A tenth of the words changed: .9 cubed of the shingles are left.
    assert sum(edited) / len(edited) == pytest.approx(0.73, abs=0.05)


def test_a_part_that_is_too_small_to_tell_is_not_contained() -> None:
    whole = story(1, 20_000)
    assert containment(sketched(whole), sketched(whole[:100])) == 0.0
    few = Sketch(1, 0, np.arange(1, FEWEST_COMMON, dtype=np.uint32))
    assert (similarity(few, few), containment(few, few)) == (1.0, 0.0)


@pytest.mark.parametrize("measure", [similarity, containment])
def test_both_measures_take_the_two_in_any_order(measure: Callable[[Sketch, Sketch], float]) -> None:
    draw, found = random.Random(4), 0.0
    for seed in range(50):
        one, other = story(seed, draw.randrange(30, 2000)), story(seed, draw.randrange(30, 2000))
        ways = sketched(one), sketched(changed(other, 0.05))
        assert measure(*ways) == measure(*reversed(ways))
        found += measure(*ways)
    assert found > 15


def test_different_texts_have_nothing_in_common() -> None:
    assert {similarity(sketched(story(seed)), sketched(story(seed + 1))) for seed in range(50)} == {0.0}


def test_the_headline_of_a_text_that_says_nothing_counts() -> None:
    one, other = sketch_of("Quay closed", "More follows."), sketch_of("Bridge closed", "More follows.")
    assert one.exact != other.exact
    assert (len(one.hashes), one.level, len(one.pack())) == (0, 0, 9)
    assert (
        similarity(one, one) == containment(one, sketched(WORDS)) == containment(sketched(WORDS), one) == 0.0
    )


def test_a_flash_is_known_by_its_characters() -> None:
    flash = "A tremor of magnitude 6.1 shook Halden on Monday, the survey said."
    again, other = f"{flash} (Meridian)", "The council of Corvale has voted to close the swimming baths."
    assert sketch_of("Quake", flash).exact == sketch_of("Halden shaken", flash).exact
    assert similarity(sketch_of(None, flash), sketch_of(None, again)) > 0.8
    assert similarity(sketch_of(None, flash), sketch_of(None, other)) < 0.1
    assert len(sketched(WORDS[:22]).hashes) == 20


def test_a_long_text_is_the_same_under_another_headline() -> None:
    body = " ".join(WORDS)
    assert sketch_of("One", body).exact == sketch_of("Two", body).exact


def test_a_text_that_says_one_thing_over_and_over_is_a_short_one() -> None:
    assert len(sketch_of(None, "more soon " * 5000).hashes) == 0


def test_scripts_without_spaces_are_read_by_character() -> None:
    assert words_of("港口将关闭 abc") == ["港", "口", "将", "关", "闭", "abc"]
    assert (
        len(sketch_of(None, "哈里奇港的东码头将从周一起关闭维修运营商周六表示检查人员发现裂缝").hashes) >= 20
    )


@given(st.text(alphabet="aeouüøßœ É.,;:!?%\"'’“”«»–—_·€01\x00\x1f\n\u0301\u00a0²½（"))
def test_a_text_that_is_ascii_when_folded_has_the_words_of_any_other(text: str) -> None:
    assert words_of(f"{text} 漢") == [*words_of(text), "漢"]
    plain = ["lock", "gate"] * 300
    assert words_of(f"{' '.join(plain)} {text}") == [
        *plain,
        *words_of(text),
    ]  # as one of few words with accents


def test_a_text_is_read_in_slices_as_it_is_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [sketched(story(seed, words)).pack() for seed, words in enumerate([22, 101, 500, 3000])]
    monkeypatch.setattr("streams.copies.sketch._SLICE", 50)
    assert [sketched(story(seed, words)).pack() for seed, words in enumerate([22, 101, 500, 3000])] == whole


def test_a_megabyte_takes_its_time_and_no_more() -> None:
    long = story(3, 200_000)
    one, other = sketched(long), sketched(changed(long, 0.05))
    assert MOST * 3 // 4 < len(one.hashes) <= MOST
    assert similarity(one, other) == pytest.approx(0.75, abs=0.2)
    assert_linear(lambda text: sketch_of(None, text), lambda size: " ".join(long[: size // 6]))
    assert_linear(lambda text: sketch_of(None, text), lambda size: "a " * (size // 2))
