"""Documents with very many of something, or with pictures packed into them: read with bounds."""

from __future__ import annotations

import base64

from streams.article import Article, Dropped
from streams.intake.reader import read
from streams.intake.sound import MOST, MOST_MEDIA
from streams.kinds import Reason
from tests.articles import raw

TEXT = "The quay of Portmere is shut for the winter."


def g2(meta: str = "", content: str = "", management: str = "") -> str:
    return (
        f'<newsItem guid="urn:lantern:1" version="1"><itemMeta>{management}</itemMeta><contentMeta><headline>Quay</headline>{meta}'
        f"</contentMeta><contentSet><inlineXML><p>{TEXT}</p></inlineXML>{content}</contentSet></newsItem>"
    )


def nitf(body: str = "", head: str = "") -> str:
    return f"<nitf><head>{head}</head><body><body.content><p>{TEXT}</p>{body}</body.content></body></nitf>"


def article(document: str) -> Article:
    (found,) = read(raw(document.encode(), source="lantern"))
    assert isinstance(found, Article), found
    return found


def test_a_packed_picture_is_no_text() -> None:
    packed = base64.b64encode(b"A long text that a picture would be. " * 100).decode()
    found = article(
        g2(content=f'<inlineData contenttype="image/jpeg" encoding="encd:base64">{packed}</inlineData>')
    )
    assert found.paragraphs == (TEXT,)
    media = f'<media><media-reference source="q.jpg"/><media-object encoding="base64">{packed}</media-object></media>'
    assert article(nitf(media)).paragraphs == (TEXT,)


def test_megabytes_in_an_address_are_no_address() -> None:
    packed = "A" * 1_000_000
    assert article(g2().replace(TEXT, f'{TEXT}<img src="data:image/png;base64,{packed}"/>')).media == ()
    assert article(nitf(f'<media><media-reference source="{packed}"/></media>')).media == ()


def test_the_lists_of_an_article_end_somewhere() -> None:
    subjects = "".join(f'<subject qcode="LW:{number}"/>' for number in range(20_000))
    people = "".join(f'<person idsrc="LW" value="{number}">N{number}</person>' for number in range(20_000))
    links = "".join(f'<link rel="a:b" href="https://l.example/{number}"/>' for number in range(1_000))
    pictures = "".join(
        f'<remoteContent contenttype="image/jpeg" href="{number}.jpg"/>' for number in range(1_000)
    )
    found = article(g2(subjects, pictures, links))
    assert (len(found.sent.subjects), len(found.media), len(found.related)) == (MOST, MOST_MEDIA, MOST_MEDIA)
    assert {"subjects:cut", "media:cut", "related:cut"} <= set(found.cleaning.repairs)
    assert len(article(nitf(f"<p>{people}</p>")).sent.people) == MOST


def test_a_thousand_pictures_beside_a_text() -> None:
    picture = '<newsItem guid="urn:p:{0}"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta><contentSet><remoteContent href="{0}.jpg"/></contentSet></newsItem>'
    refs = "".join(f'<itemRef residref="urn:p:{number}"/>' for number in range(1_000))
    items = "".join(picture.format(number) for number in range(1_000))
    package = f'<packageItem><itemRef residref="urn:lantern:1"/>{refs}</packageItem>'
    found = article(f"<newsMessage><itemSet>{package}{g2()}{items}</itemSet></newsMessage>")
    assert len(found.media) == MOST_MEDIA


def test_elements_without_end_in_one_another_are_refused() -> None:
    for document in (g2("<x>" * 250 + "</x>" * 250), nitf("<block>" * 250 + "</block>" * 250)):
        (found,) = read(raw(document.encode()))
        assert isinstance(found, Dropped)
        assert found.reason is Reason.INVALID_DOCUMENT
