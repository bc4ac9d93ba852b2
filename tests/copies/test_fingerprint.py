from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.copies.fingerprint import Fingerprint, fingerprint, minhash, similarity, words_of
from tests.articles import NOON

WORDS = [f"word{number}" for number in range(400)]


def jaccard(one: list[str], other: list[str]) -> float:
    shingles = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in (one, other)]
    return len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])


@pytest.mark.parametrize("changed", [0.0, 0.02, 0.05, 0.1, 0.3, 1.0])
def test_the_estimate_is_close_to_the_true_similarity(changed: float) -> None:
    draw = random.Random(7)
    other = [word if draw.random() >= changed else f"other{at}" for at, word in enumerate(WORDS)]
    one_print, other_print = minhash(WORDS), minhash(other)
    assert one_print is not None
    assert other_print is not None
    assert similarity(one_print, other_print) == pytest.approx(jaccard(WORDS, other), abs=0.12)


def test_case_punctuation_and_spacing_make_no_difference() -> None:
    one = fingerprint(None, "“The Quay,” she said – it's CLOSED. " * 10, NOON)
    other = fingerprint(None, "the quay she said  it's closed\n" * 10, NOON)
    assert one.exact == other.exact


def test_a_short_text_has_no_signature_and_its_headline_counts() -> None:
    one = fingerprint("Quay closed", "More follows.", NOON)
    other = fingerprint("Bridge closed", "More follows.", NOON)
    assert one.signature is None
    assert one.exact != other.exact


def test_a_long_text_is_the_same_under_another_headline() -> None:
    body = " ".join(WORDS)
    assert fingerprint("One", body, NOON).exact == fingerprint("Two", body, NOON).exact


def test_scripts_without_spaces_are_read_by_character() -> None:
    assert words_of("港口将关闭") == ["港", "口", "将", "关", "闭"]
    assert minhash(words_of("哈里奇港的东码头将从周一起关闭维修运营商周六表示检查人员发现裂缝")) is not None


@given(st.integers(0, 2**64 - 1), st.booleans())
def test_packing_keeps_everything(exact: int, signed: bool) -> None:
    before = Fingerprint(exact, minhash(WORDS) if signed else None, NOON)
    after = Fingerprint.unpack(before.pack())
    assert (after.exact, after.seen) == (before.exact, before.seen)
    assert (after.signature is None) == (before.signature is None)
    if before.signature is not None and after.signature is not None:
        assert similarity(before.signature, after.signature) == 1.0


def test_what_is_no_fingerprint_is_refused() -> None:
    with pytest.raises(ValueError, match="3 bytes"):
        Fingerprint.unpack(b"abc")


def test_the_format_of_stored_signatures_has_not_changed() -> None:
    # Signatures live in a changelog: another value here means that every stored one is worthless.
    signature = minhash(WORDS)
    assert signature is not None
    assert signature[:3].tolist() == [6781003, 2139087, 226530]
