"""What a title is, and where it begins."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import lexicon
from streams.enrich.reading import Word
from streams.enrich.titles import ends_title, is_adjective, is_role, is_title, is_weak


def words(text: str) -> list[Word]:
    return [Word(part, 0, 0) for part in text.split(" ")]


def test_french_adjectives() -> None:
    lex = lexicon("fr")
    assert lex is not None
    assert all(is_adjective(lex, Word(text, 0, 0)) for text in ("gabonaise", "marseillais", "syndical"))
    assert not any(is_adjective(lex, Word(text, 0, 0)) for text in ("mais", "Marseillais", "avait", "dans"))


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("en", "the Secretary of State", 1),
        ("en", "chief executive", 0),
        ("de", "SPD-Bundestagsabgeordnete", 0),
        ("de", "Landrats", 0),
        ("de", "Innenministerium", None),
        ("fr", "l'économiste", 0),
        ("fr", "le ministère", None),
    ],
)
def test_where_a_title_begins(language: str, text: str, start: int | None) -> None:
    lex, found = lexicon(language), words(text)
    assert lex is not None
    assert is_title(lex, found, len(found)) == start
    if start is not None:
        assert ends_title(language, found[-1].text)


def test_roles_and_weak_titles() -> None:
    lex = lexicon("en")
    assert lex is not None
    assert is_role(lex, Word("Minister", 0, 0)) and not is_role(lex, Word("Ministry", 0, 0))
    assert is_weak(lex, words("boss")) and not is_weak(lex, words("prime minister"))
    assert is_title(lex, [], 0) is None
