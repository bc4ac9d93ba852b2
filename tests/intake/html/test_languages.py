"""Declared languages are languages by ISO 639."""

from __future__ import annotations

import pytest

from streams.intake.html.languages import fuller_tag, primary_language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-AT", "de"), ("de_AT", "de"), ("DE", "de"), ("deu", "de"), ("ger", "de"), ("iw", "he"), ("fil", "fil"),
        ("utf-8", None), ("utf", None), ("xx", None), ("en us", None), ("und", None), ("mul", None), ("", None), (7, None),
    ],
)  # fmt: skip
def test_tags(tag: object, language: str | None) -> None:
    assert primary_language(tag) == language


@pytest.mark.parametrize(
    ("tag", "kept"),
    [("de-AT", "de-AT"), ("nb_NO", "nb_NO"), ("de", None), ("DE", None), ("utf-8", None), (None, None), ("de-" + "a" * 33, None)],
)  # fmt: skip
def test_a_tag_is_kept_where_it_says_more_than_the_language(tag: object, kept: str | None) -> None:
    assert fuller_tag(tag) == kept
