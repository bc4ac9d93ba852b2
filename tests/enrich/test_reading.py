"""An article read once for names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.reading import HEADLINE, is_shouted, is_title_case, read_article, runs, words_before


def test_the_lines_and_their_runs() -> None:
    reading = read_article("Mayor Anna Velthuis resigns", ["She left Dorling.", "NOTHING MORE"], "en")
    assert reading.headline is not None and reading.headline.index == HEADLINE
    assert [line.index for line in reading.lines] == [0, 1]
    assert [[word.text for word in run.words] for run in reading.lines[0].runs] == [["She"], ["Dorling"]]
    assert [line.shouted for line in reading.lines] == [False, True]


def test_another_language_has_no_lines() -> None:
    reading = read_article("Burmistrz odchodzi", ["Anna Salin odchodzi."], "pl")
    assert (reading.lexicon, reading.headline, reading.lines) == (None, None, ())


@pytest.mark.parametrize(
    ("language", "headline", "cased"),
    [
        ("en", "Mayor resigns over ferry deal", True),
        ("en", "Mayor Resigns Over Ferry Deal", False),
        ("en", "MAYOR RESIGNS OVER FERRY DEAL", False),
        ("de", "Bürgermeister Stürzt Über Hafen", True),
        ("en", None, False),
    ],
)
def test_whether_capitals_mean_something_in_the_headline(
    language: str, headline: str | None, cased: bool
) -> None:
    assert read_article(headline, [], language).cased is cased


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "he met Jean-Luc Le Guennec's aide", ["Jean-Luc Le Guennec"]),
        ("en", "by J. K. Marrow and Dan O’Rourke", ["J. K. Marrow", "Dan O’Rourke"]),
        ("en", "Bashar al-Hadid left", ["Bashar al-Hadid"]),
        (
            "de",
            "mit Ursula von der Heide und Prof. Dr. med. Ute Kern",
            ["Ursula von der Heide", "Prof. Dr. med. Ute Kern"],
        ),
        ("fr", "d'Emma Quéré et l'Intérieur", ["Emma Quéré", "Intérieur"]),
        ("fr", "D'après Anna Le Goff", ["Anna Le Goff"]),
    ],
)
def test_runs(language: str, text: str, expected: list[str]) -> None:
    assert [text[run.start : run.end] for run in runs(text, language)] == expected


def test_a_run_too_long_to_hold_a_name_is_no_run() -> None:
    table = " ".join(["Dorling", "Halden"] * 10)
    assert [run.start for run in runs(f"{table}. Minister Anna Sand left.", "en")] == [len(table) + 2]
    assert list(runs("A" * 500, "en")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the former minister |", ["the", "former", "minister"]),
        ("He left. The minister |", ["The", "minister"]),
        ("the late Dr. |", ["the", "late", "Dr."]),
        ("she said, the minister |", ["the", "minister"]),
        ("“Le ministre |", ["Le", "ministre"]),
        ("le\u00a0ministre |", ["le", "ministre"]),
        ("ex-|", []),
        ("x" * 100 + " minister |", ["minister"]),
        ("a b c d e f g h i |", ["c", "d", "e", "f", "g", "h", "i"]),
        ("|", []),
    ],
)
def test_the_words_before(text: str, expected: list[str]) -> None:
    found = words_before(text, text.index("|"))
    assert [word.text for word in found] == expected
    assert all(text[word.start : word.end] == word.text for word in found)


def test_headlines_in_capitals_and_in_title_case() -> None:
    assert is_shouted("FERRY RUNS AGROUND") and not is_shouted("Ferry runs aground")
    assert is_title_case("Minister Quits Over Ferry Deal")
    assert not is_title_case("Minister quits over ferry deal in Halden")


PIECES = st.sampled_from(
    ["Anna", "Sand", "von der", "d'", "al-", "J.", "Dr.", "é", "Le", "«", " ", "\u00a0", "'s", ",", "-"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["en", "de", "fr"]))
def test_words_are_cut_from_the_text(text: str, language: str) -> None:
    last = 0
    for run in runs(text, language):
        assert last <= run.start < run.end <= len(text)
        last = run.end
        for word in (*run.words, *words_before(text, run.start)):
            assert text[word.start : word.end] == word.text != ""
