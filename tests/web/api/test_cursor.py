from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.web.api.cursor import CursorError, decode, encode

OFFSETS = st.lists(st.integers(0, 2**62), min_size=1, max_size=40)


@given(OFFSETS)
def test_it_is_exact(offsets: list[int]) -> None:
    assert decode("articles.enriched", encode("articles.enriched", offsets)) == tuple(offsets)


@given(OFFSETS, st.data())
def test_a_part_of_it_is_none(offsets: list[int], data: st.DataObject) -> None:
    cursor = encode("stories", offsets)
    cut = data.draw(st.integers(0, len(cursor) - 2))
    with pytest.raises(CursorError):
        decode("stories", cursor[:cut])


@pytest.mark.parametrize("cursor", ["", "a", "AAAA", "ä", "=" * 8, "A" * 20_000, "/+=="])
def test_what_is_none(cursor: str) -> None:
    with pytest.raises(CursorError, match="no cursor of this API"):
        decode("stories", cursor)


def test_that_of_another_list() -> None:
    with pytest.raises(CursorError, match="cursor of another list"):
        decode("stories", encode("articles.enriched", [1]))


def test_it_can_stand_in_an_address_and_a_header() -> None:
    assert encode("stories", [2**40] * 8).replace("-", "").replace("_", "").isalnum()
    assert len(encode("articles.enriched", [10_000_000] * 8)) < 60
    assert len(encode("articles.enriched", [10_000_000] * 1024)) < 8000
