"""The three verbs on plain values, as the README shows them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import orjson
import pytest

import streams
from streams import stages
from streams.article import Article, Dropped, RawArticle
from streams.blocks import Block, BlockKind, Mark, Span, forms_of, texts_of
from streams.clean import boilerplate_files, embargo
from streams.datafiles import read_ours
from streams.enrich import dateline
from streams.intake.html import bylines
from streams.kinds import Format, Reason
from streams.source_config import SourceConfig
from streams.stages import MOST_REMOVED, MOST_TAKE, clean, decide, inspect, new_ledger, warm_clean
from streams.stories.outcome import Passed, Reported
from tests.articles import PARAGRAPHS, article, origin

ROOT = Path(__file__).parents[1]
TEXT = "\n\n".join(("Harwich to close quay", *PARAGRAPHS)).encode()


def test_the_verbs_work_without_a_broker() -> None:
    ledger = new_ledger()
    kinds = []
    for number, source in enumerate(("wire", "paper")):
        raw = RawArticle(TEXT, origin(number), "text/plain", source, f"urn:{source}:1")
        (article,) = clean(raw)
        assert isinstance(article, Article)
        outcome, *_ = decide(ledger, article)
        kinds.append(type(outcome))
    assert kinds == [Passed, Reported]
    (enriched,) = inspect(TEXT, "text/plain", "wire", "urn:wire:1")
    assert isinstance(enriched, Article)
    assert enriched.found.word_count > 50
    (dropped,) = inspect(b"\0\1\2\3")
    assert isinstance(dropped, Dropped)


def test_a_decision_that_fails_leaves_nothing_in_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = new_ledger()
    (article,) = clean(RawArticle(TEXT, origin(0), "text/plain", "wire", "urn:wire:1"))
    assert isinstance(article, Article)
    with monkeypatch.context() as patch:
        patch.setattr("streams.stories.decide.admit", None)
        with pytest.raises(TypeError):
            decide(ledger, article)
    (outcome,) = decide(ledger, article)
    assert isinstance(outcome, Passed)


def test_what_is_not_asked_for_is_not_loaded() -> None:
    code = "import sys, streams; print(streams.__version__, 'trafilatura' in sys.modules, 'faust' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.split() == [streams.__version__, "False", "False"]


def test_once_warm_no_article_waits_for_rules_and_one_in_another_language_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    german = "Der Hafen wird am Montag geschlossen, sagte der Bürgermeister der Stadt am Samstag.".encode()
    warm_clean()
    clean(RawArticle(german, origin(), "text/plain", "x"))
    monkeypatch.setattr(boilerplate_files, "read_toml", None)
    for text in (TEXT, german):
        assert all(isinstance(part, Article) for part in clean(RawArticle(text, origin(), "text/plain", "x")))


@pytest.mark.parametrize(("module", "name"), [(dateline, "gazetteer"), (embargo, "words_of")])
def test_warm_is_what_a_dateline_and_an_embargo_need(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    """A worker reads wire copy in its loop, and the first that has one would hold that up to load them."""
    needed, load = [], getattr(module, name)

    def loaded(*arguments: str) -> object:
        needed.append(arguments)
        return load(*arguments)

    monkeypatch.setattr(module, name, loaded)
    vars(dateline)["_opening"].cache_clear()
    warm_clean()
    assert needed


def test_the_page_that_warms_has_what_most_pages_have() -> None:
    bylines._given_names.cache_clear()
    (found,) = clean(RawArticle(read_ours("pages/warm.html").encode(), origin(), "text/html", "x"))
    assert isinstance(found, Article)
    assert (found.credits.byline, found.credits.credit) == ("Jane Roe", "AP")
    assert bylines._given_names.cache_info().currsize, "a line that is a name and nothing else asks for them"
    removed = {each.rule for each in found.cleaning.removed}
    assert removed >= {"read-more", "newsletter", "paywall", "share", "tags", "comments"}


def test_of_very_many_lines_that_were_removed_the_first_are_named() -> None:
    lines = "\n\n".join(("Share this article", *PARAGRAPHS, *["Subscribe now"] * (MOST_REMOVED + 10)))
    (article,) = clean(RawArticle(lines.encode(), origin(), "text/plain", "x"))
    assert isinstance(article, Article)
    assert len(article.cleaning.removed) == MOST_REMOVED
    assert "removed:cut" in article.cleaning.repairs


@pytest.mark.parametrize(("size", "take"), [(MOST_TAKE - 100, 2), (MOST_TAKE + 100, None)])
def test_what_is_longer_than_a_take_is_none(size: int, take: int | None) -> None:
    text = "HARWICH-QUAY (2nd Take)\n\nHarwich to close quay\n\n" + "\n\n".join(PARAGRAPHS * 100)[:size]
    (article,) = clean(RawArticle(text.encode(), origin(), "text/plain", "x"))
    assert isinstance(article, Article)
    assert article.take.number == take
    assert ("take:left-out" in article.cleaning.repairs) is (take is None)


def test_what_paragraphs_are_goes_along_when_lines_are_taken_out_and_spaces_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blocks = (
        Block("Harwich  quay", BlockKind.HEADING, 2),
        Block("   "),
        Block(
            "The port of Harwich will   close its eastern quay.",
            spans=(Span(27, 32, Mark.STRONG), Span(37, 49, Mark.LINK, "https://post.example/quay")),
        ),
    )
    before = article(paragraphs=texts_of(blocks), forms=forms_of(blocks), format=Format.NINJS)
    monkeypatch.setattr(stages, "read", lambda raw: (before,))
    (after,) = clean(RawArticle(b"", origin()))
    assert isinstance(after, Article)
    assert after.paragraphs == ("Harwich quay", "The port of Harwich will close its eastern quay.")
    found = [after.paragraphs[1][span.start : span.end] for span in after.forms[1].spans]
    assert (after.forms[0].kind, found) == (BlockKind.HEADING, ["close", "eastern quay"])


def cleaned(read: Article) -> Article:
    """What clean makes of an article as a reader of documents gives it."""
    made = stages._clean(read)
    assert isinstance(made, Article)
    return made


def with_lines(form: Format, *lines: str) -> Article:
    return cleaned(article(format=form, headline="Quay to close", paragraphs=(*PARAGRAPHS, *lines)))


def test_what_a_line_says_of_the_article_is_in_its_fields_and_stays_in_wire_copy() -> None:
    rights = "This material may not be published, broadcast or rewritten without permission."
    lines = ("Source: Anglia Wire", rights, "© 2026 Moor Gazette")
    page, wire = with_lines(Format.HTML, *lines), with_lines(Format.NINJS, *lines)
    assert page.paragraphs == PARAGRAPHS
    assert wire.paragraphs == (*PARAGRAPHS, *lines)
    for each in (page, wire):
        assert each.credits.info_sources == ("Anglia Wire",)
        assert each.sent.rights.usage_terms == (rights,)
        assert each.sent.rights.notice == "© 2026 Moor Gazette"


def test_an_agency_credited_in_a_line_that_goes_is_the_articles_credit() -> None:
    page = with_lines(Format.HTML, "(AFP)", "Subscribe now")
    assert (page.paragraphs, page.credits.credit) == (PARAGRAPHS, "AFP")


def test_a_paragraph_that_is_a_link_to_another_article_goes() -> None:
    other = "Storm takes the roof off Thorne fish hall"
    link = Block(other, spans=(Span(0, len(other), Mark.LINK, "https://post.example/1"),))
    blocks = [Block(PARAGRAPHS[0]), link, *map(Block, PARAGRAPHS[1:])]
    page = cleaned(article(paragraphs=texts_of(blocks), forms=forms_of(blocks)))
    assert page.paragraphs == PARAGRAPHS
    assert [each.rule for each in page.cleaning.removed] == ["related-link"]


_SIGNED = "\n\n".join((*PARAGRAPHS, "© 2026 Jo Marsh. All rights reserved.")).encode()


@pytest.mark.parametrize(("profile", "kept"), [("page", False), ("wire", True), (None, True)])
def test_a_source_says_how_its_copy_is_cleaned(profile: str | None, kept: bool) -> None:
    (found,) = clean(
        RawArticle(_SIGNED, origin(0), source="quay", config=SourceConfig("quay", profile=profile))
    )
    assert isinstance(found, Article)
    assert any("Jo Marsh" in line for line in found.paragraphs) is kept


def test_the_rights_that_the_copy_states_come_before_those_of_its_source() -> None:
    config = SourceConfig("quay", holder="Quay Post Ltd", notice="© Quay Post", terms="No archive")
    (found,) = clean(RawArticle(_SIGNED, origin(0), source="quay", config=config))
    assert isinstance(found, Article)
    rights = found.sent.rights
    assert (rights.holder, rights.usage_terms) == ("Quay Post Ltd", ("No archive",))
    assert rights.notice is not None
    assert "Jo Marsh" in rights.notice


def test_a_wall_takes_no_articles_place() -> None:
    """What came under the url of an article and is none is a dead letter, and the article stands."""
    url, ledger = "https://www.ellerwick-echo.example/bees", new_ledger()
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    good = f"<html><head><title>Bees shut the bridge</title></head><body><article><h1>Bees shut the bridge</h1>{text}</article></body></html>"
    (article,) = clean(RawArticle(good.encode(), origin(0), "text/html", "echo", url))
    assert isinstance(article, Article)
    assert isinstance(decide(ledger, article)[0], Passed)
    wall = (
        "<html><head><title>Are you a robot?</title></head><body><h1>Are you a robot?</h1><p>We have noticed unusual "
        "activity from your network.</p><p>Tick the box to let us know that you are not a robot.</p></body></html>"
    )
    (refused,) = clean(RawArticle(wall.encode(), origin(1), "text/html", "echo", url))
    assert isinstance(refused, Dropped) and refused.reason is Reason.NOT_AN_ARTICLE
    story = ledger.get(article.uri)
    assert story is not None and [part.headline for part in story.parts] == ["Bees shut the bridge"]


def test_an_article_says_what_it_is_about_beside_what_its_sender_says() -> None:
    text = (
        "Ellery beat Marlow 2-1 on Saturday to reach the semi-finals of the cup, with a goal in stoppage time.\n\n"
        "The striker scored twice. Marlow's goalkeeper was sent off, and their coach blamed the referee for it."
    )
    (found,) = inspect(text.encode(), "text/plain")
    assert isinstance(found, Article)
    assert [each.uri[-8:] for each in found.found.topics] == ["15000000"]
    tagged = orjson.dumps(
        {"title": "Ellery win", "text": text, "date": "2026-01-01", "tags": ["medtop:20001065"]}
    )
    (found,) = inspect(tagged, "application/json")
    assert isinstance(found, Article)
    assert [each.uri for each in found.sent.subjects] == ["http://cv.iptc.org/newscodes/mediatopic/20001065"]
    assert found.found.topics == ()


def test_what_ends_at_a_wall_is_a_part() -> None:
    wall = "<p>Weiterlesen mit Kurier+</p><p>Jetzt 4 Wochen für 1 Euro testen und alle Artikel lesen.</p>"
    text = "".join(
        f"<p>Die Hafenverwaltung sperrte am Samstag Anleger {n}, weil Taucher Risse fanden.</p>"
        for n in range(3)
    )
    for end, partial in ((wall, True), ("", False)):
        page = f"<html lang=de><body><article><h1>Der Anleger</h1>{text}{end}</article></body></html>"
        (article,) = clean(RawArticle(page.encode(), origin(), "text/html"))
        assert isinstance(article, Article)
        assert article.partial is partial
