"""What an article's capitals say."""

from __future__ import annotations

import pytest

from streams.enrich.tokens import Tokens, name_spans


def _named(headline: str, body: str, language: str = "en") -> set[str]:
    reading = Tokens([headline, body], language)
    return {reading.forms[at].text for at in reading.named if at < reading.body}


@pytest.mark.parametrize(
    ("headline", "named"),
    [
        ("Gale off Quillan sinks two trawlers", {"Quillan", "Gale"}),
        ("Gale Off Quillan Sinks Two Trawlers", {"Quillan"}),
        ("GALE OFF QUILLAN SINKS TWO TRAWLERS", {"Quillan".upper()}),
    ],
)
def test_a_title_tells_only_what_the_copy_tells(headline: str, named: set[str]) -> None:
    assert _named(headline, "The boats of Quillan were lost.") - {"Gale"} == named - {"Gale"}


def test_elided_articles_and_possessives_are_cut_off() -> None:
    assert [form.text for form in Tokens(["L'écluse d’Anvers"], "fr").forms] == [
        "L'",
        "écluse",
        "d’",
        "Anvers",
    ]
    (form,) = Tokens(["Lien's"], "en").forms
    assert (form.text, form.closed) == ("Lien", True)


def test_a_given_name_is_a_span_whatever_stands_before_it() -> None:
    reading = Tokens(["", "In Oslo, Skipper Odd Lien wept."], "en")
    (span,) = name_spans(reading, frozenset({("odd", "lien")}))
    assert reading.shown(*span[:2]) == "Odd Lien"
    assert span[2]
