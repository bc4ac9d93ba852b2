"""Articles in envelopes: of agencies' interfaces, of programs that read feeds, of a broker's tools."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from streams.article import Article, Dropped
from streams.intake.reader import read
from streams.kinds import Format, Reason
from tests.articles import raw

TEXT = "The weir at Oxmere will be rebuilt in May, the council said on Monday."
NINJS = {"uri": "urn:newsml:mere.example:7", "pubstatus": "usable", "headline": "Weir", "body_text": TEXT}
KILL = {"uri": "urn:newsml:mere.example:7", "pubstatus": "canceled"}
PLAIN = {"title": "Weir", "text": TEXT}
TIME, EARLIER = "2026-11-20T06:12:00+00:00", "2026-11-19T06:00:00+00:00"
AP = {"uri": "https://api.mere.example/7", "type": "text", "pubstatus": "usable", "headline": "Weir"}


def parts(document: Any) -> tuple[Article | Dropped, ...]:
    return read(raw(json.dumps(document).encode()))


@pytest.mark.parametrize(
    ("document", "format_"),
    [
        ({"total": 1, "item": [NINJS]}, Format.NINJS),
        ({"item": NINJS}, Format.NINJS),
        ({"data": NINJS}, Format.NINJS),
        ({"data": {"item": NINJS}}, Format.NINJS),
        ({"api_version": 1, "data": {"meta": {"id": 7}, "item": NINJS}}, Format.NINJS),
        ({"data": {"items": [{"meta": {"id": 7}, "item": NINJS}]}}, Format.NINJS),
        ({"response": {"data": {"item": NINJS}}}, Format.NINJS),
        ({"data": {"item": PLAIN}}, Format.JSON),
        ({"event_type": "save_entry", "entry": {"feed": {"title": "Mere"}, **PLAIN}}, Format.JSON),
        ({"payload": {"record": PLAIN}}, Format.JSON),
    ],
)
def test_the_article_in_an_envelope(document: Any, format_: Format) -> None:
    (found,) = parts(document)
    assert isinstance(found, Article), found
    assert (found.format, found.headline, found.paragraphs) == (format_, "Weir", (TEXT,))


@pytest.mark.parametrize(
    "document", [{"item": KILL}, {"data": {"item": KILL}}, {"data": {"items": [{"item": KILL}]}}]
)
def test_a_message_in_an_envelope(document: Any) -> None:
    (found,) = parts(document)
    assert isinstance(found, Article), found
    assert (found.uri, found.pub_status, found.paragraphs) == (KILL["uri"], "canceled", ())


def test_what_readers_of_feeds_send() -> None:
    entry = {"id": 7, "status": "unread", "title": "Weir", "content": f"<p>{TEXT}</p>", "author": "Ada Holt"}
    found = parts(
        {
            "event_type": "new_entries",
            "feed": {"id": 1, "title": "Oxmere News"},
            "entries": [entry, {**entry, "id": 8, "status": "read", "enclosures": [{"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size": 9}]}],
        }
    )  # fmt: skip
    assert [
        isinstance(part, Article) and (part.credits.byline, part.credits.info_sources) for part in found
    ] == [("Ada Holt", ("Oxmere News",))] * 2
    assert isinstance(found[1], Article)
    assert [(each.kind, each.renditions[0].size) for each in found[1].media] == [("audio", 9)]


def test_a_text_behind_a_link_is_a_part_with_its_link() -> None:
    nitf = {"title": "NITF", "href": "https://api.mere.example/7?format=nitf"}
    (found,) = parts({"data": {"item": {**AP, "renditions": {"nitf": nitf}}}})
    assert isinstance(found, Article)
    assert (found.partial, [each.uri for each in found.related]) == (True, [nitf["href"]])
    (inlined,) = parts({"data": {"item": {**AP, "renditions": {"nitf": {**nitf, "content": f"<nitf><body><p>{TEXT}</p></body></nitf>"}}}}})  # fmt: skip
    assert isinstance(inlined, Article)
    assert (inlined.partial, inlined.paragraphs) == (False, (TEXT,))


def test_an_embargo_of_ap_has_a_time_or_holds() -> None:
    (held,) = parts({"data": {"item": {**AP, "pubstatus": "embargoed"}}})
    (timed,) = parts(
        {"data": {"item": {**AP, "pubstatus": "embargoed", "embargoed": "2026-12-01T00:00:00Z"}}}
    )
    assert isinstance(held, Article) and isinstance(timed, Article)
    assert (held.pub_status, timed.pub_status, timed.embargo.until is not None) == (
        "withheld",
        "usable",
        True,
    )


@pytest.mark.parametrize(
    "document", [{"data": {"item": {"id": 1}}}, {"meta": {"a": 1}}, {"data": {"data": {}}}]
)
def test_an_envelope_with_nothing_in_it_says_what_is_missing(document: Any) -> None:
    (found,) = parts(document)
    assert isinstance(found, Dropped)
    assert found.reason in (Reason.INVALID_DOCUMENT, Reason.NO_ARTICLE)
    assert found.detail.endswith("(taken for JSON)")


SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "texts by language around what is the same in all": (
        {"id": "a7", "date_updated": TIME, "user_created": {"first_name": "Ada", "last_name": "Holt"}, "translations": [{"id": 1, "languages_code": "en", **PLAIN}]},
        {"id": "a7", "by": "Ada Holt", "version": TIME},
    ),
    "a list of parts in an object": ({**PLAIN, "text": None, "body": {"items": [{"_type": "Text", "html": f"<p>{TEXT}</p>"}, {"_type": "Image", "caption": "A lock"}]}}, {}),
    "a language beside a name of a type": ({**PLAIN, "title": {"_type": "localeString", "en": "Weir"}}, {}),
    "an author in runs of text": ({**PLAIN, "byline": {"content": [{"text": "By Ada Holt", "type": "text"}]}}, {"by": "Ada Holt"}),
    "a name in another language": ({**PLAIN, "autor": {"data": {"attributes": {"nombre": "Ada Holt"}}}}, {"by": "Ada Holt"}),
    "a date in several forms": ({**PLAIN, "lastupdated": {"iso8601": TIME, "rfc2822": "x"}}, {"version": TIME}),
    "dates in an object": ({**PLAIN, "date": {"created": EARLIER, "changed": TIME}}, {"first": EARLIER, "version": TIME}),
    "an envelope under the name of a text": ({"content": {"story": [PLAIN]}}, {}),
    "fields with values in a list": ({"title": "Weir", "contentFields": [{"name": "cuerpo", "contentFieldValue": {"data": f"<p>{TEXT}</p>"}}, {"name": "x", "contentFieldValue": {}}]}, {}),
    "nodes with elements within a line": ({"title": "Weir", "content": [{"type": "text", "value": f"<strong>{TEXT}</strong>"}]}, {}),
    "the id beside the text": ({**PLAIN, "metadata": {"id": "a7"}}, {"id": "a7"}),
    "first published, then again": (
        {**PLAIN, "published_at": TIME, "first_published_at": EARLIER, "updated_at": TIME},
        {"first": EARLIER, "version": TIME},
    ),
    "entered, then published": ({**PLAIN, "date_created": EARLIER, "postDate": TIME}, {"version": TIME}),
    "fetched, and about an event": ({**PLAIN, "crawl_date": TIME, "event_date": TIME, "indexedAt": TIME}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("document", "said"), SHAPES.values(), ids=SHAPES)
def test_the_shapes_of_what_fields_hold(document: dict[str, Any], said: dict[str, Any]) -> None:
    (found,) = parts(document)
    assert isinstance(found, Article), found
    assert (found.headline, found.paragraphs, found.credits.byline) == ("Weir", (TEXT,), said.get("by"))
    version, first = found.revision.version_created, found.revision.first_created
    assert version == (datetime.fromisoformat(said["version"]) if "version" in said else None)
    assert "first" not in said or first == datetime.fromisoformat(said["first"])
    assert "id" not in said or found.uri.endswith(f":{said['id']}")


@pytest.mark.parametrize(
    "document",
    [
        {"id": 3, "name": "Ada Holt", "description": f"Ada Holt covers rivers. {TEXT}", "link": "https://mere.example/ada"},
        {"id": 1, "post": 7, "author_name": "joe", "date": TIME, "content": {"rendered": TEXT}, "type": "comment"},
        {"@type": "Person", "name": "Ada Holt", "description": TEXT},
    ],
)  # fmt: skip
def test_what_is_told_of_somebody_and_what_readers_say_is_no_article(document: dict[str, Any]) -> None:
    (found,) = parts(document)
    assert isinstance(found, Dropped), found
