"""Boilerplate in every language: lines of pages that go, and lines of articles that look like them and stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.clean import boilerplate_rules
from streams.clean.boilerplate import remove_boilerplate
from streams.clean.boilerplate_files import LANGUAGES
from streams.clean.boilerplate_rules import _one_of as one_of
from streams.clean.boilerplate_rules import rules_for

DATA = Path(__file__).parent / "data" / "boilerplate"
FILES = sorted(path.stem for path in DATA.glob("*.txt"))


def read(language: str, mark: str) -> list[str]:
    lines = (DATA / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in lines if line.startswith(f"{mark} ")]


def plain(language: str) -> list[str]:
    """Three sentences of an article that say nothing of what a page offers."""
    return read(language, "+")[-3:]


def test_every_language_has_its_lines() -> None:
    assert set(FILES) == set(LANGUAGES) - {"en", "de", "fr"}  # those have their own articles
    for language in FILES:
        assert len(read(language, "-")) >= 15
        assert len(read(language, "+")) >= 15


@pytest.mark.long
@pytest.mark.parametrize("language", FILES)
def test_a_line_of_the_page_goes_from_below_the_article(language: str) -> None:
    article = plain(language)
    kept = {line: remove_boilerplate([*article, line], language)[0] for line in read(language, "-")}
    assert {line: each for line, each in kept.items() if list(each) != article} == {}


@pytest.mark.parametrize("language", FILES)
def test_what_looks_like_a_page_and_is_an_article_stays(language: str) -> None:
    article = tuple(read(language, "+"))
    assert remove_boilerplate(article, language) == (article, ())


@pytest.mark.parametrize("language", FILES)
def test_a_sentence_stays_as_the_first_and_as_the_last(language: str) -> None:
    articles = [(line, *plain(language), line) for line in read(language, "+")]
    found = {article: remove_boilerplate(article, language) for article in articles}
    assert {article[0]: each for article, each in found.items() if each != (article, ())} == {}


@pytest.mark.parametrize(("language", "like"), [("nb", "no"), ("nn", "no"), ("ms", "id"), ("eu", "en")])
def test_a_language_without_rules_has_those_of_its_neighbour_or_english_ones(
    language: str, like: str
) -> None:
    assert rules_for(language) is rules_for(like)


def test_what_sees_a_line_as_it_is_written_is_compiled_once_for_all_languages() -> None:
    shared = {each.texts for each in rules_for("en").raw}
    assert shared
    assert shared < {each.texts for each in rules_for("it").raw}


def test_what_bylines_look_like_is_compiled_when_a_line_opens_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[tuple[str, ...]] = []

    def compiling(texts: tuple[str, ...]) -> re.Pattern[str]:
        compiled.append(texts)
        return one_of(texts)

    monkeypatch.setattr(boilerplate_rules, "_one_of", compiling)
    book = rules_for("pl")
    of_polish = book.raw[-1].texts
    assert book.evidence("Most jest otwarty", 3) is None
    assert of_polish not in compiled
    rule = book.evidence("Tekst: Anna Nowak", 3)
    assert rule is not None
    assert rule.name == "byline"
    assert of_polish in compiled
