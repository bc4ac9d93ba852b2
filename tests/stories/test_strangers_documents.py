"""Documents of a stranger, in each format, about a story that is another's: from their bytes to what comes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from streams.article import Article, Origin, RawArticle
from streams.stages import clean, decide, new_ledger
from streams.stories.ledger import Ledger
from streams.stories.outcome import Notice, Outcome, Passed
from tests.articles import NOON

URN, PAGE = "urn:newsml:meridian.example:20261121:QUAY", "https://paper.example/news/quay"
BODY = (
    "The harbour board of Selby agreed on Monday to rebuild the eastern quay, which a storm damaged in the spring. "
    "The work is to begin in March and to last two years, the board said. It will cost the county forty million, of "
    "which the ministry pays a half."
)
LIE = (
    "The board of Selby said it never agreed to anything of the kind and that the quay will be closed for good at "
    "once, with all of its workers to be dismissed before the week is over. Nobody is to be paid for what is left."
)
ATOM = (
    "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>"
    "<title>A blog</title><id>https://blog.example/</id><updated>2026-11-21T12:05:00Z</updated>{}</feed>"
)
TOMBSTONE = ATOM.format("<at:deleted-entry ref='{}' when='2026-11-21T12:05:00Z'/>")
ENTRY = ATOM.format(
    "<entry><id>{}</id><title>{}</title><updated>2026-11-21T12:06:00Z</updated><content type='text'>{}</content></entry>"
)
RSS = (
    "<rss version='2.0'><channel><title>A blog</title><link>https://blog.example/</link><item><guid>{}</guid>"
    "<title>{}</title><description>{}</description></item></channel></rss>"
)
HTML = (
    "<html><head><title>{1}</title><link rel='canonical' href='{0}'></head><body><article><h1>{1}</h1>"
    "<p>{2}</p></article></body></html>"
)


def ninjs(uri: str, headline: str = "Selby to rebuild quay", body: str = BODY, **more: Any) -> str:
    item = {
        "uri": uri,
        "type": "text",
        "versionCreated": NOON.isoformat(),
        "headline": headline,
        "body_text": body,
    }
    return orjson.dumps({**item, "standard": {"name": "ninjs", "version": "1.3"}, **more}).decode()


def told(
    ledger: Ledger, offset: int, document: str, source: str | None, subject: str | None = None
) -> list[Outcome]:
    origin = Origin("articles.raw", 0, offset, NOON + timedelta(seconds=offset))
    outs: list[Outcome] = []
    for part in clean(RawArticle(document.encode(), origin, source=source, subject=subject)):
        assert isinstance(part, Article), part
        outs += decide(ledger, part)
    return outs


def passed(outs: list[Outcome]) -> list[tuple[str, str]]:
    return [(out.article.uri, out.article.pub_status) for out in outs if isinstance(out, Passed)]


def noticed(outs: list[Outcome]) -> list[tuple[str, str]]:
    return [(str(out.kind), out.uri) for out in outs if isinstance(out, Notice)]


KILLS = {
    "an Atom tombstone": TOMBSTONE.format(URN),
    "an Atom entry": ENTRY.format(URN, "MANDATORY KILL - Selby quay", "Editors: kill this story."),
    "an RSS guid": RSS.format(URN, "MANDATORY KILL - Selby quay", "Editors: kill this story."),
    "ninjs": ninjs(URN, headline="", body="", pubStatus="canceled"),
}
VERSIONS = {
    "an Atom entry": ENTRY.format(URN, "Selby denies plan for quay", LIE),
    "an RSS guid": RSS.format(URN, "Selby denies plan for quay", LIE),
    "ninjs": ninjs(URN, "Selby denies plan for quay", LIE, version="9"),
    "a correction": ninjs(URN, "CORRECTED-Selby denies plan for quay", LIE, version="9"),
}


@pytest.mark.parametrize("subject", [None, URN])
@pytest.mark.parametrize("document", KILLS.values(), ids=KILLS)
def test_a_kill_in_a_strangers_document_is_a_notice(document: str, subject: str | None) -> None:
    ledger = new_ledger()
    assert passed(told(ledger, 0, ninjs(URN), "meridian-wire")) == [(URN, "usable")]
    outs = told(ledger, 1, document, "https://blog.example/feed", subject)
    assert (passed(outs), noticed(outs)) == ([], [("kill_by_stranger", URN)])
    # The same document of the source itself is carried out.
    assert passed(told(ledger, 2, document, "meridian-wire", subject)) == [(URN, "canceled")]


@pytest.mark.parametrize("subject", [None, URN])
@pytest.mark.parametrize("document", VERSIONS.values(), ids=VERSIONS)
def test_a_text_in_a_strangers_document_is_an_article_of_its_own(document: str, subject: str | None) -> None:
    ledger = new_ledger()
    told(ledger, 0, ninjs(URN), "meridian-wire")
    outs = told(ledger, 1, document, "https://blog.example/feed", subject)
    ((uri, status),) = passed(outs)
    assert (uri != URN, status) == (True, "usable")
    assert noticed(outs) == [("version_by_stranger", URN)]


def test_a_page_that_calls_another_sites_page_its_own_does_not_replace_that() -> None:
    ledger = new_ledger()
    page = HTML.format(PAGE, "Selby to rebuild quay", BODY)
    assert passed(told(ledger, 0, page, "paper.example", PAGE)) == [(PAGE, "usable")]
    lie = HTML.format(PAGE, "Selby denies plan for quay", LIE)
    for number, subject in enumerate(("https://evil.example/quay", None), 1):
        outs = told(ledger, number, lie, "evil.example", subject)
        assert PAGE not in dict(passed(outs))


def test_without_a_source_in_the_envelope_the_host_of_its_subject_is_the_source() -> None:
    ledger = new_ledger()
    told(ledger, 0, HTML.format(PAGE, "Selby to rebuild quay", BODY), "paper.example", PAGE)
    again = HTML.format(PAGE, "Selby to rebuild quay in March", BODY)
    assert passed(told(ledger, 1, again, None, PAGE)) == [(PAGE, "usable")]


def test_a_document_that_names_its_source_itself_does_not_speak_for_it() -> None:
    ledger = new_ledger()
    told(ledger, 0, ninjs(URN), "Meridian")
    kill = ninjs(URN, headline="", body="", pubStatus="canceled", infoSources=[{"name": "Meridian"}])
    outs = told(ledger, 1, kill, None)
    assert (passed(outs), noticed(outs)) == ([], [("kill_by_stranger", URN)])


FIRST = {
    "an Atom entry": ENTRY.format(PAGE, "Selby denies plan for quay", LIE),
    "an RSS guid": RSS.format(PAGE, "Selby denies plan for quay", LIE),
    "ninjs": ninjs(PAGE, "Selby denies plan for quay", LIE),
    "an Atom tombstone": TOMBSTONE.format(PAGE),
    "a kill in a feed": RSS.format(PAGE, "MANDATORY KILL - Selby quay", "Editors: kill this story."),
    "a kill in ninjs": ninjs(PAGE, headline="", body="", pubStatus="canceled"),
}


@pytest.mark.parametrize("source", ["evil.example", "https://evil.example/feed"])
@pytest.mark.parametrize("document", FIRST.values(), ids=FIRST)
def test_what_a_stranger_claims_first_does_not_keep_the_owner_from_it(document: str, source: str) -> None:
    ledger = new_ledger()
    outs = told(ledger, 0, document, source)
    assert PAGE not in dict(passed(outs))
    page = HTML.format(PAGE, "Selby to rebuild quay", BODY)
    assert passed(told(ledger, 1, page, "paper.example", PAGE)) == [(PAGE, "usable")]
    assert passed(told(ledger, 2, page.replace("March", "April"), "paper.example", PAGE)) == [
        (PAGE, "usable")
    ]


@pytest.mark.parametrize("host", ["www.paper.example", "news.paper.example", "m.paper.example"])
def test_the_hosts_of_one_site_are_one_source(host: str) -> None:
    ledger = new_ledger()
    told(ledger, 0, HTML.format(PAGE, "Selby to rebuild quay", BODY), "paper.example", PAGE)
    assert passed(told(ledger, 1, TOMBSTONE.format(PAGE), f"https://{host}/feed")) == [(PAGE, "canceled")]
