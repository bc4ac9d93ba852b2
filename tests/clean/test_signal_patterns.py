from __future__ import annotations

import pytest

from streams.article import Article, RawArticle
from streams.clean.signal_patterns import chosen, groups, stems
from streams.clean.signals import read_signal
from streams.kinds import Format, Signal
from streams.stages import clean
from tests.articles import origin
from tests.linear import assert_linear, repeated

SPACED = ("ar", "da", "de", "en", "es", "fr", "it", "nl", "no", "pl", "pt", "ru", "sv")


def test_every_group_has_stems_in_lower_case() -> None:
    for group in groups():
        assert group.stems
        assert all(stem == stem.lower() for stem in group.stems)
        assert all(len(stem) > 1 or stem in "撤删刪致" for stem in group.stems)


def test_every_pattern_compiles() -> None:
    for group in groups():
        for entry in group.patterns:
            assert entry.regex.pattern == entry.text
            entry.is_backed("")
            entry.is_denied(match) if (match := entry.regex.search("")) else None


def test_kills_are_tried_first_and_in_all_languages() -> None:
    kills = [group.patterns[0].signal is Signal.KILL for group in groups()]
    assert kills == sorted(kills, reverse=True)
    for number, group in enumerate(groups()):
        if group.patterns[0].signal is Signal.KILL:
            assert chosen(number, "fi", Format.TEXT) == group.patterns


@pytest.mark.parametrize("language", SPACED)
def test_a_correction_counts_in_its_own_language(language: str) -> None:
    own = [
        entry
        for group in groups()
        for entry in group.patterns
        if entry.signal is Signal.CORRECTION and language in entry.languages
    ]
    assert own
    assert all(entry.counts(language, Format.TEXT) and not entry.counts("fi", Format.TEXT) for entry in own)


def test_an_owner_is_known_for_each_stem() -> None:
    _, owners = stems()
    assert all(owners)
    assert {number for numbers in owners for number in numbers} == set(range(len(groups())))


def test_a_mark_that_means_something_else_elsewhere_needs_a_known_language() -> None:
    body = ("Broen lukker mandag.", "Bussene går.", "Mer.")
    assert read_signal("Broen stenges (NY)", None, None, body, "no")[0] is Signal.UPDATE
    assert read_signal("Fire in Ostry (NY)", None, None, body, "und")[0] is None


@pytest.mark.parametrize(
    "part",
    [
        "please delete the story ",
        "Bitte Meldung nicht verwenden ",
        "La noticia no utilicen hasta ",
        "prosimy o depesza ",
        "Abc Def trekker ",
        "ANULADO - ",
        "请勿用稿",
        "記事を取り消",
        "Achtung Redaktionen: ",
    ],
)
def test_hostile_copy_takes_linear_time(part: str) -> None:
    def work(text: str) -> None:
        read_signal(text, text, text, [text] * 3, "und")

    assert_linear(work, repeated(part))


def test_an_order_is_a_short_message() -> None:
    order = "Rogamos a los abonados que anulen la noticia."
    assert read_signal("Ostry", None, None, (order,), "es")[0] is Signal.KILL
    long = tuple(
        "El molino de Ostry cerrará en primavera, anunció el lunes su propietario." for _ in range(20)
    )
    assert read_signal("Ostry", None, None, (order, *long), "es")[0] is None


def test_a_hold_speaks_of_an_item() -> None:
    assert (
        read_signal("Ostry", None, None, ("No utilicen la noticia hasta nuevo aviso.",), "es")[0]
        is Signal.HOLD
    )
    assert read_signal("Ostry", None, None, ("No utilicen el puente hasta nuevo aviso.",), "es")[0] is None


def test_copy_without_markup_has_its_headline_first() -> None:
    text = ("OPDATERET - Møllen i Ostry lukker", "Møllen lukker til foråret.", "300 arbejder der.")
    assert read_signal(None, None, None, text, "da")[0] is Signal.UPDATE
    assert read_signal("Møllen", None, None, text, "da")[0] is None
    assert read_signal(None, None, None, (text[0] + " til foråret" * 20, *text), "da")[0] is None


def test_a_tag_that_was_taken_for_the_note() -> None:
    copy = "ANNULLIERUNG: Mühle in Ostry schließt im Juni\n\nDie Mühle in Ostry schließt im Juni, hieß es.\n"
    (article,) = clean(RawArticle(copy.encode(), origin()))
    assert isinstance(article, Article)
    assert (article.header.ed_note, article.signal) == (copy.splitlines()[0], Signal.KILL)
