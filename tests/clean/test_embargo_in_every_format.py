"""An embargo that stands in words above the copy holds the article, whatever format carries the copy."""

from __future__ import annotations

import json

import pytest

from streams.article import Article, RawArticle
from streams.kinds import HoldReason
from streams.stages import clean
from tests.articles import raw

WORDS = "EMBARGOED UNTIL 0001 GMT TUESDAY, JANUARY 6, 2099"
COPY = (
    "The ferry company will ask for higher fares from next summer, its chairman said on Monday.",
    "Commuters on the estuary would pay a fifth more, and lorries a third.",
)
TEXT = "\n\n".join((WORDS, *COPY))
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in (WORDS, *COPY))
G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:g2:1" version="1" xml:lang="en">'
    '<itemMeta><itemClass qcode="ninat:text"/><provider literal="w"/></itemMeta>'
    "<contentMeta><headline>Ferry fares to rise</headline></contentMeta><contentSet>{}</contentSet></newsItem>"
)
DOCUMENTS = {
    "text": (f"{WORDS}\n\nFerry fares to rise\n\n" + "\n\n".join(COPY), "text/plain"),
    "ninjs": (
        json.dumps({"uri": "urn:n:1", "headline": "Ferry fares to rise", "body_text": TEXT}),
        "application/vnd.iptc.ninjs+json",
    ),
    "ninjs markup": (
        json.dumps({"uri": "urn:n:1", "headline": "Ferry fares to rise", "body_html": PARAGRAPHS}),
        "application/vnd.iptc.ninjs+json",
    ),
    "g2 text": (G2.format(f'<inlineData contenttype="text/plain">{TEXT}</inlineData>'), "application/xml"),
    "g2 nitf": (
        G2.format(
            '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">'
            f"<body><body.content>{PARAGRAPHS}</body.content></body></nitf></inlineXML>"
        ),
        "application/xml",
    ),
    "nitf": (
        f"<nitf><body><body.head><hedline><hl1>Ferry fares to rise</hl1></hedline></body.head>"
        f"<body.content>{PARAGRAPHS}</body.content></body></nitf>",
        "application/xml",
    ),
    "nitf pre": (f"<nitf><body><body.content><pre>{TEXT}</pre></body.content></body></nitf>", "text/xml"),
    "mail": (f"From: Desk <desk@w.example>\nSubject: Ferry fares to rise\n\n{TEXT}\n", "message/rfc822"),
    "json": (json.dumps({"id": "1", "title": "Ferry fares to rise", "text": TEXT}), "application/json"),
    "feed": (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>'
        f"<guid>urn:f:1</guid><title>Ferry fares to rise</title><content:encoded><![CDATA[{PARAGRAPHS}]]>"
        "</content:encoded></item></channel></rss>",
        "application/rss+xml",
    ),
}


def read(name: str) -> Article:
    document, content_type = DOCUMENTS[name]
    event: RawArticle = raw(document.encode(), content_type=content_type, source="w", subject="urn:subject:1")
    (article,) = clean(event)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_holds(name: str) -> None:
    article = read(name)
    assert article.hold is not None
    assert (article.hold.reason, article.embargo.until and article.embargo.until.year) == (
        HoldReason.EMBARGO,
        2099,
    )
    assert COPY[1] in article.paragraphs
