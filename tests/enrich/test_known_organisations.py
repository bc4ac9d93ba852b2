"""Well-known organisations in each of their forms."""

from __future__ import annotations

import pytest

from streams.enrich.known_organisations import known_hits
from streams.enrich.lexicon import lexicon


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das Europäische Parlament stimmte zu.", ["Europäisches Parlament"]),
        ("de", "Richter des Internationalen Strafgerichtshofs kamen.", []),
        ("de", "Am Europäischen Gerichtshof hieß es", ["Europäischer Gerichtshof"]),
        ("de", "Die EU-Kommission und UN-Helfer", ["Europäische Kommission", "Vereinte Nationen"]),
        ("en", "The World Health Organization (WHO) met.", ["World Health Organization"]),
        ("en", "UN-backed forces left", []),
        ("en", "The UNESCO list, the UN and @UN", ["UNESCO", "United Nations"]),
        ("fr", "L'Union européenne et l'ONU", ["Union européenne", "Nations unies"]),
    ],
)
def test_each_form_gives_the_usual_name(language: str, text: str, expected: list[str]) -> None:
    lex = lexicon(language)
    assert lex is not None
    hits = list(known_hits(lex, 0, text))
    assert [hit.name for hit in hits] == expected
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
