from __future__ import annotations

import pytest

from streams.cli.guess import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "near"), [("tial", "tail"), ("TAIL", "tail"), ("hold", "held"), ("xyzzy", None), ("", None)]
)
def test_the_name_that_is_most_like_it(word: str, near: str | None) -> None:
    assert nearest(word, ["tail", "trace", "held", "feed"]) == near


def test_as_a_sentence() -> None:
    assert did_you_mean("langage", ["language", "source"]) == " Did you mean language?"
    assert did_you_mean("xyzzy", ["language"]) == ""
