"""The XML of Ritzau: news, press releases, lists of them."""

from __future__ import annotations

from datetime import UTC

import pytest

from streams.article import Article, Dropped, RawArticle
from streams.events.xhtml import body_of
from streams.intake.reader import read
from streams.kinds import Format, Reason, Signal
from streams.sent import Concept, Media, Rendition, Symbol
from tests.articles import raw

NEWS = """<RBNews xmlns="" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
<NewsID>7c1e-11</NewsID><PublishDate>2026-11-21T17:32:18.397</PublishDate>
<strapline>NU/HAVN-U</strapline><headline>Havnen åbner igen</headline><subtitle>Tre skibe er sejlet</subtitle>
<town>Skovby</town><origin>/lanternen/</origin><sectionID>2</sectionID><section>Udland</section><version>2</version>
<Replaces i:nil="true"/><format>Flash</format><formatID>3</formatID>
<content>&lt;p&gt;Havnen i Skovby er &lt;b&gt;åben&lt;/b&gt;.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Tre skibe er sejlet.&lt;/li&gt;&lt;/ul&gt;</content>
<Priority>3</Priority><IPTCList xmlns:a="urn:a"><a:int>4015002</a:int></IPTCList>
<MultimedieList><Fil><Url>https://lanternen.example/kaj.jpg</Url><Type>image/jpeg</Type><Billedtekst>Kajen lørdag.</Billedtekst></Fil></MultimedieList>
<ISIN xmlns:a="urn:a"><a:string>DK0099999999</a:string></ISIN><replacedID>7c1e-10</replacedID>
<Annuleret>false</Annuleret><NyVersion>true</NyVersion><Korrektion>false</Korrektion><byLine>Ida Strand</byLine>
<SubjectKeyword xmlns:a="urn:a"><a:string>færger</a:string></SubjectKeyword>
<TilRedaktionen>&lt;p&gt;Foto følger.&lt;/p&gt;</TilRedaktionen></RBNews>"""


def article(document: str) -> Article:
    (found,) = parts(document)
    assert isinstance(found, Article), found
    return found


def parts(document: str) -> tuple[Article | Dropped, ...]:
    event: RawArticle = raw(document.encode(), source="lantern")
    return read(event)


@pytest.mark.parametrize(
    ("code", "concept"),
    [
        ("20000253", Concept(uri="http://cv.iptc.org/newscodes/mediatopic/20000253")),
        ("04015002", Concept(uri="http://cv.iptc.org/newscodes/subjectcode/04015002")),
        ("medtop:04000000", Concept(uri="http://cv.iptc.org/newscodes/mediatopic/04000000")),
        ("rz:17", Concept(literal="rz:17")),
    ],
)
def test_codes_of_subjects(code: str, concept: Concept) -> None:
    assert article(NEWS.replace("4015002", code)).sent.subjects[0] == concept


def test_everything_that_a_news_says() -> None:
    found = article(NEWS)
    assert (found.uri, found.revision.version, found.format) == (
        "urn:copydesk:lantern:7c1e-11",
        "2",
        Format.RITZAU,
    )
    assert "urn:copydesk:lantern:7c1e-10" in found.naming.aliases
    assert (found.headline, found.standfirst) == ("Havnen åbner igen", "Tre skibe er sejlet")
    assert found.paragraphs == ("Havnen i Skovby er åben.", "Tre skibe er sejlet.")
    assert body_of(found.paragraphs, found.forms) == (
        "<p>Havnen i Skovby er <strong>åben</strong>.</p>\n<ul><li>Tre skibe er sejlet.</li></ul>"
    )
    assert (found.credits.byline, found.header.located, found.credits.info_sources) == (
        "Ida Strand",
        "Skovby",
        ("lanternen",),
    )
    assert (found.header.urgency, found.header.ed_note, found.signal) == (3, "Foto følger.", Signal.UPDATE)
    assert found.sent.subjects == (
        Concept(uri="http://cv.iptc.org/newscodes/subjectcode/04015002"),
        Concept("Udland", literal="sectionID:2"),
    )
    assert found.sent.genres == (Concept("Flash", literal="formatID:3"),)
    assert found.sent.organisations == (
        Concept(literal="ISIN:DK0099999999", rel="about", symbols=(Symbol("DK0099999999"),)),
    )
    assert found.sent.keywords == ("NU", "HAVN-U", "færger")
    assert found.media == (
        Media(caption="Kajen lørdag.", renditions=(Rendition("https://lanternen.example/kaj.jpg"),)),
    )


@pytest.mark.parametrize(
    ("time", "expected"),
    [("2026-11-21T17:32:18.397", 16), ("2026-07-21T17:32:18", 15), ("2026-11-21T17:32:18+00:00", 17)],
)
def test_times_are_those_of_denmark(time: str, expected: int) -> None:
    found = article(
        NEWS.replace("2026-11-21T17:32:18.397", time)
        .replace("2026-11", "2025-11")
        .replace("2026-07", "2025-07")
    )
    assert found.revision.version_created is not None
    assert found.revision.version_created.replace(microsecond=0).astimezone(UTC).hour == expected


def test_a_list_is_an_article_for_each_news() -> None:
    second = NEWS.replace("7c1e-11", "7c1e-12").replace("<NyVersion>true", "<NyVersion>false")
    found = parts(
        f'<XMLNewsQueuedResponse xmlns="http://lanternen.example/"><ListOfRBNews>{NEWS}{second}</ListOfRBNews></XMLNewsQueuedResponse>'
    )
    assert [each.uri.rpartition(":")[2] for each in found if isinstance(each, Article)] == [
        "7c1e-11",
        "7c1e-12",
    ]


def test_a_news_that_is_annulled_is_a_kill() -> None:
    killed = NEWS.replace("<Annuleret>false", "<Annuleret>true")
    assert (article(killed).pub_status, article(killed).signal) == ("canceled", Signal.KILL)


def test_a_correction() -> None:
    assert article(NEWS.replace("<Korrektion>false", "<Korrektion>true")).signal is Signal.CORRECTION


@pytest.mark.parametrize(
    ("document", "reason", "detail"),
    [
        (NEWS[:700], Reason.INVALID_DOCUMENT, "Ritzau's XML without its end, </RBNews>: XML: "),
        (
            "<RBNews><NewsID>7</NewsID></RBNews>",
            Reason.NO_ARTICLE,
            "an <RBNews> without a headline and a text",
        ),
        ("<ListOfRBNews></ListOfRBNews>", Reason.NO_ARTICLE, "Ritzau's XML without an <RBNews>"),
    ],
)
def test_refusals(document: str, reason: Reason, detail: str) -> None:
    (found,) = parts(document)
    assert isinstance(found, Dropped)
    assert (found.reason, found.detail[: len(detail)]) == (reason, detail)


def test_what_is_nil_says_nothing() -> None:
    nothing = article(NEWS.replace("<town>Skovby</town>", '<town i:nil="true"/>'))
    assert nothing.header.located is None
