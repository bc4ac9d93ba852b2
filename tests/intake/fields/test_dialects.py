"""Objects of programs that are known: where each has its headline, text, author, date and address."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.article import Article, Dropped
from streams.datafiles import read_toml
from streams.intake.fields.dialects import as_named
from streams.intake.fields.names import names
from streams.intake.reader import read
from streams.kinds import Format, Reason
from tests.articles import raw

FIRST = "The weir at Oxmere will be rebuilt in May, the council said on Friday after two years of talks."
SECOND = "Boats will go through the old lock meanwhile, and anglers keep their bank."
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
MARKDOWN = f"# Weir to be rebuilt\n\n{FIRST}\n\n*{SECOND}*\n"
URL = "https://mere.example/news/weir-77"
MORNING = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
TIME = "2026-11-20T06:12:00Z"
HEADLINE, AUTHOR = "Weir to be rebuilt", "Jane Roe"
ANS = {
    "type": "story",
    "version": "0.10.9",
    "_id": "ABC",
    "canonical_url": "/news/weir-77/",
    "headlines": {"basic": HEADLINE, "mobile": "Weir"},
    "subheadlines": {"basic": "Two years of talks end."},
    "credits": {"by": [{"type": "author", "name": AUTHOR}]},
    "first_publish_date": TIME,
    "last_updated_date": "2026-11-20T08:00:00Z",
    "taxonomy": {"sections": [{"name": "Rivers"}]},
    "content_elements": [{"type": "text", "content": FIRST}, {"type": "text", "content": SECOND}],
}
GUARDIAN = {
    "id": "news/2026/weir",
    "webTitle": "Weir to be rebuilt | Rivers",
    "webUrl": URL,
    "webPublicationDate": TIME,
    "sectionName": "Rivers",
    "fields": {"headline": HEADLINE, "byline": AUTHOR, "body": HTML, "trailText": "Talks end"},
}
NOTE = {"id": URL, "type": "Article", "name": HEADLINE, "attributedTo": {"type": "Person", "name": AUTHOR}, "content": HTML, "published": TIME, "url": [{"type": "Link", "href": URL}]}  # fmt: skip
ROW = {
    "id": 77,
    "title": HEADLINE,
    "body": HTML,
    "author": AUTHOR,
    "published_at": 1795155120000000,
    "url": URL,
}
GHOST = {"id": "6f", "title": HEADLINE, "html": HTML, "plaintext": "x", "status": "published", "published_at": TIME, "url": URL, "authors": [{"name": AUTHOR}]}  # fmt: skip
ENTRY = {
    "id": 77,
    "title": HEADLINE,
    "body": MARKDOWN,
    "author": {"name": AUTHOR},
    "publishedAt": TIME,
    "url": URL,
}
METADATA = {"title": HEADLINE, "author": AUTHOR, "sourceURL": URL, "publishedTime": TIME, "statusCode": 200}

DOCUMENTS: dict[str, dict[str, Any]] = {
    "WordPress": {
        "id": 77, "date": "2026-11-20T07:12:00", "date_gmt": "2026-11-20T06:12:00", "modified_gmt": "2026-11-20T07:00:00", "status": "publish",
        "type": "post", "link": URL, "title": {"rendered": HEADLINE}, "content": {"rendered": HTML, "protected": False}, "author": 12,
        "_embedded": {"author": [{"id": 12, "name": AUTHOR}]},
    },
    "WordPress, a row of its table": {"post_id": 77, "post": {
        "ID": 77, "post_title": HEADLINE, "post_content": HTML, "post_status": "publish", "post_date": "2026-11-20 07:12:00",
        "post_date_gmt": "2026-11-20 06:12:00", "permalink": URL, "author": {"display_name": AUTHOR}}},
    "Ghost": {"post": {"current": GHOST, "previous": {}}},
    "the Guardian's Open Platform": {"response": {"status": "ok", "content": GUARDIAN}},
    "Arc XP (ANS)": {**ANS, "canonical_url": URL},
    "ActivityPub, what happens to an object": {"@context": "x", "type": "Create", "actor": "https://mere.example/desk", "object": NOTE},
    "ActivityStreams, an object": NOTE,
    "a change of a row (Debezium)": {"payload": {"before": None, "after": ROW, "op": "c", "ts_ms": 1795155120123}},
    "Contentful": {"sys": {"type": "Entry", "id": "5k", "firstPublishedAt": TIME, "publishedAt": "2026-11-20T08:00:00Z"}, "fields": {
        "title": {"en-GB": HEADLINE, "de": "Wehr"}, "url": {"en-GB": URL}, "author": {"en-GB": AUTHOR}, "body": {"en-GB": {
            "nodeType": "document", "content": [{"nodeType": "paragraph", "content": [{"nodeType": "text", "value": each}]} for each in (FIRST, SECOND)]}}}},
    "Strapi": {"event": "entry.publish", "model": "article", "entry": {**ENTRY, "body": f"{FIRST}\n\n{SECOND}"}},
    "a change of a document (MongoDB)": {"operationType": "insert", "ns": {"db": "cms", "coll": "articles"}, "fullDocument": {
        **ROW, "_id": {"$oid": "65aa"}, "published_at": {"$date": TIME}}},
    "a change of a row (Maxwell)": {"database": "cms", "table": "articles", "type": "insert", "ts": 1795155120, "data": ROW},
    "Strapi, its REST API": {"data": {"id": 77, "attributes": {"title": HEADLINE, "content": HTML, "publishedAt": TIME, "url": URL, "author": {
        "data": {"attributes": {"name": AUTHOR}}}}}, "meta": {}},
    "Storyblok": {"story": {"name": "weir", "uuid": "u1", "full_slug": "news/weir", "first_published_at": TIME, "content": {
        "component": "article", "headline": HEADLINE, "author": AUTHOR, "url": URL, "body": {"type": "doc", "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in (FIRST, SECOND)]}}}},
    "dpa's digital wires": {"urn": "urn:newsml:mere.example:77", "version": 2, "version_created": TIME, "pubstatus": "usable", "headline": HEADLINE,
        "byline": AUTHOR, "article_html": f"<section>{HTML}</section>"},
    "AFP": {"uno": "newsml.mere.example.20261120T061200Z.doc-77", "headline": HEADLINE, "news": [FIRST, SECOND], "published": TIME, "byline": AUTHOR,
        "lang": "en", "class": "text", "status": "Usable", "slug": ["rivers", "weir"], "city": "Oxmere"},
    "a page as Markdown, with what is known of it (Firecrawl, Apify)": {"success": True, "data": {"markdown": MARKDOWN, "metadata": METADATA}},
    "a page as Markdown (Jina Reader)": {"code": 200, "data": {"title": HEADLINE, "url": URL, "content": f"By {AUTHOR}\n\n{FIRST}\n\n{SECOND}", "publishedTime": TIME,
        "usage": {"tokens": 40}}},
    "trafilatura": {"title": HEADLINE, "author": AUTHOR, "hostname": "mere.example", "date": "2026-11-20", "fingerprint": "ab", "text": f"{FIRST}\n{SECOND}",
        "source": URL, "source-hostname": "Mere"},
    "Bing News": {"value": [{"name": HEADLINE, "url": URL, "datePublished": TIME, "description": f"{FIRST} {SECOND}", "provider": [{"name": "Mere"}]}]},
    "JSON:API (Drupal)": {"jsonapi": {"version": "1.0"}, "data": {"type": "node--article", "id": "8a6c", "attributes": {
        "langcode": "en", "status": True, "title": HEADLINE, "created": TIME, "url": URL, "body": {"value": HTML, "format": "full_html", "processed": HTML}}},
        "included": [{"type": "user--user", "id": "u1", "attributes": {"display_name": AUTHOR}}]},
    "Joomla": {"data": {"type": "articles", "id": "77", "attributes": {"id": 77, "title": HEADLINE, "alias": "weir", "state": 1, "created": TIME,
        "created_by_alias": AUTHOR, "text": HTML, "url": URL}}},
    "Hygraph": {"operation": "publish", "data": {"__typename": "Article", "id": "ck7", "stage": "PUBLISHED", "publishedAt": TIME, "title": HEADLINE, "url": URL,
        "author": {"name": AUTHOR}, "content": {"html": HTML, "text": "flat"}}},
    "Sanity": {"_id": "weir", "_type": "article", "_rev": "a", "_updatedAt": TIME, "publishedAt": TIME, "title": HEADLINE, "url": URL, "author": {"name": AUTHOR},
        "body": [{"_type": "block", "children": [{"_type": "span", "text": each}]} for each in (FIRST, SECOND)]},
    "Umbraco": {"contentType": "article", "name": HEADLINE, "createDate": TIME, "route": {"path": "/weir/"}, "id": "f3", "properties": {
        "author": AUTHOR, "url": URL, "bodyText": {"markup": HTML, "blocks": []}}},
    "Livingdocs": {"systemdata": {"documentId": 77, "firstPublicationDate": TIME}, "metadata": {"title": HEADLINE, "url": URL, "authors": [{"name": AUTHOR}]},
        "content": [{"component": "head", "content": {"title": HEADLINE}}, *({"component": "paragraph", "content": {"text": each}} for each in (FIRST, SECOND))]},
    "Tumblr": {"blog_name": "mere", "post_url": URL, "id_string": "77", "state": "published", "timestamp": 1795155120, "author": AUTHOR, "content": [
        {"type": "text", "subtype": "heading1", "text": HEADLINE}, {"type": "text", "text": FIRST}, {"type": "text", "text": SECOND}]},
    "Discourse": {"post": {"id": 9, "name": AUTHOR, "cooked": HTML, "topic_id": 77, "topic_title": HEADLINE, "created_at": TIME, "full_url": URL}},
    "Mastodon": {"id": "77", "created_at": TIME, "url": URL, "title": HEADLINE, "content": HTML, "visibility": "public", "account": {"acct": "jroe", "display_name": AUTHOR}},
    "Adobe Experience Manager, a content fragment": {"title": HEADLINE, "elementsOrder": ["main"], "elements": {"main": {"value": HTML, ":type": "text/html"},
        "author": {"title": "Author", "value": AUTHOR, ":type": "string"}, "publishDate": {"value": TIME}, "url": {"value": URL}}},
    "Kontent.ai": {"item": {"system": {"id": "f4", "codename": "weir", "language": "en"}, "elements": {"title": {"type": "text", "name": "Title", "value": HEADLINE},
        "body": {"type": "rich_text", "name": "Body", "value": HTML}, "author": {"type": "text", "name": "Author", "value": AUTHOR},
        "date": {"type": "date_time", "name": "Date", "value": TIME}, "url": {"type": "text", "name": "Url", "value": URL}}}},
    "a change of an item (DynamoDB)": {"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": {"id": {"S": "77"}, "title": {"S": HEADLINE}, "body": {"S": HTML},
        "author": {"S": AUTHOR}, "published_at": {"S": TIME}, "url": {"S": URL}}}}]},
    "Apple News": {"version": "1.7", "identifier": "77", "title": HEADLINE, "layout": {"columns": 9}, "components": [{"role": "title", "text": HEADLINE},
        {"role": "byline", "text": AUTHOR}, {"role": "photo", "caption": "The weir"}, {"role": "body", "text": HTML, "format": "html"}],
        "metadata": {"authors": [AUTHOR], "canonicalURL": URL, "datePublished": TIME}},
    "the BBC's Optimo": {"metadata": {"id": "c7", "locators": {"canonicalUrl": URL}, "firstPublished": 1795155120000}, "byline": AUTHOR, "content": {"model": {"blocks": [
        {"type": "headline", "model": {"blocks": [{"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": HEADLINE}}]}}]}},
        {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": each, "blocks": [{"type": "fragment", "model": {"text": each}}]}}
            for each in (FIRST, SECOND)]}}]}}, "promo": {"headlines": {"seoHeadline": HEADLINE}}},
    "Forem": {"type_of": "article", "id": 77, "title": HEADLINE, "url": URL, "published_at": TIME, "body_html": HTML, "user": {"name": AUTHOR}},
    "Confluence": {"id": "77", "type": "page", "status": "current", "title": HEADLINE, "body": {"storage": {"value": HTML, "representation": "storage"}}, "url": URL,
        "history": {"createdBy": {"displayName": AUTHOR}, "createdDate": TIME}, "version": {"number": 3, "when": TIME}},
    "a change of a row (GoldenGate)": {"table": "CMS.A", "op_type": "I", "op_ts": TIME, "after": {"ID": 77, "TITLE": HEADLINE, "BODY": HTML, "AUTHOR": AUTHOR, "PUBLISHED_AT": TIME, "URL": URL}},
    "changes of rows (Canal)": {"data": [{**ROW, "published_at": TIME}], "database": "cms", "table": "a", "type": "INSERT", "isDdl": False},
    "a change of a row (Qlik)": {"message": {"data": ROW, "beforeData": None, "headers": {"operation": "INSERT"}}},
    "Webflow": {"triggerType": "collection_item_created", "payload": {"id": "77", "createdOn": TIME, "isDraft": False, "fieldData": {
        "name": HEADLINE, "slug": "weir", "post-body": HTML, "author-name": AUTHOR, "url": URL}}},
    "Webz.io": {"uuid": "b7", "url": URL, "title": HEADLINE, "text": f"{FIRST}\n{SECOND}", "author": AUTHOR, "published": TIME, "crawled": "2026-11-22T00:00:00Z",
        "updated": "2026-11-22T00:00:00Z", "thread": {"site": "mere.example", "section_title": "Rivers"}},
    "Atex": {"id": "onecms:1b", "aspects": {"contentData": {"data": {"headline": {"text": HEADLINE}, "body": {"text": HTML}, "byline": {"text": AUTHOR}, "url": URL,
        "publishingTime": 1795155120000}}}, "meta": {"modificationTime": "1795160000000"}},
    "microformats2": {"items": [{"type": ["h-entry"], "properties": {"name": [HEADLINE], "published": [TIME], "url": [URL], "content": [{"html": HTML, "value": "x"}],
        "author": [{"type": ["h-card"], "properties": {"name": [AUTHOR]}, "value": AUTHOR}]}}]},
    "Contentstack": {"entry": {"uid": "blt7", "_version": 4, "title": HEADLINE, "url": URL, "author": [{"uid": "bltA", "title": AUTHOR}], "publication_date": TIME,
        "publish_details": {"time": "2026-11-21T06:12:00Z"}, "body": {"type": "doc", "children": [{"type": "p", "children": [{"text": each}]} for each in (FIRST, SECOND)]}}},
    "TYPO3, a row of news": {"uid": 77, "pid": 3, "tstamp": 1795160000, "datetime": 1795155120, "title": HEADLINE, "bodytext": HTML, "author": AUTHOR, "url": URL},
}  # fmt: skip
#: Of these no headline is given.
MESSAGES: dict[str, dict[str, Any]] = {
    "Telegram": {
        "update_id": 1,
        "channel_post": {
            "message_id": 77,
            "chat": {"id": -1, "title": "Mere"},
            "date": 1795155120,
            "text": f"{FIRST}\n\n{SECOND}",
        },
    },
}
#: What is another's there: it is no article that goes out.
GONE: dict[str, dict[str, Any]] = {
    "Ghost, deleted": {"post": {"current": {}, "previous": GHOST}},
    "Ghost, unpublished or deleted": {"post": {"current": {**GHOST, "status": "draft"}, "previous": {"status": "published"}}},
    "ActivityPub, an object that is gone": {"type": "Delete", "actor": "https://mere.example/desk", "object": {"id": URL, "type": "Tombstone"}},
    "a change of a row (Debezium), deleted": {"before": ROW, "after": None, "op": "d"},
    "a change of a document (MongoDB), deleted": {"operationType": "delete", "documentKey": {"_id": {"$oid": "65aa"}}},
    "a change of a row (Maxwell), deleted": {"database": "cms", "table": "articles", "type": "delete", "data": ROW},
    "Contentful, an entry that is gone": {"sys": {"type": "DeletedEntry", "id": "5k"}},
    "Strapi, deleted": {"event": "entry.delete", "entry": ENTRY},
    "Webflow, an item that is gone": {"triggerType": "collection_item_deleted", "payload": {"id": "77", "siteId": "s"}},
    "a change of an item (DynamoDB), deleted": {"eventName": "REMOVE", "dynamodb": {"Keys": {"id": {"S": "77"}}}},
    "Joomla, in the bin": {"data": {"type": "articles", "id": "77", "attributes": {"title": HEADLINE, "alias": "weir", "state": -2, "text": HTML}}},
    "Hygraph, unpublished": {"operation": "unpublish", "data": {"__typename": "Article", "id": "ck7", "title": HEADLINE}},
    "a document of CouchDB": {"seq": "5-x", "id": "77", "changes": [{"rev": "3-x"}], "deleted": True},
    "a row that is marked": {"id": 77, "title": HEADLINE, "text": FIRST, "deleted_at": TIME},
    "a change of a row (GoldenGate), deleted": {"table": "CMS.A", "op_type": "D", "before": {"ID": 77, "TITLE": HEADLINE, "BODY": HTML}},
    "changes of rows (Canal), deleted": {"data": [ROW], "database": "cms", "table": "a", "type": "DELETE", "isDdl": False},
    "a change of a row (Qlik), deleted": {"message": {"data": None, "beforeData": ROW, "headers": {"operation": "DELETE"}}},
    "an event": {"event": "article.deleted", "data": {"id": 77}},
    "an event with the article": {"action": "unpublish", "article": ROW},
    "an event in words": {"event": "Article Deleted", "properties": {"x": 1}, "id": 77},
    "an event with keys": {"event": "articles.items.delete", "payload": ["77"], "collection": "articles"},
    "a flat event": {**ROW, "eventType": "ArticleDeleted"},
    "Strapi, unpublished": {"event": "entry.unpublish", "entry": {**ENTRY, "publishedAt": None}},
}  # fmt: skip


def one(document: Any, content_type: str | None = "application/json") -> Article:
    (found,) = read(raw(json.dumps(document).encode(), content_type=content_type, source="mere"))
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_article_of_a_known_program(document: dict[str, Any], request: pytest.FixtureRequest) -> None:
    found, name = one(document), request.node.callspec.id
    assert found.format is Format.JSON
    assert found.headline == HEADLINE
    text = "\n".join(found.paragraphs)
    assert FIRST in text
    assert SECOND in text
    assert found.pub_status == "usable"
    when = found.revision.first_created or found.revision.version_created
    assert when == (MORNING if name != "trafilatura" else datetime(2026, 11, 20, tzinfo=UTC))
    if name not in ("dpa's digital wires", "AFP"):
        assert URL in (found.uri, found.url, *found.naming.aliases)
    if name not in ("Bing News", "a page as Markdown (Jina Reader)"):
        assert found.credits.byline == AUTHOR


@pytest.mark.parametrize("document", MESSAGES.values(), ids=MESSAGES)
def test_a_message_has_a_text_and_a_date(document: dict[str, Any]) -> None:
    found = one(document)
    assert (found.headline, found.paragraphs, found.uri) == (None, (FIRST, SECOND), "urn:copydesk:mere:77")
    assert found.revision.first_created == MORNING


@pytest.mark.parametrize("document", GONE.values(), ids=GONE)
def test_what_a_program_took_back_is_canceled(document: dict[str, Any]) -> None:
    assert one(document).pub_status == "canceled"


def sections(article: Article) -> list[str | None]:
    return [each.name for each in article.sent.subjects]


def test_the_ids_sections_and_versions_of_programs() -> None:
    told = {
        name: (
            one(DOCUMENTS[name]).uri,
            one(DOCUMENTS[name]).revision.version_created,
            sections(one(DOCUMENTS[name])),
        )
        for name in ("Webz.io", "Atex", "Contentstack", "TYPO3, a row of news")
    }
    later = datetime(2026, 11, 20, 7, 33, 20, tzinfo=UTC)
    assert told == {
        "Webz.io": ("urn:copydesk:mere:b7", MORNING, ["Rivers"]),  # and not when it was crawled again
        "Atex": ("onecms:1b", later, []),
        "Contentstack": ("urn:copydesk:mere:blt7", MORNING, []),
        "TYPO3, a row of news": ("urn:copydesk:mere:77", later, []),
    }
    terms = [[{"name": "Rivers", "taxonomy": "category"}], [{"name": "Weirs", "taxonomy": "post_tag"}]]
    embedded = {**DOCUMENTS["WordPress"], "categories": [7], "_embedded": {"wp:term": terms}}
    assert sections(one(embedded)) == ["Rivers", "Weirs"]
    taxonomy = {"primary_section": {"name": "Rivers"}, "tags": [{"text": "Weirs"}]}
    assert sections(one({**ANS, "taxonomy": taxonomy})) == ["Rivers", "Weirs"]


def test_a_message_means_the_article_that_came_before() -> None:
    came, gone = (
        {"payload": DOCUMENTS["a change of a row (Debezium)"]["payload"]},
        GONE["a change of a row (Debezium), deleted"],
    )
    assert one(came).uri == one(gone).uri == "urn:copydesk:mere:77"
    assert one(DOCUMENTS["Ghost"]).uri == one(GONE["Ghost, deleted"]).uri
    activity = GONE["ActivityPub, an object that is gone"]
    assert one(activity).uri == one({**activity, "object": URL}).uri == URL


def test_each_dialect_has_an_example_here_and_is_the_first_that_fits_it() -> None:
    told = [each["name"] for each in read_toml("feeds/json_dialects.toml")["dialect"]]
    assert set(told) <= DOCUMENTS.keys() | GONE.keys() | MESSAGES.keys()
    for dialect in read_toml("feeds/json_dialects.toml")["dialect"]:
        assert dialect["documents"].startswith("https://")
        assert dialect.get("fields", {}).keys() <= names().fields.keys()


def test_drafts_wait_and_what_is_not_understood_does_not_go_out() -> None:
    draft = one({"event": "entry.update", "entry": {**ENTRY, "publishedAt": None}})
    assert draft.pub_status == "withheld"
    post = DOCUMENTS["WordPress"]
    assert one({**post, "status": "draft"}).pub_status == "withheld"
    for held in (
        {**DOCUMENTS["Sanity"], "_id": "drafts.weir"},
        {**ROW, "published": False},
        {**ROW, "is_draft": 1},
        {**ROW, "status": "published", "draft": "true"},
    ):
        assert one(held).pub_status == "withheld"
    for out in (
        {**ROW, "deleted": 0, "is_draft": False},
        {**ROW, "deleted_at": None},
        {**ROW, "published": 1},
    ):
        assert one(out).pub_status == "usable"
    behind_a_password = {**post, "content": {"rendered": "", "protected": True}}
    assert one(behind_a_password).pub_status == "withheld"
    (found,) = read(raw(json.dumps({**post, "status": "limbo"}).encode()))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.INVALID_DOCUMENT


def test_an_edited_post_is_none_that_was_deleted_and_all_authors_are_named() -> None:
    edited = {"post": {"current": GHOST, "previous": {"id": "6f", "status": "published"}}}
    assert one(edited).pub_status == "usable"
    both = [{"name": AUTHOR}, {"name": "Ole Brandt"}]
    assert one({**ANS, "credits": {"by": both}}).credits.byline == f"{AUTHOR}, Ole Brandt"


def test_lists_of_them_are_lists_of_articles() -> None:
    for document in (
        {"response": {"status": "ok", "results": [GUARDIAN, {**GUARDIAN, "id": "news/2026/lock"}]}},
        [DOCUMENTS["WordPress"], {**DOCUMENTS["WordPress"], "id": 78}],
        {"type": "results", "version": "0.6.0", "content_elements": [ANS, {**ANS, "_id": "ABD"}]},
        {"orderedItems": [DOCUMENTS["ActivityPub, what happens to an object"], {**NOTE, "id": f"{URL}8"}]},
    ):
        found = read(raw(json.dumps(document).encode()))
        assert [each.headline for each in found if isinstance(each, Article)] == [HEADLINE] * 2


def test_the_version_of_a_schema_is_none_of_the_article_and_a_path_is_no_address() -> None:
    found = one(ANS)
    assert found.revision.version is None
    assert (found.uri, found.url) == ("urn:copydesk:mere:ABC", None)
    assert found.standfirst == "Two years of talks end."


def test_a_pages_own_mark_up_is_read_before_its_markdown() -> None:
    page = f"<html><head><title>{HEADLINE}</title></head><body><nav>Home</nav><article><h1>{HEADLINE}</h1>{HTML}</article></body></html>"
    found = one({"data": {"markdown": f"[Home](/)\n\n{FIRST}", "rawHtml": page, "metadata": METADATA}})
    assert found.paragraphs == (FIRST, SECOND)
    (wall,) = read(
        raw(
            json.dumps(
                {
                    "markdown": "# Gone\n\nNothing is here.",
                    "metadata": {**METADATA, "title": "Gone", "statusCode": 404},
                }
            ).encode()
        )
    )
    assert isinstance(wall, Dropped)
    assert wall.reason is Reason.NOT_AN_ARTICLE


@pytest.mark.parametrize(
    "content_type", ["application/ld+json", "application/activity+json", "application/vnd.api+json"]
)
def test_json_whose_type_names_a_vocabulary_is_json(content_type: str) -> None:
    linked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, "articleBody": f"{FIRST}\n\n{SECOND}", "datePublished": TIME, "author": {"name": AUTHOR}}  # fmt: skip
    found = one(linked, content_type)
    assert (found.headline, found.credits.byline, found.paragraphs) == (HEADLINE, AUTHOR, (FIRST, SECOND))


def test_an_object_without_the_marks_of_ninjs_is_no_ninjs_for_its_body_html() -> None:
    plain = {"headline": HEADLINE, "body_html": HTML, "byline": AUTHOR, "published_at": TIME, "url": URL}
    found = one(plain)
    assert (found.format, found.url, found.revision.first_created) == (Format.JSON, URL, MORNING)
    for mark in ({"guid": "urn:newsml:mere.example:77"}, {"pubstatus": "usable"}, {"versioncreated": TIME}):
        assert one({**plain, **mark}).format is Format.NINJS


def test_the_name_of_the_source_behind_a_title_is_no_part_of_it() -> None:
    article = {
        "source": {"id": None, "name": "Mere Post"},
        "title": f"{HEADLINE} - Mere Post",
        "content": FIRST,
        "url": URL,
    }
    assert one(article).headline == HEADLINE
    for title in ("Inside Mere Post", "- Mere Post"):
        assert one({**article, "title": title}).headline == title


@pytest.mark.parametrize(
    ("document", "repair"),
    [
        ({"Type": "Notification", "TopicArn": "arn:x", "Message": json.dumps(ROW)}, "sns"),
        ({"message": {"data": base64.b64encode(json.dumps(ROW).encode()).decode(), "messageId": "1"}, "subscription": "x"}, "pubsub"),
        ({"specversion": "1.0", "id": "1", "source": "x", "type": "x", "data": ROW}, "cloudevent"),
        ({"specversion": "1.0", "id": "1", "source": "x", "type": "x", "data_base64": base64.b64encode(json.dumps(ROW).encode()).decode()}, "cloudevent"),
    ],
)  # fmt: skip
def test_what_a_broker_wraps_around_it(document: dict[str, Any], repair: str) -> None:
    found = one(document)
    assert (found.headline, found.paragraphs) == (HEADLINE, (FIRST, SECOND))
    assert repair in found.cleaning.repairs


def test_a_page_in_an_event_whose_type_nobody_said_is_a_page_at_the_events_subject() -> None:
    page = f"<html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{HTML}</article></body></html>"
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "x",
        "type": "x",
        "subject": URL,
        "datacontenttype": "text/html",
        "data": page,
    }
    found = one(event)
    assert (found.format, found.uri, found.paragraphs) == (Format.HTML, URL, (FIRST, SECOND))


def test_what_is_known_of_a_text_may_stand_in_an_object_beside_it() -> None:
    known = {
        "title": HEADLINE,
        "authors": [AUTHOR],
        "published": TIME,
        "url": URL,
        "text": "of something else",
        "status": "draft",
    }
    for name in ("metadata", "meta", "info"):
        found = one({name: known, "content": f"{FIRST}\n\n{SECOND}"})
        assert (found.headline, found.credits.byline, found.url) == (HEADLINE, AUTHOR, URL)
        assert (found.revision.first_created, found.paragraphs, found.pub_status) == (
            MORNING,
            (FIRST, SECOND),
            "usable",
        )
        assert one({name: known, "content": FIRST, "title": "Its own"}).headline == "Its own"


def test_a_long_text_under_a_name_of_its_authors_own_is_the_articles() -> None:
    text = f"{FIRST}\n\n{SECOND}\n\n{FIRST}"
    for document in (
        {"weirwords": text},
        {"artikel_inhalt": text},
        {"sections": [{"heading": "a", "text": FIRST}, {"text": SECOND}, {"text": FIRST}]},
    ):
        assert one({"headline": HEADLINE, **document}).paragraphs == (FIRST, SECOND, FIRST)
    for document in (
        {"weirwords": "Short."},
        {"weirwords": "a b c d e " * 6},
        {"disclaimer": text},
        {"author_bio": text},
        {"storyids": "x" * 500},
    ):
        assert one({"headline": HEADLINE, "url": URL, **document}).paragraphs == ()
    chinese = "奥克斯米尔的堰坝将于五月重建，议会周五在两年的谈判之后表示。" * 8
    assert one({"headline": HEADLINE, "zhengwen": chinese}).paragraphs == (chinese,)
    assert one({"headline": HEADLINE, "body": SECOND, "weirwords": text}).paragraphs == (SECOND,)
    assert one({"headline": HEADLINE, "html": f"<p>{SECOND}</p>", "weirwords": text}).paragraphs == (SECOND,)


@pytest.mark.parametrize(
    "document",
    [
        {"title": "Weir", "text": FIRST, "op": "c"},
        {"type": "Create", "object": {"type": "Person"}},
        {"post": {"title": "Weir", "text": FIRST}},
        {"event": "entry.publish"},
        {"name": "Mere", "url": URL},
        {},
    ],
)
def test_what_only_looks_like_one_is_none(document: dict[str, Any]) -> None:
    assert as_named(document) is None


PLAIN = {
    "id": "77",
    "title": HEADLINE,
    "text": f"{FIRST}\n\n{SECOND}",
    "author": AUTHOR,
    "published_at": TIME,
    "url": URL,
}
OTHERS: dict[str, Any] = {
    "names with more to them": {"storyHeadline": HEADLINE, "field_body": HTML, "articleAuthor": AUTHOR, "article:published_time": TIME, "og:url": URL},
    "an answer to GraphQL": {"data": {"articleByPath": {"item": {"headline": HEADLINE, "main": {"html": HTML + HTML}, "author": {"node": {"name": AUTHOR}}, "date": TIME, "url": URL}}}},
    "a name in two parts": {**PLAIN, "author": {"first_name": "Jane", "last_name": "Roe", "bio": "x"}},
    "lists in objects": {**PLAIN, "author": {"nodes": [{"name": AUTHOR}]}},
    "types around the values": {name: {"string": value} for name, value in PLAIN.items()},
    "Firestore": {"name": "projects/p/documents/77", "fields": {name: {"stringValue": value} for name, value in PLAIN.items()}},
    "a string of JSON": {"topic": "cms", "partition": 0, "ts": 1, "key": "77", "payload": json.dumps(PLAIN)},
    "strings of JSON in a list": {"Records": [{"messageId": "m", "body": json.dumps({"Type": "Notification", "Message": json.dumps(PLAIN)})}]},
    "a text in Base64": {**PLAIN, "encoding": "base64", "text": base64.b64encode(HTML.encode()).decode()},
    "a graph": {"@graph": [{"@type": "WebPage", "@id": URL, "name": "x"}, {"@type": ["NewsArticle"], **PLAIN, "author": {"@id": "#jane"}}, {"@type": "Person", "@id": "#jane", "name": AUTHOR}]},
    "lists of one": {"hits": {"hits": [{"id": "77", "versions": [{"properties": {"Headline": [HEADLINE], "Text": [f"{FIRST}\n\n{SECOND}"], "Author": [AUTHOR], "Pubdate": [TIME], "Url": [URL]}}]}]}},
    "a name as the headline": {**{name: value for name, value in PLAIN.items() if name != "title"}, "name": HEADLINE},
    "a headline in the text": {**PLAIN, "title": None, "text": None, "html": f"<h1>{HEADLINE}</h1>{HTML}"},
    "fields in a list": {"id": 77, "type": "article", "fields": [{"name": name, "value": value} for name, value in PLAIN.items()]},
    "languages": {**PLAIN, "title": {"en": HEADLINE, "de": "Wehr"}, "text": {"en-GB": HTML, "de": "Wehr."}},
    "types of Solr": {"response": {"docs": [{"id": "77", "title_t": HEADLINE, "body_txt": [HTML], "author_s": AUTHOR, "published_dt": TIME, "url_s": URL}]}},
    "a text in an object": {**PLAIN, "text": {"content-type": "text/html", "data": HTML}},
    "Chinese names": {"标题": HEADLINE, "正文": HTML, "作者": AUTHOR, "发布时间": TIME, "链接": URL},
    "a text two levels down": {**PLAIN, "text": None, "body": {"storage": {"value": HTML, "representation": "storage"}}, "status": "current"},
    "a headline beside the text": {**PLAIN, "title": None, "text": None, "content": {"title": HEADLINE, "body": HTML}},
    "a subject as the headline": {**PLAIN, "title": None, "subject": HEADLINE, "status": "sent"},
    "an address of an interface": {**PLAIN, "url": "https://api.mere.example/articles/77.json", "html_url": URL},
    "an envelope with a status": {"status": "SUCCESS", "articles": {"article": PLAIN}},
    "a row under names": {"range": "A1:F2", "values": [list(PLAIN), list(PLAIN.values())]},
    "a list of linked data": [{"@type": "BreadcrumbList"}, {"@type": "NewsArticle", **PLAIN}],
    "a link among links": {**PLAIN, "url": None, "links": {"self": {"href": "https://api.mere.example/77"}, "permalink": URL}},
    "groups beside": {"content": HTML, "metadata": {"titleGroup": {"title": HEADLINE}, "author": AUTHOR, "date": TIME, "url": URL}},
}  # fmt: skip


@pytest.mark.parametrize("document", OTHERS.values(), ids=OTHERS)
def test_shapes_of_fields_and_what_is_around_them(document: Any) -> None:
    found = one(document)
    assert (found.headline, found.credits.byline, found.paragraphs[:2]) == (HEADLINE, AUTHOR, (FIRST, SECOND))
    assert URL in (found.uri, found.url)
    assert found.revision.first_created == MORNING


def test_an_event_about_something_else_and_a_topic_of_an_article_kill_nothing() -> None:
    for other in (
        {"event": "Statue of the founder removed"},
        {"type": "article"},
        {"action": "updated"},
        {"event": "comment.deleted"},
    ):
        assert one({**PLAIN, **other}).pub_status == "usable"
    found = read(
        raw(json.dumps({"event": "articles.items.delete", "payload": ["77", "78"]}).encode(), source="mere")
    )
    assert [isinstance(each, Article) and (each.uri, each.pub_status) for each in found] == [
        ("urn:copydesk:mere:77", "canceled"),
        ("urn:copydesk:mere:78", "canceled"),
    ]


def test_a_comment_is_no_article_for_its_text_and_a_name_of_a_person_no_headline() -> None:
    (found,) = read(
        raw(json.dumps({"event": "comment.created", "comment": {"title": "Ha", "text": FIRST}}).encode())
    )
    assert isinstance(found, Dropped)
    assert one({"name": "Jane Roe", "text": FIRST}).headline is None


@pytest.mark.parametrize("parting", ["", "\n", " \n\n"])
def test_objects_one_after_another_are_articles(parting: str) -> None:
    both = parting.join(
        (json.dumps(PLAIN, indent=1), json.dumps({**PLAIN, "id": "78", "url": f"{URL}8"}, indent=1))
    )
    found = read(raw(both.encode(), content_type="application/json"))
    assert [isinstance(each, Article) and each.headline for each in found] == [HEADLINE, HEADLINE]
    (broken,) = read(raw(f"{both}, and more".encode(), content_type="application/json"))
    assert isinstance(broken, Dropped) and broken.reason is Reason.INVALID_DOCUMENT
