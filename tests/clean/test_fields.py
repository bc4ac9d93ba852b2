from __future__ import annotations

from dataclasses import replace

import pytest

from streams.article import Removed
from streams.clean.fields import credited, with_fields
from streams.sent import Rights
from tests.articles import article


def lines(*pairs: tuple[str, str]) -> list[Removed]:
    return [Removed(rule, number, text) for number, (rule, text) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("rule", "text", "names"),
    [
        ("byline", "By Ada Quill", "Ada Quill"),
        ("byline", "By Ada Quill and Ben Hartnoll", "Ada Quill and Ben Hartnoll"),
        ("byline", "Ada Quill, chief reporter", "Ada Quill"),
        ("byline", "Ada Quill - 12.03.2026", "Ada Quill"),
        ("byline", "Von Ida Marl", "Ida Marl"),
        ("reporting-credit", "(Reporting by Jo Fenn in Thorne; Editing by Sam Ortega)", "Jo Fenn"),
        (
            "reporting-credit",
            "Reporting by Jo Fenn and Al Reeve; editing by Sam Ortega",
            "Jo Fenn and Al Reeve",
        ),
        ("reporting-credit", "(Compiled by the newsroom)", None),
        ("tail", "By Ada Quill", None),
    ],
)
def test_a_byline_goes_to_its_field(rule: str, text: str, names: str | None) -> None:
    assert with_fields(article(), lines((rule, text)), "en").credits.byline == names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("nl", "Door Joost Verhulst", "Joost Verhulst"),
        ("it", "Di Carla Brunesi", "Carla Brunesi"),
        ("ru", "Автор: Анна Вербицкая", "Анна Вербицкая"),
        ("zh", "记者：林小禾", "林小禾"),
        ("ar", "بقلم سلمى الحداد", "سلمى الحداد"),
        ("no", "Avner Lunde", "Avner Lunde"),
    ],
)
def test_the_word_before_the_names_is_that_of_the_language(language: str, text: str, names: str) -> None:
    assert with_fields(article(), lines(("byline", text)), language).credits.byline == names


def test_the_documents_own_byline_is_not_overruled() -> None:
    assert (
        with_fields(article(byline="Jo Fenn"), lines(("byline", "By Ada Quill")), "en").credits.byline
        == "Jo Fenn"
    )


def test_rights_are_added_to_those_that_were_stated() -> None:
    before = article()
    stated = replace(before, sent=replace(before.sent, rights=Rights(usage_terms=("Not for use in Thorne",))))
    found = with_fields(stated, lines(("rights", "Do not copy."), ("rights", "Do not copy.")), "en")
    assert found.sent.rights.usage_terms == ("Not for use in Thorne", "Do not copy.")
    assert with_fields(stated, lines(("rights", "use in Thorne")), "en").sent.rights == stated.sent.rights


def test_a_notice_goes_to_its_field_if_there_was_none() -> None:
    notice = lines(("copyright", "© 2026 Moor Gazette"))
    assert with_fields(article(), notice, "en").sent.rights.notice == "© 2026 Moor Gazette"
    before = article()
    stated = replace(before, sent=replace(before.sent, rights=Rights(notice="© Moor")))
    assert with_fields(stated, notice, "en").sent.rights.notice == "© Moor"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Source: Anglia/Fen Press", ("Anglia", "Fen Press")),
        ("Quelle: Küstendienst", ("Küstendienst",)),
        ("来源：海岸日报", ("海岸日报",)),
        ("Sources: Harbour board, coastguard", ("Harbour board", "coastguard")),
    ],
)
def test_a_source_line_names_sources_of_information(text: str, sources: tuple[str, ...]) -> None:
    assert with_fields(article(), lines(("source", text)), "en").credits.info_sources == sources


@pytest.mark.parametrize(
    ("text", "name"), [("(Meridian)", "Meridian"), ("mer/lw", "mer/lw"), ("/FEN/", "FEN")]
)
def test_a_credit_line_names_its_agency(text: str, name: str) -> None:
    assert credited(lines(("share", "Share"), ("agency-credit", text))) == name
    assert credited(lines(("share", "Share"))) is None
