"""Whom a name means."""

from __future__ import annotations

import pytest

from streams.enrich.cast import Cast
from streams.enrich.lexicon import lexicon
from streams.enrich.reading import runs


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Velthuis left.", "Anna Velthuis"),
        ("en", "Mrs Velthuis left.", "Anna Velthuis"),
        ("en", "Anna Velthuis left.", "Anna Velthuis"),
        ("en", "Okkerman left.", None),
        ("en", "The Velthuis left.", None),
        ("en", "Velthuisen left.", None),
        ("de", "Velthuis' Partei schwieg.", "Anna Velthuis"),
        ("de", "Kerns Partei schwieg.", "Ute Kern"),
        ("de", "Der Kern blieb.", None),
    ],
)
def test_who_is_meant(language: str, text: str, name: str | None) -> None:
    lex = lexicon(language)
    assert lex is not None
    cast = Cast(lex, ["Anna Velthuis", "Ute Kern", "Lars Okkerman", "Tomas Okkerman"])
    assert [cast.who(text, run) for run in runs(text, language)][-1 if name is None else 0] == name
