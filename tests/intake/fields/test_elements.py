"""XML of no standard, by the names of its elements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Dropped
from streams.blocks import BlockKind
from streams.intake.reader import read
from streams.kinds import Format, Reason
from tests.articles import raw
from tests.linear import assert_linear

FIRST = "The weir at Oxmere & its lock will be rebuilt in May, the council said."
SECOND = "Boats go through the old lock meanwhile."
TEXT = f"<p>{FIRST.replace('&', '&amp;')}</p><p>{SECOND}</p>"
PARAS = TEXT.replace("<p>", "<para>").replace("</p>", "</para>")
HEADLINE, AUTHOR, TIME, URL = (
    "Weir to be rebuilt",
    "Jane Roe",
    "2026-11-20T06:12:00Z",
    "https://mere.example/news/weir-77",
)
FIELDS = f"<author>{AUTHOR}</author><pubdate>{TIME}</pubdate><link>{URL}</link>"
DOCUMENTS = {
    "a body with mark-up": f"<article id='77'><title>{HEADLINE}</title>{FIELDS}<body>{TEXT}</body></article>",
    "mark-up in CDATA": f"<?xml version='1.0'?><content><headline>{HEADLINE}</headline><byline>By {AUTHOR}</byline><publicationDate>{TIME}</publicationDate>"
    f"<url>{URL}</url><bodyText><![CDATA[{TEXT}]]></bodyText></content>",
    "its own names": f"<newsdoc><storyTitle>{HEADLINE}</storyTitle><storyAuthor>{AUTHOR}</storyAuthor><storyDate>{TIME}</storyDate><storyUrl>{URL}</storyUrl>"
    f"<storyBody><absatz>{FIRST.replace('&', '&amp;')}</absatz><ad>Buy boats</ad><absatz>{SECOND}</absatz></storyBody></newsdoc>",
    "DocBook": f"<article xmlns='http://docbook.org/ns/docbook' version='5.0'><info><title>{HEADLINE}</title><author><personname><firstname>Jane</firstname> "
    f"<surname>Roe</surname></personname></author><pubdate>{TIME}</pubdate><link>{URL}</link></info>{PARAS}</article>",
    "JATS": f"<article><front><article-meta><title-group><article-title>{HEADLINE}</article-title></title-group><contrib-group><contrib><name><surname>Roe</surname>"
    f"<given-names>Jane</given-names></name></contrib></contrib-group><pub-date>{TIME}</pub-date><url>{URL}</url></article-meta></front><body>{TEXT}</body></article>",
    "attributes": f"<story headline='{HEADLINE}' author='{AUTHOR}' published='{TIME}' url='{URL}'>{PARAS}</story>",
    "fields beside": f"<NEWS><META><TITLE>{HEADLINE}</TITLE><AUTHOR>{AUTHOR}</AUTHOR><DATE>{TIME}</DATE><URL>{URL}</URL></META><TEXT>{TEXT}</TEXT></NEWS>",
    "names in attributes": f"<add><doc><field name='title'>{HEADLINE}</field><field name='author'>{AUTHOR}</field><field name='published'>{TIME}</field><field name='url'>{URL}</field>"
    f"<field name='body'>{TEXT.replace('<', '&lt;')}</field></doc></add>",
    "blocks of a name of its own": f"<News><Meta><Title>{HEADLINE}</Title><Creator><FullName>{AUTHOR}</FullName></Creator><Published>{TIME}</Published><Url>{URL}</Url></Meta><Content>"
    f"<Blk><![CDATA[{TEXT[: TEXT.index('</p>') + 4]}]]></Blk><Blk>{SECOND}</Blk></Content></News>",
    "Swedish": f"<artikel><rubrik>{HEADLINE}</rubrik><byline>{AUTHOR}</byline><publicerad>{TIME}</publicerad><länk>{URL}</länk><brodtext>{TEXT}</brodtext></artikel>",
    "an envelope of SOAP": f"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><auth>x</auth></s:Header><s:Body><publish><article><title>{HEADLINE}"
    f"</title>{FIELDS}<content>{TEXT}</content></article></publish></s:Body></s:Envelope>",
}  # fmt: skip


def one(document: str, content_type: str | None = "application/xml") -> Article | Dropped:
    (found,) = read(raw(document.encode(), content_type=content_type, source="mere"))
    return found


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_element_is_a_field_by_its_name(document: str) -> None:
    found = one(document)
    assert isinstance(found, Article), found
    assert (found.format, found.headline, found.paragraphs) == (Format.XML, HEADLINE, (FIRST, SECOND))
    assert (found.credits.byline, found.url) == (AUTHOR, URL)
    assert found.revision.first_created == datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
    assert found.revision.version is None


def test_articles_of_a_list_are_told_apart_and_one_without_a_text_is_refused_by_itself() -> None:
    story = f"<beitrag><id>7</id><titel>{HEADLINE}</titel><text>{TEXT}</text></beitrag>"
    found = read(
        raw(
            f"<export>{story}{story.replace('7', '8', 1)}<beitrag><id>9</id><titel>x</titel></beitrag></export>".encode()
        )
    )
    assert [isinstance(each, Article) and each.paragraphs for each in found] == [
        (FIRST, SECOND),
        (FIRST, SECOND),
        False,
    ]


def test_sections_and_lists_keep_their_form_and_pictures_are_no_text() -> None:
    body = f"<section>{TEXT}</section><section><title>Boats</title><figure><caption>The weir</caption></figure><p>See <link href='https://a.example/'>there</link>.</p></section>"
    found = one(f"<doc><title>{HEADLINE}</title><body>{body}</body></doc>")
    assert isinstance(found, Article), found
    assert found.paragraphs == (FIRST, SECOND, "Boats", "See there.")
    assert [(form.paragraph, form.kind) for form in found.forms] == [
        (2, BlockKind.HEADING),
        (3, BlockKind.PARAGRAPH),
    ]


def test_a_message_about_an_article_is_carried_out() -> None:
    found = one(f"<article><id>77</id><title>{HEADLINE}</title><status>withdrawn</status></article>")
    assert isinstance(found, Article), found
    assert (found.uri, found.pub_status) == ("urn:copydesk:mere:77", "canceled")
    unknown = one(
        f"<article><id>77</id><title>{HEADLINE}</title><text>{TEXT}</text><status>limbo</status></article>"
    )
    assert isinstance(unknown, Dropped) and "limbo" in unknown.detail


def test_a_sitemap_of_news_has_titles() -> None:
    page = f"<url><loc>{URL}</loc><n:news><n:publication><n:name>Mere Post</n:name><n:language>de</n:language></n:publication><n:publication_date>{TIME}</n:publication_date><n:title>{HEADLINE}</n:title></n:news></url>"
    for pages in (page, page + page.replace("77", "78")):
        found = read(raw(f"<urlset xmlns:n='x'>{pages}</urlset>".encode()))
        assert isinstance(article := found[0], Article), article
        assert (article.headline, article.url, article.partial, article.language) == (
            HEADLINE,
            URL,
            True,
            "de",
        )
    assert isinstance(one(f"<urlset><url><loc>{URL}</loc></url></urlset>"), Dropped)


@pytest.mark.parametrize(
    "document",
    [
        "<invoice><number>12</number><total currency='GBP'>12.40</total></invoice>",
        "<configuration><title>App</title><description>An app that does things.</description></configuration>",
        "<project><name>mere</name><description>A library of weirs and of locks.</description><url>https://mere.example/x</url></project>",
        "<log><text>The server has started.</text></log>",
        "<product><title>Boots</title><price>7</price></product>",
        "<menu><item/></menu>",
    ],
)
def test_other_xml_is_refused_with_what_is_missing(document: str) -> None:
    found = one(document)
    assert isinstance(found, Dropped), found
    assert found.reason is Reason.UNKNOWN_FORMAT
    assert found.detail.startswith(
        f"XML with the root element {document[1:].partition('>')[0]}, and no article in it"
    )


def test_a_section_beside_fields_is_the_name_of_one() -> None:
    text = "The weir at Oxmere will be rebuilt in May, the council said."
    about = "<metadata><uuid>a7</uuid><section>Rivers</section><lastModified>2026-11-20T06:00:00Z</lastModified></metadata>"
    found = one(f"<doc><story><headline>Weir</headline><text><p>{text}</p></text></story>{about}</doc>")
    assert isinstance(found, Article), found
    assert (found.paragraphs, [each.name for each in found.sent.subjects]) == ((text,), ["Rivers"])
    assert found.uri.endswith("a7")


def test_a_list_without_an_article_has_one_end() -> None:
    items = "<item><title>Boots</title><price>7</price></item>" * 2
    assert len(read(raw(f"<items>{items}</items>".encode()))) == 1


@pytest.mark.long
def test_deep_and_wide_xml_takes_linear_time() -> None:
    assert_linear(one, lambda size: "<a><title>x</title><b>" + "<c>x</c>" * (size // 8) + "</b></a>")
