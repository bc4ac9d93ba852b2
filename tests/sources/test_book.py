from __future__ import annotations

from datetime import timedelta

from streams.sources.book import GONE, Book, Who
from tests.sources.days import BEGIN, after

ENGLISH, FRENCH = Who("tidewater-wire", "en"), Who("tidewater-wire", "fr")


def test_a_source_is_listened_to_in_each_of_its_languages() -> None:
    book = Book()
    for who in (ENGLISH, FRENCH, ENGLISH):
        assert book.heard(who, None, BEGIN) == []
    assert {who: source.articles for who, source in book} == {ENGLISH: 2, FRENCH: 1}


def test_it_holds_so_many_and_forgets_whom_it_has_not_heard_for_longest() -> None:
    book = Book(most=2)
    book.heard(ENGLISH, None, BEGIN)
    book.heard(FRENCH, None, after(hours=1))
    book.heard(ENGLISH, None, after(hours=2))
    assert book.heard(Who("capital-lens", "en"), None, after(hours=3)) == [FRENCH]
    assert len(book) == 2
    assert book.get(FRENCH) is None


def test_who_has_not_been_heard_for_four_weeks_is_gone() -> None:
    book = Book()
    book.heard(ENGLISH, None, BEGIN)
    assert book.tell(BEGIN + GONE) == []
    assert book.tell(BEGIN + GONE + timedelta(seconds=1)) == [ENGLISH]
    assert len(book) == 0


def test_a_name_without_end_is_cut() -> None:
    book = Book()
    book.heard(Who("x" * 10_000, "en"), None, BEGIN)
    ((who, _),) = book
    assert len(who.source) == 200
