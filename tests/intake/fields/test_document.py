"""JSON by the field names people use: objects, lists, envelopes and lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.events.codec import CLEAN, decode, encode
from streams.intake.fields.names import names
from streams.intake.ninjs.fields import spelled
from streams.intake.reader import read
from streams.kinds import Format, HoldReason, Reason, Signal
from streams.stages import clean, enrich
from tests.articles import raw, subjects_of
from tests.linear import assert_linear, repeated

QUAY = (
    "The port of Sandwick shut its eastern quay on Friday after divers found cracks in eleven of its piles."
)
TUGS = "Two tugs were moved to the inner basin, the harbour board said."
MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


def parts(document: Any, content_type: str | None = None, **envelope: Any) -> tuple[Article | Dropped, ...]:
    text = document if isinstance(document, str) else json.dumps(document)
    return read(raw(text.encode(), content_type=content_type, **envelope))


def one(document: Any, **envelope: Any) -> Article:
    (found,) = parts(document, **envelope)
    assert isinstance(found, Article), found
    return found


def refused(document: Any) -> Dropped:
    (found,) = parts(document)
    assert isinstance(found, Dropped), found
    return found


def test_an_object_with_plain_names() -> None:
    found = one(
        {
            "id": 4711,
            "title": "Quay shut",
            "text": f"{QUAY}\n\n{TUGS}",
            "url": "https://post.example/quay?utm_source=x",
            "date": "2026-11-20T06:00:00Z",
            "source": {"name": "Sandwick Post"},
            "authors": ["Jane Roe", {"name": "Ole Brandt"}],
            "language": "English",
            "tags": "Ports; Harwich",
            "summary": "Cracks close a quay.",
            "version": 2,
            "urgency": "3",
        },
        source="archive",
    )
    assert found.format is Format.JSON
    assert found.paragraphs == (QUAY, TUGS)
    assert (found.uri, found.url) == ("urn:copydesk:archive:4711", "https://post.example/quay")
    assert found.naming.aliases == ("https://post.example/quay",)
    assert (found.headline, found.standfirst) == ("Quay shut", "Cracks close a quay.")
    assert (found.credits.byline, found.language, found.credits.info_sources) == (
        "Jane Roe, Ole Brandt",
        "en",
        ("Sandwick Post",),
    )
    assert found.revision.version_created == found.revision.first_created == MORNING
    assert subjects_of(found) == (("Ports", None), ("Harwich", None))
    assert (found.revision.version, found.header.urgency, found.partial) == ("2", 3, False)


@pytest.mark.parametrize("field", sorted(names().fields["headline"]))
def test_every_name_of_a_headline_is_read(field: str) -> None:
    assert one({field: "Quay shut", "text": QUAY, "url": "https://post.example/1"}).headline == "Quay shut"


@pytest.mark.parametrize("field", sorted({*names().fields["text"], *names().fields["html"]}))
def test_every_name_of_a_text_is_read(field: str) -> None:
    found = one({field: f"<p>{QUAY}</p><p>{TUGS}</p>", "url": "https://post.example/1"})
    assert found.paragraphs == (QUAY, TUGS)


def test_no_name_means_two_things() -> None:
    seen: dict[str, str] = {}
    for field, aliases in names().fields.items():
        for alias in aliases:
            assert seen.setdefault(spelled(alias), field) == field, alias


def test_the_shapes_of_news_interfaces() -> None:
    press = {
        "articles": [
            {"source": {"name": "P"}, "title": "Quay", "url": "https://p.example/1", "publishedAt": 0}
        ]
    }
    press["articles"][0]["content"] = f"{QUAY}… [+2312 chars]"
    assert (one(press).paragraphs, one(press).partial, one(press).source) == ((QUAY[:-1] + ".",), True, "P")
    results = {
        "results": [
            {"webTitle": "Quay", "webUrl": "https://g.example/1", "fields": {"body": f"<p>{QUAY}</p>"}}
        ]
    }
    assert one({"response": {"status": "ok", **results}}).paragraphs == (QUAY,)
    doc = {
        "headline": {"main": "Quay"},
        "abstract": QUAY,
        "keywords": [{"name": "place", "value": "Sandwick"}],
    }
    found = one({"response": {"docs": [{**doc, "byline": {"original": "By J. Roe"}}]}})
    assert (found.headline, found.partial, found.credits.byline) == ("Quay", True, "J. Roe")
    assert subjects_of(found) == (("Sandwick", None),)
    hits = {"hits": {"hits": [{"_id": "7", "_source": {"title": "Quay", "text": QUAY}}]}}
    assert one(hits, source="s").uri == "urn:copydesk:s:7"
    blog = {"title": {"rendered": "It&#8217;s shut"}, "content": {"rendered": f"<p>{QUAY}</p>"}, "author": 4}
    assert one({**blog, "status": "publish", "tags": [1, 2]}).headline == "It’s shut"
    assert one({"article": {"headline": "Quay", "body": [QUAY, TUGS]}}).paragraphs == (QUAY, TUGS)


def test_schema_org() -> None:
    found = one(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Kai gesperrt",
            "articleBody": QUAY,
            "author": [{"@type": "Person", "name": "Ole Brandt"}],
            "publisher": {"@type": "Organization", "name": "Küstenblatt"},
            "datePublished": "2026-11-20T06:00:00Z",
            "mainEntityOfPage": {"@id": "https://kb.example/kai"},
            "inLanguage": "de-DE",
        }
    )
    assert (found.uri, found.paragraphs) == ("https://kb.example/kai", (QUAY,))
    assert (found.credits.byline, found.source, found.language) == ("Ole Brandt", "Küstenblatt", "de")
    assert found.revision.version_created == MORNING


def test_a_summary_alone_is_partial_and_becomes_the_text() -> None:
    found = one({"title": "Quay shut", "description": QUAY, "url": "https://post.example/1"})
    assert (found.paragraphs, found.standfirst, found.partial) == ((QUAY,), None, True)


def test_a_whole_page_in_a_field_is_read_as_a_page() -> None:
    nav = "<nav><a href='/'>Home</a><a href='/x'>Sport</a></nav>"
    page = f"<!doctype html><html><body>{nav}<article><h1>Quay shut</h1><p>{QUAY}</p><p>{TUGS}</p></article></body></html>"
    found = one({"url": "https://post.example/quay", "html": page, "date": "2026-11-20T06:00:00Z"})
    assert found.paragraphs == (QUAY, TUGS)
    assert (found.uri, found.headline, found.revision.version_created) == (
        "https://post.example/quay",
        "Quay shut",
        MORNING,
    )


def test_lines_lists_and_ninjs_items_among_them() -> None:
    item = {"uri": "urn:post:1", "headlines": [{"value": "Tugs"}], "bodies": [{"value": TUGS}]}
    lines = [{"title": "Quay", "text": QUAY}, item]
    text = "\n".join(map(json.dumps, lines)) + "\n\n"
    for found in (
        parts(text),
        parts(text, "application/x-ndjson"),
        parts(lines),
        parts(text, "application/json"),
    ):
        assert [part.format for part in found if isinstance(part, Article)] == [Format.JSON, Format.NINJS]
        assert [part.origin.part for part in found if isinstance(part, Article)] == [0, 1]
    assert len(parts('{"articles": [\n{"title": "A", "text": "B."},\n{"title": "C", "text": "D."}]}')) == 2


def test_a_bad_line_is_refused_by_itself_and_named() -> None:
    good = json.dumps({"title": "Quay", "text": QUAY})
    found = parts("\n".join((good, "{no json", good, "[7]", '{"title": 7}', '{"a": 1}')), "application/jsonl")
    assert [isinstance(part, Article) for part in found] == [True, False, True, False, False, False]
    told = [part.detail for part in found if isinstance(part, Dropped)]
    assert [detail.partition(":")[0] for detail in told] == ["line 2", "line 4", "line 5", "line 6"]
    assert "title is a number, not text" in told[2]


@pytest.mark.parametrize(
    ("document", "reason", "detail"),
    [
        ({"a": 1}, Reason.INVALID_DOCUMENT, "no text, html, title or summary"),
        ({"title": "Quay", "text": 7}, Reason.INVALID_DOCUMENT, "text is a number, not text"),
        ({"title": ["x", 1], "text": QUAY}, Reason.INVALID_DOCUMENT, "title is a list, not text"),
        ({"text": QUAY, "status": "spiked"}, Reason.INVALID_DOCUMENT, "status is 'spiked'"),
        ({"text": QUAY, "status": {"code": 7}}, Reason.INVALID_DOCUMENT, "status is an object, not text"),
        ({"title": "Quay", "type": "video"}, Reason.NOT_TEXT, "type video"),
        ({"title": "Quay", "@type": "ImageObject"}, Reason.NOT_TEXT, "type ImageObject"),
        ({"articles": []}, Reason.NO_ARTICLE, "an empty list"),
    ],
)
def test_refusals(document: Any, reason: Reason, detail: str) -> None:
    found = refused(document)
    assert (found.reason, found.detail[: len(detail)]) == (reason, detail)


@pytest.mark.parametrize(
    ("fields", "pub_status", "signal"),
    [
        ({"status": "killed"}, "canceled", Signal.KILL),
        ({"pubStatus": "withdrawn"}, "canceled", Signal.KILL),
        ({"status": "zurückgezogen"}, "canceled", Signal.KILL),
        ({"status": "on_hold"}, "withheld", Signal.HOLD),
        ({"status": "Released"}, "usable", Signal.RELEASE),
    ],
)
def test_a_status_for_an_article_that_came_before_is_a_message(
    fields: dict[str, str], pub_status: str, signal: Signal
) -> None:
    document = {"id": "quay-1", **fields}
    message = one(document, source="post")
    assert (message.uri, message.pub_status) == ("urn:copydesk:post:quay-1", pub_status)
    assert (message.headline, message.paragraphs) == (None, ())
    (cleaned,) = clean(raw(json.dumps(document).encode(), source="post"))
    assert isinstance(cleaned, Article)
    assert cleaned.signal is signal
    assert one({"id": "quay-1", "text": QUAY}, source="post").uri == message.uri


def test_what_a_crawler_says_of_itself_is_no_message() -> None:
    assert refused({"url": "https://post.example/1", "status": "success"}).reason is Reason.INVALID_DOCUMENT
    assert refused({"url": "https://post.example/1", "status": 200}).reason is Reason.INVALID_DOCUMENT


WALL = "Please enable cookies in your browser. Tick the box to confirm that you are not a robot."


@pytest.mark.parametrize("name", ["http_status", "statusCode", "status"])
@pytest.mark.parametrize("value", [403, "403"])
def test_a_page_that_came_with_an_error_is_none(name: str, value: int | str) -> None:
    markup = f"<html><head><title>Hello</title></head><body><p>{'Nothing to be seen here, friends. ' * 3}</p></body></html>"
    wanted = {"url": "https://post.example/1", "html": markup, name: value}
    found = refused(wanted)
    assert found.reason is Reason.NOT_AN_ARTICLE and "HTTP status 403" in found.detail
    assert one({**wanted, name: 200}).paragraphs
    assert (
        refused({"title": "Hello", "text": "Nothing to be seen here, friends.", name: value}).reason
        is found.reason
    )


def test_an_article_with_a_strange_status_stays() -> None:
    assert one(
        {"title": "Quay shut", "text": QUAY, "date": "2026-11-20", "author": "A. Pym", "http_status": 404}
    ).paragraphs


def test_a_wall_in_the_field_of_the_text() -> None:
    found = refused({"title": "Quay shut", "text": WALL, "date": "2026-11-20"})
    assert found.reason is Reason.NOT_AN_ARTICLE and found.detail.startswith("robot: ")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "A l'attention de nos abonnés",
            "Nous vous prions de ne pas tenir compte de notre urgent de 10h14 sur le pont, diffusé par erreur.",
        ),
        ("ОТЗЫВ СООБЩЕНИЯ: Мост закроют", "Сообщение отозвано. Приносим извинения абонентам."),
        (
            "تنبيه للمشتركين: يرجى عدم استخدام خبر الجسر",
            "يرجى عدم استخدام الخبر الخاص بالجسر لورود خطأ فيه.",
        ),
    ],
)
def test_an_order_to_editors_is_no_wall_whose_words_it_has(title: str, text: str) -> None:
    assert one({"title": title, "text": text}).paragraphs


@pytest.mark.parametrize(
    ("fields", "until", "words", "pub_status"),
    [
        ({"embargo": "2026-11-22T06:00:00Z"}, datetime(2026, 11, 22, 6, tzinfo=UTC), None, "usable"),
        ({"embargo": {"until": "2026-11-22T00:00Z"}}, datetime(2026, 11, 22, tzinfo=UTC), None, "usable"),
        (
            {"status": "scheduled", "release_date": "2026-11-22T00:00:00Z"},
            datetime(2026, 11, 22, tzinfo=UTC),
            None,
            "usable",
        ),
        ({"status": "scheduled"}, None, None, "withheld"),
        (
            {"embargo": "2026-11-22"},
            None,
            "embargo: 2026-11-22, in a time zone that is not given",
            "usable",
        ),
        (
            {"status": "draft", "release_date": "2026-11-02"},
            datetime(2026, 11, 2, tzinfo=UTC),
            None,
            "withheld",
        ),
        ({"embargoed": "until the speech"}, None, "embargoed: until the speech", "usable"),
        ({"embargoed": True}, None, "embargoed: True", "usable"),
        ({"embargoed": False}, None, None, "usable"),
    ],
)
def test_embargoes(
    fields: dict[str, Any], until: datetime | None, words: str | None, pub_status: str
) -> None:
    found = one({"title": "Quay", "text": QUAY, **fields})
    assert (found.embargo.until, found.embargo.words, found.pub_status) == (until, words, pub_status)


def test_the_whole_desk() -> None:
    document = {"title": "Quay shut", "text": f"{QUAY}\n\n{TUGS}", "embargo": "2026-11-22T06:00:00Z", "id": 1}
    (found,) = clean(raw(json.dumps(document).encode(), source="post"))
    assert isinstance(found, Article)
    assert found.hold is not None
    assert found.hold.reason is HoldReason.EMBARGO
    assert found.language == "en"
    assert decode(encode(found, CLEAN)).paragraphs == (QUAY, TUGS)
    assert enrich(found).found.word_count > 0


_NAMES = sorted(
    {name for aliases in names().fields.values() for name in aliases} | {*names().lists, *names().wrappers}
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_any_json_is_answered(document: Any) -> None:
    found = parts(document, "application/json")
    assert found
    assert all(isinstance(part, Article | Dropped) for part in found)


@given(st.lists(_VALUES, max_size=4), st.text(alphabet='{}[]":,\n ax', max_size=12))
def test_any_lines_are_answered(documents: list[Any], dirt: str) -> None:
    assert parts("\n".join(map(json.dumps, documents)) + dirt, "application/x-ndjson")


@pytest.mark.parametrize(
    "document", ['{"text": ' * 3000, "[" * 3000, '{"a":' * 900 + "1" + "}" * 900, '{"text":"&lt;p &lt;p "}']
)
def test_hostile_json_is_answered(document: str) -> None:
    assert parts(document)


@pytest.mark.parametrize(
    ("opening", "part", "end"), [("", '{"text": ', ""), ("", "[", ""), ('{"text":"', "&lt;p ", '"}')]
)
def test_hostile_json_takes_linear_time(opening: str, part: str, end: str) -> None:
    assert_linear(parts, repeated(part, opening, end))


def test_items_may_stand_in_a_list_named_item() -> None:
    item = {"uri": "https://quay.example/7", "headline": "Quay to close", "body_text": "It closes on Monday."}
    found = one({"total": 1, "offset": 0, "item": [item]})
    assert (found.uri, found.format, found.headline) == (
        "https://quay.example/7",
        Format.NINJS,
        "Quay to close",
    )


@pytest.mark.parametrize(
    "name", ["null", "N/A", "0", "{{id}}", "https://post.example/", "https://post.example/news/"]
)
def test_an_id_or_a_url_that_names_nothing_is_none(name: str) -> None:
    found = one(
        {"id": name, "url": name, "title": "Quay to close", "text": "It closes on Monday."}, source="s"
    )
    assert found.uri.startswith("urn:copydesk:sha256:")
    assert found.naming.aliases == ()


def test_an_id_that_several_articles_of_a_document_share_names_none_of_them() -> None:
    quay, mill = (
        {"id": "post", "title": "Quay to close", "text": QUAY},
        {"id": "post", "title": "Mill burns", "text": TUGS},
    )
    uris = [each.uri for each in parts([quay, mill]) if isinstance(each, Article)]
    assert len({*uris}) == 2
    assert not any("post" in uri for uri in uris)
    links = [{**quay, "url": f"https://post.example/{name}"} for name in "ab"]
    found = [each.uri for each in parts(links) if isinstance(each, Article)]
    assert found == ["https://post.example/a", "https://post.example/b"]


def test_versions_of_an_article_in_one_document_share_its_id() -> None:
    first = {"id": "quay-7", "title": "Quay to close", "text": QUAY}
    found = parts([first, {**first, "title": "Quay to close on Monday", "text": TUGS}], source="post")
    assert [each.uri for each in found if isinstance(each, Article)] == ["urn:copydesk:post:quay-7"] * 2
    numbered = [{**first, "version": 1}, {**first, "version": 2, "title": "Harwich shuts berth"}]
    found = parts(numbered, source="post")
    assert [each.uri for each in found if isinstance(each, Article)] == ["urn:copydesk:post:quay-7"] * 2


def test_a_list_may_hold_a_message_of_superdesks() -> None:
    kill = one({"items": [{"guid": "urn:quay:7", "pubstatus": "canceled"}]})
    assert (kill.uri, kill.pub_status, kill.paragraphs) == ("urn:quay:7", "canceled", ())


def test_the_url_for_telephones_is_the_page() -> None:
    found = one(
        {"url": "http://m.post.example/quay/amp", "title": "Quay to close", "text": "It closes on Monday."}
    )
    assert (found.uri, found.url) == ("https://www.post.example/quay", "http://m.post.example/quay/amp")
