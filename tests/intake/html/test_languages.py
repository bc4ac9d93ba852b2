"""Declared languages are languages by ISO 639."""

from __future__ import annotations

import pytest

from streams.intake.html.languages import primary_language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-AT", "de"), ("de_AT", "de"), ("DE", "de"), ("deu", "de"), ("ger", "de"), ("iw", "he"), ("fil", "fil"),
        ("utf-8", None), ("utf", None), ("xx", None), ("en us", None), ("und", None), ("mul", None), ("", None), (7, None),
    ],
)  # fmt: skip
def test_tags(tag: object, language: str | None) -> None:
    assert primary_language(tag) == language
