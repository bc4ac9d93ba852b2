"""Choosing the reader: the content type, and the content where it contradicts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped
from streams.intake.charset import charset_of
from streams.intake.reader import read
from streams.intake.sniff import Sniffed, load_json, sniff
from streams.kinds import Format, Reason
from tests.articles import raw
from tests.linear import assert_linear, repeated

PAGE = "<!DOCTYPE html><html><body><p>The port is shut.</p></body></html>"
ITEM = '{"uri": "urn:x:1", "headlines": [{"value": "Port shut"}]}'
COPY = "HARWICH (Anglia Wire) - The port is shut until Monday, and 3 < 4 tugs are at work."


@pytest.mark.parametrize(
    ("document", "content_type", "format_", "why"),
    [
        (PAGE, "text/html; charset=utf-8", Format.HTML, "content type text/html"),
        (PAGE, None, Format.HTML, "starts with <!doctype html"),
        (PAGE, "application/octet-stream", Format.HTML, "starts with <!doctype html"),
        (PAGE, "text/plain", Format.HTML, "starts with <!doctype html"),
        ("<html><p>x</p>", None, Format.HTML, "starts with <html>"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE html><html/>',
            "application/xhtml+xml",
            Format.HTML,
            "content type application/xhtml+xml",
        ),
        ("<div><p>The port is shut.</p></div>", None, Format.HTML, "starts with <div>"),
        ("Shut.<p>One</p><p>Two</p>", None, Format.HTML, "has closing tags of blocks"),
        (ITEM, "application/ninjs+json", Format.NINJS, "content type application/ninjs+json"),
        (
            ITEM,
            "application/vnd.iptc.ninjs+json",
            Format.NINJS,
            "content type application/vnd.iptc.ninjs+json",
        ),
        (ITEM, "application/json", Format.NINJS, "JSON with uri"),
        (ITEM, None, Format.NINJS, "JSON with uri"),
        (ITEM, "text/html", Format.NINJS, "JSON with uri"),
        ('{"standard": {"name": "ninjs"}}', None, Format.NINJS, "standard.name is ninjs"),
        (
            "<?xml version='1.0'?><invoice><x/></invoice>",
            None,
            Format.XML,
            "XML with the root element invoice",
        ),
        ("<menu><item/></menu>", "text/html", Format.XML, "XML with the root element menu"),
        (
            "<article><title>Quay</title><body/></article>",
            None,
            Format.XML,
            "XML with the root element article",
        ),
        ("<article><h1>Quay</h1><p>Shut.</p></article>", None, Format.HTML, "starts with <article>"),
        (
            "<article><time>7</time><p>Shut.</p></article>",
            "application/xml",
            Format.HTML,
            "starts with <article>",
        ),
        ("<item><title>Quay</title><link>x</link></item>", "text/xml", Format.FEED, "an item of a feed"),
        (
            "<item><title>Quay</title><text>x</text></item>",
            "text/xml",
            Format.XML,
            "XML with the root element item",
        ),
        ("id,title,text\n1,Quay,Shut.\n", None, Format.CSV, "its first line names fields"),
        ("titel;autor;text\nKai;Roth;Zu.\n", "text/plain", Format.CSV, "its first line names fields"),
        ("a,b\n", "text/csv", Format.CSV, "content type text/csv"),
        ("Title, text and author\n\nThe quay is shut.", None, Format.TEXT, "neither JSON nor markup"),
        ("id,source,url\n1,2,3\n", None, Format.TEXT, "neither JSON nor markup"),
        (COPY, None, Format.TEXT, "neither JSON nor markup"),
        (COPY, "Text/Plain;charset=UTF-8", Format.TEXT, "content type text/plain"),
        (COPY, "text/html", Format.TEXT, "no tag in it, though the content type is text/html"),
        ("[UPDATE 1] Port shut", None, Format.TEXT, "neither JSON nor markup"),
        (
            "The <p> tag opens a paragraph, and </p> ends it.",
            "text/plain",
            Format.TEXT,
            "content type text/plain",
        ),
    ],
)
def test_formats(document: str, content_type: str | None, format_: Format, why: str) -> None:
    assert sniff(document, content_type) == Sniffed(format_, why)


@pytest.mark.parametrize(
    ("document", "content_type", "reason", "detail"),
    [
        (PAGE, "application/pdf", Reason.UNKNOWN_FORMAT, "content type application/pdf"),
        (PAGE, "image/png", Reason.UNKNOWN_FORMAT, "content type image/png"),
        ("7", "application/json", Reason.INVALID_DOCUMENT, "JSON, but not an object"),
    ],
)
def test_refusals(document: str, content_type: str | None, reason: Reason, detail: str) -> None:
    assert sniff(document, content_type) == Dropped(reason, detail)


@pytest.mark.parametrize(
    "text",
    [
        ITEM[:-2],
        '{"a": 1, "a": 2}',
        '{"x": [{"b": 1, "b": 1}]}',
        '{"a":' * 2000 + "1" + "}" * 2000,
        "{'a': 1}",
    ],
)
def test_broken_json_is_refused_with_the_fault(text: str) -> None:
    dropped = load_json(text)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.INVALID_DOCUMENT
    assert dropped.detail.startswith("JSON: ")


def test_the_key_that_stands_twice_is_named() -> None:
    assert load_json('{"embargoed": null, "embargoed": "x"}') == Dropped(
        Reason.INVALID_DOCUMENT, "JSON: the key 'embargoed' stands twice in one object"
    )


def test_half_a_surrogate_in_json_is_no_reason_to_refuse() -> None:
    assert load_json('{"uri": "a\\ud83d"}') == {"uri": "a\ud83d"}
    assert isinstance(sniff('{"uri": "a\\ud83d"}'), Sniffed)


def test_bytes_are_decoded_first() -> None:
    assert sniff(PAGE.encode("utf-16")) == Sniffed(Format.HTML, "starts with <!doctype html")
    assert isinstance(dropped := sniff(b"%PDF-1.4"), Dropped)
    assert dropped.reason is Reason.BINARY


def test_charset_parameter() -> None:
    assert charset_of('text/html; x=1; Charset = "iso-8859-1"') == "iso-8859-1"
    assert charset_of("text/html") is None
    assert charset_of(None) is None


@given(st.text(max_size=200), st.sampled_from([None, "text/html", "text/plain", "application/json", "", ";"]))
def test_any_text_is_answered(document: str, content_type: str | None) -> None:
    assert isinstance(sniff(document, content_type), Sniffed | Dropped)


@pytest.mark.long
@pytest.mark.parametrize("content_type", [None, "text/html"])
@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<p ",
        "<!--",
        "<?",
        "{",
        "[{",
        " \n",
        "</p",
        "<!doctype ",
        "<!-- x --> ",
        "<!-- x -->" + 400 * " ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str, content_type: str | None) -> None:
    assert_linear(lambda text: sniff(text, content_type), repeated(unit))


NEWSML_WITH_ENTITIES = """<?xml version="1.0"?>
<!DOCTYPE NewsML SYSTEM "http://www.iptc.org/NewsML.dtd" [
<!ENTITY % nitf SYSTEM "http://www.iptc.org/nitf.dtd">
%nitf; ]>
<NewsML><NewsItem/></NewsML>"""


@pytest.mark.parametrize(
    ("document", "content_type", "format_"),
    [
        (
            "<?xml version='1.0'?><newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>",
            None,
            Format.NEWSML_G2,
        ),
        (
            "<n:newsMessage xmlns:n='http://iptc.org/std/nar/2006-10-01/'></n:newsMessage>",
            "text/xml",
            Format.NEWSML_G2,
        ),
        (NEWSML_WITH_ENTITIES, None, Format.NEWSML),
        ("<nitf><body/></nitf>", "application/xml", Format.NITF),
        ("<rss version='2.0'><channel/></rss>", "text/html", Format.FEED),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "application/atom+xml", Format.FEED),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>", None, Format.FEED),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', None, Format.FEED),
        ('{"title": "Port shut", "text": "The port is shut."}', None, Format.JSON),
        (f"[{ITEM}]", None, Format.JSON),
        ('{"title": "a"}\n{"title": "b"}', "application/x-ndjson", Format.JSON),
        ('{"title": "a"}\n{"title": "b"}', None, Format.JSON),
    ],
)
def test_each_format_is_known_by_its_content(
    document: str, content_type: str | None, format_: Format
) -> None:
    found = sniff(document, content_type)
    assert isinstance(found, Sniffed), found
    assert found.format is format_
    assert found.why


@pytest.mark.parametrize(
    ("document", "declared", "format_"),
    [
        ("<rss version='2.0'><channel><title>Quay</title><item><title>The quay is", None, Format.FEED),
        (
            "<rss version='2.0'><channel></channel></rss><!-- " + "cache node four " * 40 + "-->",
            None,
            Format.FEED,
        ),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Quay</title>", "text/xml", Format.FEED),
        (
            "<newsItem guid='urn:quay:7' version='2'><itemMeta><pubStatus qcode='stat:canc",
            None,
            Format.NEWSML_G2,
        ),
        ("<nitf><head><title>Quay</title></head><body><p>The quay", "text/plain", Format.NITF),
        ("<NewsML><NewsEnvelope><DateAndTime>2026", "application/octet-stream", Format.NEWSML),
        ("<nitf>The quay", None, Format.NITF),
        ("<newsItem", "text/plain", Format.NEWSML_G2),
        (f"<!-- {'cache node four ' * 1000}--><nitf><body>", None, Format.NITF),
        ("<!DOCTYPE nitf [" + "<!ENTITY a 'b'>" * 1000 + "]>\n<nitf><body>", None, Format.NITF),
        ("<RBNews><NewsID>7", "text/xml", Format.RITZAU),
        ("<newsMessage/>", "application/newsml-g2+xml", Format.NEWSML_G2),
    ],
)
def test_markup_whose_end_is_missing_is_no_copy(document: str, declared: str | None, format_: Format) -> None:
    found = sniff(document, declared)
    assert isinstance(found, Sniffed)
    assert found.format is format_


@pytest.mark.parametrize("declared", [None, "text/xml"])
def test_markup_of_an_unknown_kind_whose_end_is_missing_is_refused(declared: str | None) -> None:
    cut = "<export><story><title>Quay</title><text>The quay is shut.</text></story><story><title>"
    (found,) = read(raw(cut.encode(), content_type=declared))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.INVALID_DOCUMENT


@pytest.mark.parametrize(
    ("document", "declared"),
    [
        ("<?xml version='1.0'", None),
        ("<?xml version='1.0'?>\nThe quay is shut.", None),
        ("<!-- the quay <nitf/>", "text/xml; charset=utf-8"),
        ("HTTP/1.1 200 OK\n\n<newsItem><itemMeta/></newsItem>\n", None),
        ("The quay</p></body></nitf>", "text/plain"),
    ],
)
def test_xml_without_its_beginning_is_no_copy(document: str, declared: str | None) -> None:
    found = sniff(document, declared)
    assert not isinstance(found, Sniffed) or found.format is not Format.TEXT


def test_a_declaration_of_xml_is_never_copy() -> None:
    cut = b'<?xml version="1.0"?><export><story><text>The quay is shut'
    (found,) = read(raw(cut, content_type="text/plain"))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.INVALID_DOCUMENT


@pytest.mark.parametrize(
    "copy",
    [
        "<feed> is what the desk calls it, the office said.",
        "<Sandwick> The quay is shut, and 3 <b 4.",
        "<rss",
    ],
)
def test_copy_may_begin_with_a_word_in_angle_brackets(copy: str) -> None:
    found = sniff(copy, None)
    assert isinstance(found, Sniffed)
    assert found.format is Format.TEXT
