"""Which rows a filter lets pass."""

from __future__ import annotations

import pytest

from streams.cli.top.columns import Row
from streams.cli.top.filter import chosen

ROWS = [
    Row(
        "a",
        (("wire", ""), ("Ferries stay in PORT", "")),
        {"source": "wire", "language": "en", "place": "Riga, Latvia"},
    ),
    Row("b", (("paper", ""), ("Häfen zu: Streik", "")), {"source": "paper", "language": "de"}),
    Row("k", (("paper", ""), ("–", "")), {"source": "paper"}, pinned=True),
]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("", "abk"),
        ("port", "ak"),
        ("ferries port", "ak"),
        ("ferries streik", "k"),
        ("HÄFEN", "bk"),
        ("source:pap", "bk"),
        ("lang:en", "ak"),
        ("language:en source:paper", "k"),
        ("riga", "ak"),
        ("place:riga", "ak"),
        ("zu:", "bk"),  # no field has that name
    ],
)
def test_every_word_must_be_there(words: str, keys: str) -> None:
    assert "".join(row.key for row in chosen(ROWS, words)) == keys
