"""Marks of quotation in Chinese and Japanese copy."""

from __future__ import annotations

from streams.enrich.han_marks import is_alone, pair_han_marks


def texts(*paragraphs: str) -> list[str]:
    return [quotation.text for quotation in pair_han_marks(paragraphs)]


def test_the_outer_pair_is_the_quotation() -> None:
    assert texts("他说：「这是『红灯』，不行。」") == ["这是『红灯』，不行。"]
    assert texts("「外「内」外」と") == ["外「内」外"]


def test_a_quotation_goes_on_where_the_next_paragraph_opens_with_the_mark() -> None:
    assert texts("“第一段。", "“第二段。”他说。") == ["第一段。\n第二段。"]
    assert texts("“第一段。", "第二段。”他说。") == []


def test_places_are_those_in_the_copy() -> None:
    (quotation,) = pair_han_marks(["他说：“不行。”"])
    assert (quotation.start, quotation.end, quotation.outer_end) == (4, 7, 8)
    assert not is_alone(quotation, ["他说：“不行。”"])
    assert is_alone(pair_han_marks(["“不行。”"])[0], ["“不行。”"])
